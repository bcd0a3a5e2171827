import type { Client, Connection, Query, Submittable } from "pg";

/** A statement of the driver, with what the driver calls as PostgreSQL answers; its types name only the first. */
type Statement = Query & {
  name?: string;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
};
type Prepared = Connection & { parsedStatements: Record<string, string>; sync(): void };

/** Whether these are several, of which each was prepared on this connection before: then only values are to be sent. */
export function canTravelTogether(statements: readonly Query[], client: Client): boolean {
  const { parsedStatements } = client.connection as Prepared;
  return (
    statements.length > 1 &&
    (statements as Statement[]).every(({ name }) => name !== undefined && name in parsedStatements)
  );
}

/**
 * Statements that are sent in one message and answered in one, in their order: as if each had been waited for, but with
 * one way there and back. When one fails, PostgreSQL does none of those behind it, which fail alike.
 */
export class Batch implements Submittable {
  readonly #statements: readonly Statement[];
  /** Which of them is being answered. */
  #at = 0;

  constructor(statements: readonly Query[]) {
    this.#statements = statements as Statement[];
  }

  submit = (connection: Connection): null => {
    // Each ends with a sync of its own, at which PostgreSQL would answer at once and forget an error before it.
    const withoutSync: Connection = Object.create(connection, { sync: { value: () => {} } });
    connection.stream.cork();
    try {
      for (const statement of this.#statements) statement.submit(withoutSync);
      (connection as Prepared).sync();
    } finally {
      connection.stream.uncork();
    }
    return null;
  };

  handleRowDescription(message: unknown): void {
    this.#statements[this.#at]?.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    this.#statements[this.#at]?.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    this.#statements[this.#at]?.handleCommandComplete(message, connection);
    this.#at += 1;
  }

  handleReadyForQuery(connection: Connection): void {
    for (const statement of this.#statements) statement.handleReadyForQuery(connection);
  }

  handleError(error: Error, connection: Connection): void {
    for (const [at, statement] of this.#statements.entries())
      if (at < this.#at) statement.handleReadyForQuery(connection);
      else statement.handleError(error, connection);
  }
}
