import { addDays, daysBetween, type LocalDate, toColumn } from "@winner/core/kernel/local-date.ts";
import { type Anchor, wholePeriod } from "@winner/core/subscription/index.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openShop } from "../support/billing.ts";
import { brokenInvariants } from "../support/invariants.ts";
import { chargedDays, openDesk, owed } from "../support/subscriber.ts";
import { freshDatabase, openApi } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const prices = [300_000n, 450_000n, 600_000n];
const shop = await openShop(db, { prices });
const { change, on, begin, tier } = await openDesk(api, db, shop);
const sponsor = await db.institution.create({
  data: { kind: "LOCAL_GOVERNMENT", name: "Pemerintah Kabupaten Lebak", provinceCode: "36" },
});

/** What was charged for each day, kept day by day and in nothing but days. */
class Ledger {
  readonly rates = new Map<LocalDate, number>();
  readonly #anchor: Anchor;
  next: LocalDate;
  tier = 0;
  pending: number | undefined;
  state: "ACTIVE" | "PAUSED" | "ENDED" = "ACTIVE";
  pausedOn: LocalDate | undefined;
  endsOn: LocalDate | undefined;

  constructor(anchor: Anchor) {
    this.#anchor = anchor;
    this.next = anchor.anchoredOn;
  }

  #set(from: LocalDate, to: LocalDate, price: number) {
    for (let day = from; day < to; day = addDays(day, 1)) {
      const { start, end } = wholePeriod(this.#anchor, day);
      this.rates.set(day, price / daysBetween(start, end));
    }
  }

  bill(today: LocalDate) {
    while (
      this.state === "ACTIVE" &&
      this.next <= today &&
      (!this.endsOn || this.next < this.endsOn)
    ) {
      this.tier = this.pending ?? this.tier;
      this.pending = undefined;
      const { end } = wholePeriod(this.#anchor, this.next);
      const to = this.endsOn && this.endsOn < end ? this.endsOn : end;
      this.#set(this.next, to, Number(prices[this.tier]));
      this.next = to;
    }
    if (this.endsOn && this.endsOn <= today) this.state = "ENDED";
  }

  raise(today: LocalDate, to: number) {
    const charged = [...this.rates.keys()].filter((day) => day >= today);
    if (charged.includes(today))
      for (const day of charged) this.#set(day, addDays(day, 1), Number(prices[to]));
    this.tier = to;
    this.pending = undefined;
  }

  charges = (day: LocalDate) => this.rates.has(day);

  giveBack(from: LocalDate) {
    if (!this.charges(from)) return;
    for (const day of [...this.rates.keys()]) if (day >= from) this.rates.delete(day);
    this.next = from;
  }

  total = () => [...this.rates.values()].reduce((sum, rate) => sum + rate, 0);
}

const step = fc.record({
  days: fc.integer({ min: 0, max: 40 }),
  run: fc.boolean(),
  act: fc.constantFrom("tier", "tier", "pause", "resume", "cancel", "withdraw", "none"),
  pick: fc.integer({ min: 0, max: 2 }),
  ahead: fc.integer({ min: 0, max: 12 }),
});

test("random histories of changes never charge a day twice, and each payer owes the sum of its days", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 31 }),
      fc.integer({ min: 0, max: 27 }),
      fc.constantFrom([0, 0], [0, 4000], [1000, 0], [1500, 3333]),
      fc.array(step, { minLength: 3, maxLength: 12 }),
      async (anchorDay, first, [discount = 0, share = 0], steps) => {
        let today = addDays("2026-01-01" as LocalDate, first);
        const ledger = new Ledger({ anchorDay, anchoredOn: today, intervalMonths: 1 });
        const id = await begin(today, {
          anchorDay,
          anchoredOn: toColumn(today),
          discountBasisPoints: discount,
          sponsorBasisPoints: share,
          sponsorId: share > 0 ? sponsor.id : null,
        });
        ledger.bill(today);
        for (const { days, run, act, pick, ahead } of steps) {
          today = addDays(today, days);
          await on(today, run);
          if (run) ledger.bill(today);
          if (act === "none") continue;
          const day = addDays(today, ahead);
          const result = await (act === "tier"
            ? change(id, "changeTier", { tierId: tier(pick) })
            : act === "pause"
              ? change(id, "pauseSubscription", { from: day })
              : act === "resume"
                ? change(id, "resumeSubscription", { on: day })
                : act === "cancel"
                  ? change(id, "cancelSubscription", { on: day })
                  : change(id, "withdrawCancellation"));
          if (!result.change) continue;
          ledger.bill(today);
          if (act === "tier") {
            if (result.change.kind === "LOWERING_PLANNED") ledger.pending = pick;
            else if (result.change.kind === "LOWERING_WITHDRAWN") ledger.pending = undefined;
            else if (pick > ledger.tier) ledger.raise(today, pick);
            else [ledger.tier, ledger.pending] = [pick, undefined];
          }
          if (act === "pause") {
            ledger.giveBack(day);
            [ledger.state, ledger.pausedOn] = ["PAUSED", day];
          }
          if (act === "resume") {
            if (day > ledger.next) ledger.next = day;
            [ledger.state, ledger.pausedOn] = ["ACTIVE", undefined];
          }
          if (act === "cancel") {
            ledger.giveBack(day);
            ledger.endsOn = day;
            if (day === today) ledger.state = "ENDED";
          }
          if (act === "withdraw") ledger.endsOn = undefined;
        }
        for (const payer of ["SUBSCRIBER", "SPONSOR"] as const) {
          const charged = await chargedDays(db, id, payer);
          expect(charged.every(({ times }) => times === 1)).toBe(true);
          if (payer === "SUBSCRIBER")
            expect(charged.map(({ day }) => day)).toEqual([...ledger.rates.keys()].sort());
          const part = payer === "SPONSOR" ? share : 10_000 - share;
          const expected = (ledger.total() * (10_000 - discount) * part) / 100_000_000;
          const documents = await db.invoiceLine.count({
            where: { invoice: { subscriptionId: id } },
          });
          expect(Math.abs(Number(await owed(db, id, payer)) - expected)).toBeLessThanOrEqual(
            documents,
          );
        }
        expect(await brokenInvariants(db)).toEqual({});
      },
    ),
    { numRuns: 25 },
  );
});
