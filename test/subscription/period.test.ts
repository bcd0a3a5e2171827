import { addDays, daysBetween, type LocalDate } from "@winner/core/kernel/local-date.ts";
import {
  billablePeriod,
  duePeriods,
  periodIndex,
  periodStart,
} from "@winner/core/subscription/index.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { freshDatabase } from "../support/world.ts";

const { db } = await freshDatabase();
const monthly = (anchorDay: number, anchoredOn: string) => ({
  anchorDay,
  anchoredOn: anchoredOn as LocalDate,
  intervalMonths: 1,
});
const day = fc
  .integer({ min: 0, max: 4000 })
  .map((days) => addDays("2023-01-01" as LocalDate, days));
const anchor = fc.record({
  anchorDay: fc.integer({ min: 1, max: 31 }),
  anchoredOn: day,
  intervalMonths: fc.constantFrom(1, 3, 6, 12),
});

describe("periods", () => {
  test.each([28, 29, 30, 31])(
    "of anchor %i keep it through short months and leap years",
    (anchorDay) => {
      const of = monthly(anchorDay, `2023-01-${anchorDay}`);
      for (let n = 0; n < 36; n += 1) {
        const start = periodStart(of, n);
        const [year = 0, month = 0] = start.split("-").map(Number);
        const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
        expect(start).toBe(
          `${2023 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, "0")}-${Math.min(anchorDay, last)}`,
        );
      }
    },
  );

  test("are gapless and never overlap, from any first day on", () => {
    fc.assert(
      fc.property(anchor, day, (of, today) => {
        const periods = duePeriods(of, of.anchoredOn, today, 200);
        let from = of.anchoredOn;
        for (const { start, end, whole } of periods) {
          expect(start).toBe(from);
          expect(daysBetween(start, end)).toBeGreaterThan(0);
          expect(whole.start <= start && end === whole.end).toBe(true);
          from = end;
        }
        if (of.anchoredOn <= today && periods.length < 200) expect(from > today).toBe(true);
      }),
    );
  });

  test("that an end cuts are short, and none begins after it", () => {
    const of = monthly(1, "2026-01-10");
    expect(
      duePeriods(
        of,
        "2026-01-10" as LocalDate,
        "2026-12-31" as LocalDate,
        99,
        "2026-02-11" as LocalDate,
      ),
    ).toEqual([
      { start: "2026-01-10", end: "2026-02-01", whole: { start: "2026-01-01", end: "2026-02-01" } },
      { start: "2026-02-01", end: "2026-02-11", whole: { start: "2026-02-01", end: "2026-03-01" } },
    ]);
    expect(billablePeriod(monthly(15, "2026-08-10"), "2026-08-10" as LocalDate).whole).toEqual({
      start: "2026-07-15",
      end: "2026-08-15",
    });
  });

  test("are the same in the database", async () => {
    const samples = fc.sample(fc.tuple(anchor, day), 300);
    const rows = await db.$queryRaw<{ n: number; start: string; end: string }[]>`
      SELECT n, period_start(n, "anchorDay", "anchoredOn", months)::text AS start,
        period_start(n + 1, "anchorDay", "anchoredOn", months)::text AS end
      FROM (SELECT *, period_index(day, "anchorDay", "anchoredOn", months) AS n
        FROM jsonb_to_recordset(${JSON.stringify(
          samples.map(([of, today]) => ({ ...of, months: of.intervalMonths, day: today })),
        )}::jsonb) AS r("anchorDay" int, "anchoredOn" date, months int, day date)) s`;
    for (const [index, [of, today]] of samples.entries()) {
      const n = periodIndex(of, today);
      expect(rows[index]).toEqual({ n, start: periodStart(of, n), end: periodStart(of, n + 1) });
      expect(periodStart(of, n) <= today && today < periodStart(of, n + 1)).toBe(true);
    }
  });
});
