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

class ScopedPool extends Pool {
  override connect(): Promise<PoolClient>;
  override connect(callback: Parameters<Pool["connect"]>[0]): void;
  override connect(callback?: Parameters<Pool["connect"]>[0]) {
    return callback ? super.connect(callback) : (borrowed() ?? super.connect());
  }

  /** By a promise and not as the pool itself does it, by a callback: that would wake in the work of whoever was done. */
  override async query(asked: unknown): Promise<never> {
    const client = await super.connect();
    try {
      return (await client.query(asked as string)) as never;
    } finally {
      client.release();
    }
  }
}

const ending = /^\s*(COMMIT|ROLLBACK)/i;

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

  override query(asked: string | { text: string }): never {
    const scope = scopes.getStore();
    const text = typeof asked === "string" ? asked : asked.text;
    if (scope?.ended && !ending.test(text)) return Promise.reject(scope.ended) as never;
    const start = performance.now();
    const tell = this.#onStatement && AsyncResource.bind(this.#onStatement);
    scope?.running.add(this);
    return new Promise((resolve, reject) => {
      super.query(asked as string, (error, result) => {
        scope?.running.delete(this);
        tell?.(text, performance.now() - start);
        const settle = () => (error ? reject(error) : resolve(result));
        if (this.#cancelling) this.#cancelling.then(settle);
        else settle();
      });
    }) as never;
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
