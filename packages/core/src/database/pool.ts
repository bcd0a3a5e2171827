import { Client, Pool, type PoolClient, type PoolConfig, type Query, type QueryConfig } from "pg";
import { Batch, canTravelTogether, statementOf } from "./batch.ts";
import { presentScope } from "./deadline.ts";
import { borrowed } from "./lend.ts";

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
  /** What waits to be sent: until this turn of the event loop is over, and what was sent before is answered. */
  #asked: Query[] = [];
  #isBusy = false;
  #isLost = false;
  /** Its process in PostgreSQL, which behind a proxy is another than the driver is told. */
  #process: number | undefined;
  #cancelling: Promise<void> | undefined;
  readonly #address: string;
  readonly #onStatement: ScopedPoolConfig["onStatement"];

  constructor(config?: ScopedPoolConfig) {
    super(config);
    this.#address = config?.connectionString ?? "";
    this.#onStatement = config?.onStatement;
    this.on("drain", () => {
      this.#isBusy = false;
      this.#send();
    });
    // Its statements fail, and so does what waits to be sent.
    const lose = () => {
      this.#isLost = true;
      this.#send();
    };
    this.on("error", lose).on("end", lose);
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
  #cancel(): Promise<void> {
    this.#cancelling ??= cancelProcess(
      this.#address,
      this.#process ?? (this as unknown as { processID: number }).processID,
    ).finally(() => {
      this.#cancelling = undefined;
    });
    return this.#cancelling;
  }

  override query(asked: string | QueryConfig): never {
    const scope = presentScope();
    const text = typeof asked === "string" ? asked : asked.text;
    if (scope?.ended && !ending.test(text)) return Promise.reject(scope.ended) as never;
    const running = { cancel: () => this.#cancel() };
    scope?.running.add(running);
    const start = performance.now();
    const answer = new Promise((resolve, reject) => {
      const statement = statementOf(asked, (error, result) => {
        scope?.running.delete(running);
        const settle = () => (error ? reject(error) : resolve(result));
        if (this.#cancelling) this.#cancelling.then(settle);
        else settle();
      });
      if (this.#asked.push(statement) === 1) process.nextTick(() => this.#send());
    });
    if (!this.#onStatement) return answer as never;
    return answer.finally(() => this.#onStatement?.(text, performance.now() - start)) as never;
  }

  /** What was asked at once goes in one message. */
  #send(): void {
    const [first] = this.#asked;
    if (!first || (this.#isBusy && !this.#isLost)) return;
    this.#isBusy = true;
    if (canTravelTogether(this.#asked)) super.query(new Batch(this.#asked.splice(0)));
    else {
      this.#asked.shift();
      super.query(first);
    }
    // The driver refuses it: there will be no answer for which the next could wait.
    if (this.#isLost) this.#send();
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

const nothing = () => {};
