import { AsyncLocalStorage } from "node:async_hooks";
import type { PoolClient, QueryConfig, QueryResult } from "pg";

const lent = new AsyncLocalStorage<PoolClient>();

const boundary = /^\s*(BEGIN|COMMIT|ROLLBACK)\s*$/i;
const nothing = { rows: [], fields: [], rowCount: 0 };

type Send = (asked: QueryConfig) => Promise<QueryResult>;

/** A connection for a guest who takes part in a transaction, and neither begins nor ends it nor gives it back. */
const asGuest = (send: Send) =>
  ({
    query: async (asked: QueryConfig) => (boundary.test(asked.text) ? nothing : send(asked)),
    on: () => {},
    removeListener: () => {},
    release: () => {},
  }) as unknown as PoolClient;

/** Within `work`, who asks the pool for a connection to begin a transaction gets one that takes statements by `send`. */
export const lend = <T>(send: Send, work: () => Promise<T>): Promise<T> =>
  lent.run(asGuest(send), work);

/** The connection that is lent to the present work. */
export function borrowed(): Promise<PoolClient> | undefined {
  const connection = lent.getStore();
  return connection && Promise.resolve(connection);
}
