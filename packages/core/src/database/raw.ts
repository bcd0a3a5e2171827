import { type QueryConfig, type QueryResult, types } from "pg";
import { sha256 } from "../kernel/secret.ts";
import type { Database } from "./client.ts";
import { Prisma } from "./generated/client.ts";

/** Statements written in SQL. */
export type Raw = Pick<Database, "$queryRaw" | "$executeRaw">;

export type Template = readonly string[] | Prisma.Sql;

/** Names of statements that are kept, so that a long text is not digested each time it is sent. */
const places = 1000;
const names = new Map<string, string>();

/** The name by which PostgreSQL knows a statement: a digest of its text, which has no values in it. */
export function statementName(sql: string): string {
  let name = names.get(sql);
  if (!name) {
    name = `w${sha256(sql).slice(0, 40)}`;
    if (names.size === places) names.clear();
    names.set(sql, name);
  }
  return name;
}

export interface Statement {
  name: string;
  text: string;
}

export const statement = (text: string): Statement => ({ name: statementName(text), text });

/** Of a template without SQL within it, which is the same text each time. */
const statements = new WeakMap<readonly string[], Statement>();

/** As `$queryRaw` of Prisma is called: as the tag of a template, or with what `Prisma.sql` made. */
export function read(given: Template, values: readonly unknown[]): QueryConfig {
  const nested = given instanceof Prisma.Sql || values.some((one) => one instanceof Prisma.Sql);
  if (nested) {
    const sql = given instanceof Prisma.Sql ? given : Prisma.sql(given, ...values);
    return { ...statement(sql.text), values: sql.values.map(toPostgres), types: columns };
  }
  let known = statements.get(given);
  if (!known) {
    known = statement(given.reduce((before, part, at) => `${before}$${at}${part}`));
    statements.set(given, known);
  }
  return { ...known, values: values.map(toPostgres), types: columns };
}

/** A value as the driver shall send it: moments in UTC, whatever the zone of the process. */
function toPostgres(value: unknown): unknown {
  if (value === undefined) throw new TypeError("a value of a statement is undefined; is it null?");
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toPostgres);
  if (Prisma.Decimal.isDecimal(value)) return value.toFixed();
  const isObject = typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
  return isObject ? JSON.stringify(value) : value;
}

type Parse = (text: string) => unknown;

const decimal: Parse = (text) => new Prisma.Decimal(text);
const day: Parse = (text) => new Date(`${text}T00:00:00Z`);
const moment: Parse = (text) => new Date(`${text.replace(" ", "T")}Z`);
const readerOf = types.getTypeParser as (type: number, format?: string) => Parse;
const texts = readerOf(1009) as (list: string) => (string | null)[];
const list = (parse: Parse) => (text: string) =>
  texts(text).map((one) => (one === null ? null : parse(one)));

/** Of the types, by their number in PostgreSQL, that the driver reads otherwise: bigint, numeric, date, timestamp. */
const parsers: Readonly<Record<number, Parse>> = {
  20: BigInt,
  1016: list(BigInt),
  1700: decimal,
  1231: list(decimal),
  1082: day,
  1182: list(day),
  1114: moment,
  1115: list(moment),
};
/** A column as Prisma would read it, so that a row is the same whoever read it. */
const columns: typeof types = {
  ...types,
  getTypeParser: (type: number, format?: string) => parsers[type] ?? readerOf(type, format),
};

/**
 * Statements in SQL by the driver itself, with the values and rows that Prisma's own have. Through Prisma's
 * engine, which does nothing with them, each takes twice the processor time.
 */
export function rawOver(send: (asked: QueryConfig) => Promise<QueryResult>): Raw {
  const raw = {
    $queryRaw: async (given: Template, ...values: unknown[]) =>
      (await send(read(given, values))).rows,
    $executeRaw: async (given: Template, ...values: unknown[]) =>
      (await send(read(given, values))).rowCount ?? 0,
  };
  return raw as Raw;
}
