import type { Database } from "@winner/core/database/index.ts";

/** A digest of the rows of each table: what did not change has the same. */
export async function digests(db: Database): Promise<Record<string, string>> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`;
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const rows = await db.$queryRawUnsafe<{ digest: string | null }[]>(
      `SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) AS digest FROM "${name}" t`,
    );
    found[name] = rows[0]?.digest ?? "";
  }
  return found;
}
