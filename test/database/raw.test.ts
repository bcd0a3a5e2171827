import { Prisma } from "@winner/core/database/index.ts";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshDatabase } from "../support/world.ts";

const { db } = await freshDatabase();

/** The same through Prisma's engine. */
const byPrisma = (sql: Prisma.Sql) => db.$queryRawUnsafe(sql.text, ...sql.values);

const zone = process.env.TZ;
beforeAll(() => {
  // Moments and days are the same wherever the process runs.
  process.env.TZ = "Asia/Jayapura";
});
afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test.each([
  ["whole numbers", "1::int2 AS a, 2147483647::int4 AS b, 9007199254740993::int8 AS c"],
  ["decimals", "12345678901234567890.123456789::numeric AS a, 0.1::float8 AS b, 1.5::float4 AS c"],
  [
    "texts",
    `'a "text"'::text AS a, 'b'::varchar AS b, '01890a5d-ac96-774b-bcce-b302099a8057'::uuid AS c`,
  ],
  ["an enum", `'HEALTH'::text AS a, 'ORGANISER'::"Role" AS b`],
  ["days", "'2026-02-28'::date AS a, '1999-12-31'::date AS b"],
  [
    "moments",
    "'2026-01-01T00:30:00.123Z'::timestamptz AS a, '2026-01-01 00:30:00.5'::timestamp AS b",
  ],
  ["JSON", `'{"a": [1, null, "x"]}'::jsonb AS a, '1'::json AS b, 'null'::jsonb AS c`],
  ["nothing", "NULL::int8 AS a, NULL::date AS b, NULL::text[] AS c"],
  ["truth", "true AS a, false AS b"],
  ["lists", `ARRAY['a,b', '"', NULL]::text[] AS a, ARRAY[1, 2]::int4[] AS b, ARRAY[true] AS c`],
  [
    "lists of amounts and days",
    "ARRAY[1, 9007199254740993]::int8[] AS a, ARRAY['2026-02-28']::date[] AS b",
  ],
  [
    "lists of decimals and moments",
    "ARRAY[0.1]::numeric[] AS a, ARRAY['2026-01-01T00:30:00Z']::timestamptz[] AS b",
  ],
])("%s are read as Prisma reads them", async (_what, expressions) => {
  const sql = Prisma.raw(`SELECT ${expressions}`);
  expect(await db.$queryRaw(sql)).toEqual(await byPrisma(sql));
});

test("values arrive as those of Prisma do", async () => {
  const moment = fc
    .date({ min: new Date("1900-01-01"), max: new Date("2200-01-01"), noInvalidDate: true })
    .map((date) => new Date(date.getTime()));
  const text = fc
    .string({ unit: "binary" })
    .filter((one) => one.isWellFormed() && !one.includes("\0"));
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        text,
        texts: fc.array(fc.option(text), { maxLength: 5 }),
        amount: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        amounts: fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { maxLength: 3 }),
        count: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        moment,
        days: fc.array(moment, { maxLength: 3 }),
        share: fc.double({ noNaN: true, noDefaultInfinity: true }),
        truth: fc.boolean(),
        decimal: fc
          .bigInt({ min: -(10n ** 18n), max: 10n ** 18n })
          .map((units) => new Prisma.Decimal(`${units}e-4`)),
        nothing: fc.constant(null),
      }),
      async (given) => {
        const sql = Prisma.sql`
          SELECT ${given.text}::text AS a, ${given.texts}::text[] AS b, ${given.amount}::int8 AS c,
            ${given.amounts}::int8[] AS d, ${given.count}::int4 AS e, ${given.moment}::timestamptz AS f,
            ${given.moment}::date AS g, ${given.days}::date[] AS h, ${given.share}::float8 AS i,
            ${given.truth}::boolean AS j, ${given.decimal}::numeric AS k, ${given.nothing}::text AS l`;
        expect(await db.$queryRaw(sql)).toEqual(await byPrisma(sql));
      },
    ),
    { numRuns: 100 },
  );
});

test("SQL within SQL is numbered through, and a template is the same statement each time", async () => {
  const ask = (more: Prisma.Sql, last: number) =>
    db.$queryRaw`SELECT ${1}::int AS a${more}, ${last}::int AS z`;
  expect(await ask(Prisma.empty, 2)).toEqual([{ a: 1, z: 2 }]);
  expect(await ask(Prisma.sql`, ${5}::int AS b`, 3)).toEqual([{ a: 1, b: 5, z: 3 }]);
  expect(await ask(Prisma.sql`, ${"x"} IN (${Prisma.join(["y", "z"])}) AS c`, 4)).toEqual([
    { a: 1, c: false, z: 4 },
  ]);
  const plain = (value: number) => db.$queryRaw`SELECT ${value}::int AS value`;
  expect(await Promise.all([1, 2, 3].map(plain))).toEqual([1, 2, 3].map((value) => [{ value }]));
});

test("bytes are kept", async () => {
  const given = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const [row] = await db.$queryRaw<{ bytes: Uint8Array }[]>`SELECT ${given}::bytea AS bytes`;
  expect([...(row?.bytes ?? [])]).toEqual([...given]);
});

test("a value that is missing is a mistake, and not NULL", async () => {
  await expect(db.$queryRaw`SELECT ${undefined}::text`).rejects.toThrow("undefined");
});

test("how many rows a statement changed is told", async () => {
  const organisations = [1, 2, 3].map((n) => ({ name: `${n}`, kind: "MINISTRY" as const }));
  await db.organisation.createMany({ data: organisations });
  expect(await db.$executeRaw`UPDATE "Organisation" SET name = 'x' WHERE name <> ${"2"}`).toBe(2);
  expect(await db.$executeRaw`SELECT set_config('a.b', 'c', true)`).toBe(1);
});
