import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, Pool, type PoolClient, type PoolConfig } from "pg";
import { borrowed } from "./lend.ts";

/** Why work was ended before it was through. */
export class Ended extends Error {
  override readonly name = "Ended";
  readonly reason: "TIME" | "ABANDONED";

  constructor(reason: Ended["reason"]) {
    super(reason === "TIME" ? "the time for this is over" : "nobody waits for this any more");
    this.reason = reason;
  }
}

/** The statements of one piece of work. */
class Scope {
  ended: Ended | undefined;
  readonly running = new Set<ScopedClient>();

  async end(reason: Ended["reason"]): Promise<Ended> {
    this.ended = new Ended(reason);
    await Promise.all([...this.running].map((client) => client.cancel()));
    return this.ended;
  }
}

const scopes = new AsyncLocalStorage<Scope | undefined>();

/** Does what others wait for too, and so does not end with the work that began it. */
export const apart = <T>(work: () => Promise<T>): Promise<T> =>
  scopes.run(undefined, async () => await work());

/** Milliseconds for which ended work may clear up. */
const grace = 1000;

/**
 * Does `work` within a time, and as long as someone waits for it. After that, PostgreSQL is told to
 * cancel what it is doing for it, none of its statements is begun any more but the end of a transaction,
 * and `Ended` is thrown. Work that has begun a transaction sees it taken back.
 */
export async function within<T>(
  milliseconds: number,
  abandoned: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const scope = new Scope();
  const over = Promise.withResolvers<Ended["reason"]>();
  const timer = setTimeout(() => over.resolve("TIME"), milliseconds);
  const abandon = () => over.resolve("ABANDONED");
  if (abandoned?.aborted) abandon();
  abandoned?.addEventListener("abort", abandon, { once: true });
  try {
    // Awaited inside: Prisma begins a query only when someone waits for it.
    const result = scopes.run(scope, async () => await work());
    const first = await Promise.race([result.then((value) => ({ value })), over.promise]);
    if (typeof first === "object") return first.value;
    const ended = await scope.end(first);
    // It fails by now at its statements; nothing of it shall go on after the answer.
    const through = result.then(nothing, nothing);
    await Promise.race([through, sleep(grace, undefined, { ref: false })]);
    throw ended;
  } finally {
    clearTimeout(timer);
    abandoned?.removeEventListener("abort", abandon);
  }
}

const nothing = () => {};

/** Whether the present work was ended: what fails in it fails for that reason. */
export const isEnded = (): boolean => scopes.getStore()?.ended !== undefined;

/** What PostgreSQL itself ends, and when, in milliseconds: for what nobody is left to cancel. */
export interface SessionLimits {
  statement: number;
  idleInTransaction: number;
}

export interface ScopedPoolConfig extends PoolConfig {
  connectionString: string;
  /** Hears of each statement, without its values, and how many milliseconds it took. */
  onStatement?: (sql: string, milliseconds: number) => void;
  /**
   * Set for each connection as it is opened: by `SET` and not by start-up options, which RDS Proxy does not hand on;
   * it then keeps the connection for this pool alone.
   */
  limits?: SessionLimits;
}

/** A pool whose statements belong to the work that asks them (see `within`). */
export function openPool(config: ScopedPoolConfig): Pool {
  const { limits } = config;
  const pool = new ScopedPool({
    ...config,
    Client: ScopedClient,
    ...(limits && { onConnect: (client) => (client as ScopedClient).limit(limits) }),
  });
  // Of a connection that is lost while nobody uses it: the pool opens another.
  return pool.on("error", nothing);
}

type Connected = Parameters<Pool["connect"]>[0];

/** Keeps to the work that asks: a queue of waiting callers is woken by whoever gives a connection back. */
class ScopedPool extends Pool {
  override connect(): Promise<PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected) {
    return callback ? super.connect(AsyncResource.bind(callback)) : (borrowed() ?? super.connect());
  }
}

const ending = /^\s*(COMMIT|ROLLBACK)/i;
type Callback = (error: Error | undefined, result?: unknown) => void;

class ScopedClient extends Client {
  /** Its process in PostgreSQL, which behind a proxy is another than the driver is told. */
  #process: number | undefined;
  #cancelling: Promise<void> | undefined;
  readonly #address: string;
  readonly #onStatement: ScopedPoolConfig["onStatement"];

  constructor(config?: ScopedPoolConfig) {
    super(config);
    this.#address = config?.connectionString ?? "";
    this.#onStatement = config?.onStatement;
    // Of a connection that is lost while it is used: its statements fail.
    this.on("error", nothing);
  }

  async limit({ statement, idleInTransaction }: SessionLimits): Promise<void> {
    const results: unknown = await super.query(
      `SET statement_timeout = ${Number(statement)};
       SET idle_in_transaction_session_timeout = ${Number(idleInTransaction)};
       SELECT pg_backend_pid() AS process`,
    );
    const [row] = (results as { rows: { process: number }[] }[]).at(-1)?.rows ?? [];
    this.#process = row?.process;
  }

  /** Cancels what runs here. Until that is done the connection is not given to anyone else. */
  cancel(): Promise<void> {
    this.#cancelling ??= cancelProcess(
      this.#address,
      this.#process ?? (this as unknown as { processID: number }).processID,
    ).finally(() => {
      this.#cancelling = undefined;
    });
    return this.#cancelling;
  }

  /** As the pool (with a callback, as third or last) and the adapter (with a promise) call it. */
  override query(...given: unknown[]): never {
    const scope = scopes.getStore();
    const call = super.query as (...given: unknown[]) => Promise<unknown> | undefined;
    if (!scope && !this.#onStatement) return call.apply(this, given) as never;
    const last = given.findLastIndex((one) => typeof one === "function");
    const callback = given[last] as Callback | undefined;
    const [asked] = given as [string | { text: string }];
    const text = typeof asked === "string" ? asked : asked.text;
    if (scope?.ended && !ending.test(text)) {
      if (!callback) return Promise.reject(scope.ended) as never;
      process.nextTick(callback, scope.ended);
      return undefined as never;
    }
    const start = performance.now();
    scope?.running.add(this);
    const tell = this.#onStatement && AsyncResource.bind(this.#onStatement);
    const done = () => {
      scope?.running.delete(this);
      tell?.(text, performance.now() - start);
      return this.#cancelling;
    };
    if (!callback) {
      const result = call.apply(this, given) as Promise<unknown>;
      return result.finally(done) as never;
    }
    const guarded: Callback = (error, result) => {
      const cancelling = done();
      if (cancelling) cancelling.then(() => callback(error, result));
      else callback(error, result);
    };
    return call.apply(this, given.with(last, guarded)) as never;
  }
}

/** Over a connection of its own: those of the pool may all be busy with what is to be cancelled. */
async function cancelProcess(connectionString: string, process: number): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2000 });
  client.on("error", nothing);
  try {
    await client.connect();
    await client.query("SELECT pg_cancel_backend($1)", [process]);
  } catch {
    // PostgreSQL's own limit ends it.
  } finally {
    await client.end().catch(nothing);
  }
}
