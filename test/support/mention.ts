import type { Database } from "@winner/core/database/index.ts";

/** The columns, as Table.column, of any type that holds text, in which one of the words stands. */
export async function mentions(db: Database, words: readonly string[]): Promise<string[]> {
  const columns = await db.$queryRaw<{ table: string; column: string }[]>`
    SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
      AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'bytea')
    ORDER BY 1, 2`;
  const patterns = words.map((word) => `%${word}%`);
  const found: string[] = [];
  for (const { table, column } of columns) {
    const [row] = await db.$queryRawUnsafe<{ named: boolean }[]>(
      `SELECT EXISTS (SELECT FROM "${table}" WHERE "${column}"::text ILIKE ANY ($1)) AS named`,
      patterns,
    );
    if (row?.named) found.push(`${table}.${column}`);
  }
  return found;
}
