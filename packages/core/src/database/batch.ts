import { type Connection, Query, type QueryConfig, type Submittable } from "pg";

/** A statement of the driver, with what the driver calls as PostgreSQL answers; its types name only the first. */
type Statement = Query & {
  name?: string;
  text: string;
  _result: { _types: QueryConfig["types"] };
  hasBeenParsed(connection: Connection): unknown;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
};
/** The statements that a connection has prepared, and those that it was asked to, by their names. */
type Preparing = Connection & {
  parsedStatements: Record<string, string>;
  submittedNamedStatements: Record<string, string>;
  sync(): void;
};

/**
 * A statement, and who hears of its end. As the driver makes one of a text: of an object it copies each property with its
 * descriptor, which takes longer than to make the messages of it. What has a form of its rows (Prisma's) it makes itself.
 */
export function statementOf(
  asked: string | QueryConfig,
  done: (error: Error | undefined, result: unknown) => void,
): Query {
  if (typeof asked === "string" || "rowMode" in asked) return new Query(asked, done);
  const statement = new Query(asked.text, asked.values, done) as Statement;
  if (asked.name) statement.name = asked.name;
  statement._result._types = asked.types;
  return statement;
}

const silenced = new WeakMap<Connection, Connection>();

/**
 * The connection for a statement of several, of which each would end with a sync of its own, at which PostgreSQL would
 * answer at once and forget an error before it.
 */
function silent(connection: Connection): Connection {
  let own = silenced.get(connection);
  if (!own) {
    own = Object.create(connection, { sync: { value: () => {} } }) as Connection;
    silenced.set(connection, own);
  }
  return own;
}

/** Whether these are several, each with a name: others go by a protocol that knows no more than one in a message. */
export const canTravelTogether = (statements: readonly Query[]): boolean =>
  statements.length > 1 && (statements as Statement[]).every(({ name }) => name !== undefined);

/**
 * Statements that are sent in one message and answered in one, in their order: as if each had been waited for, but with
 * one way there and back. When one fails, PostgreSQL does none of those behind it, which fail alike.
 */
export class Batch implements Submittable {
  readonly #statements: readonly Statement[];
  /** Which of them is being answered. */
  #at = 0;
  #connection: Preparing | undefined;
  /** Those that are to be prepared, and of which it is not known yet that they were. */
  readonly #preparing: Statement[] = [];

  constructor(statements: readonly Query[]) {
    this.#statements = statements as Statement[];
  }

  submit = (connection: Connection): null => {
    const withoutSync = silent(connection);
    connection.stream.cork();
    try {
      for (const statement of this.#statements) {
        if (!statement.hasBeenParsed(connection)) this.#preparing.push(statement);
        statement.submit(withoutSync);
      }
      (connection as Preparing).sync();
    } finally {
      connection.stream.uncork();
    }
    // The driver asks a query for its name when it was prepared, of which here are many.
    if (this.#preparing.length > 0) connection.on("parseComplete", this.#prepared);
    this.#connection = connection as Preparing;
    return null;
  };

  readonly #prepared = (): void => {
    const statement = this.#preparing.shift();
    if (!statement?.name || !this.#connection) return;
    this.#connection.parsedStatements[statement.name] = statement.text;
    delete this.#connection.submittedNamedStatements[statement.name];
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
    this.#end();
    for (const statement of this.#statements) statement.handleReadyForQuery(connection);
  }

  handleError(error: Error, connection: Connection): void {
    this.#end();
    for (const [at, statement] of this.#statements.entries())
      if (at < this.#at) statement.handleReadyForQuery(connection);
      else statement.handleError(error, connection);
  }

  /** What was not prepared by now will be asked for anew. */
  #end(): void {
    this.#connection?.removeListener("parseComplete", this.#prepared);
    for (const { name = "" } of this.#preparing)
      delete this.#connection?.submittedNamedStatements[name];
  }
}
