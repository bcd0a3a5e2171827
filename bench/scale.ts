import { type Database, Prisma } from "@winner/core/database/index.ts";

/** What does not grow with use but is what the growing rows are of: programmes, places, methods, providers, plans. */
const kept = new Set([
  "_prisma_migrations",
  "TestClock",
  "Programme",
  "Edition",
  "EditionDocument",
  "EditionFigure",
  "EditionIssue",
  "EditionProvince",
  "Stage",
  "Form",
  "ChecklistItem",
  "RegistrationCounter",
  "PriorityIssue",
  "Province",
  "Regency",
  "Rubric",
  "Criterion",
  "Panel",
  "AuditHead",
  "Jwks",
  "PlanTemplate",
  "Indicator",
  "HdiObservation",
  "Announcement",
  "Cohort",
  "ResultSnapshot",
  "Provider",
  "ProviderLogo",
  "TaxProfile",
  "NumberSeries",
  "Product",
  "Plan",
  "Tier",
  "Price",
  "DunningStep",
  "PaymentProfile",
  "BankAccount",
  "TaxRule",
]);

interface Column {
  table: string;
  column: string;
  type: string;
  /** The table that it refers to, if it does. */
  target: string | null;
  unique: boolean;
}

/**
 * Multiplies what grows by `factor`: copies of all rows with other ids, which refer to each other as the
 * originals do, one INSERT … SELECT a table. Triggers and foreign keys rest meanwhile; checks, unique keys
 * and exclusions hold. Statistics are taken anew.
 */
export async function multiply(db: Database, factor: number): Promise<void> {
  const columns = await db.$queryRaw<Column[]>`
    SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, NULL) AS type,
      (SELECT f.relname FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid
        WHERE k.contype = 'f' AND k.conrelid = c.oid AND a.attnum = ANY (k.conkey) LIMIT 1) AS target,
      EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND (i.indisunique OR i.indisexclusion)
        AND a.attnum = ANY (i.indkey)) AS "unique"
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attgenerated = '' AND a.attidentity = ''
    ORDER BY c.relname, a.attnum`;
  const tables = Map.groupBy(
    columns.filter(({ table }) => !kept.has(table) && !table.startsWith("Bench")),
    ({ table }) => table,
  );
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
    for (const [table, own] of tables) {
      const names = own.map(({ column }) => `"${column}"`).join(", ");
      const values = own.map((column) => copied(column)).join(", ");
      await tx.$executeRaw`
        INSERT INTO ${Prisma.raw(`"${table}" (${names})`)} SELECT ${Prisma.raw(values)}
        FROM ${Prisma.raw(`"${table}"`)}, generate_series(1, ${factor - 1}::int) n ON CONFLICT DO NOTHING`;
    }
  });
  await db.$executeRaw`ANALYZE`;
}

/** The copy of a value: of ids and what is unique another, of all else the same. */
function copied({ column, type, target, unique }: Column): string {
  const name = `"${column}"`;
  if (target && kept.has(target)) return name;
  if (type === "uuid" && (target || unique || column.endsWith("Id") || column === "id"))
    // In order of time as they are: the first half stays, so that the newest stay the newest.
    return `overlay(md5(${name}::text || n) placing left(replace(${name}::text, '-', ''), 12) from 1 for 12)::uuid`;
  if (!unique) return name;
  if (type === "text") return `${name} || '-' || n`;
  if (type === "bigint" || type === "integer") return `${name} + n * 1000000`;
  return name;
}
