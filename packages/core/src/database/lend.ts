import { AsyncLocalStorage } from "node:async_hooks";
import type { PoolClient } from "pg";

const lent = new AsyncLocalStorage<PoolClient>();

const boundary = /^\s*(BEGIN|COMMIT|ROLLBACK)\s*$/i;
const nothing = { rows: [], fields: [], rowCount: 0 };

/** A connection for a guest who takes part in a transaction, and neither begins nor ends it nor gives it back. */
const asGuest = (connection: PoolClient) =>
  ({
    query: async (asked: { text: string }) =>
      boundary.test(asked.text) ? nothing : connection.query(asked),
    on: () => {},
    removeListener: () => {},
    release: () => {},
  }) as unknown as PoolClient;

/** Within `work`, the pool gives this connection to who begins a transaction. */
export const lend = <T>(connection: PoolClient, work: () => Promise<T>): Promise<T> =>
  lent.run(asGuest(connection), work);

/** The connection that is lent to the present work. */
export function borrowed(): Promise<PoolClient> | undefined {
  const connection = lent.getStore();
  return connection && Promise.resolve(connection);
}
