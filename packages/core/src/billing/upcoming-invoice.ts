import { type Database, type Payer, type Reader, rehearse } from "../database/index.ts";
import type { Actor } from "../identity/index.ts";
import { fromColumn, fromNullable, type LocalDate } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import {
  type Charge,
  type Period,
  planSubscription,
  type SubscriptionInput,
  upcomingCharges,
} from "../subscription/index.ts";
import { taxRateOn } from "./invoice-draft.ts";
import { taxOn } from "./tax.ts";

/** What one payer will be asked for. */
export interface UpcomingPart {
  payer: Payer;
  institutionId: string;
  base: Rupiah;
  tax: Rupiah;
  total: Rupiah;
}

/** The invoices of a period to come. */
export interface UpcomingInvoice {
  period: Period;
  /** The day on which it is billed: its first. */
  billedOn: LocalDate;
  price: Rupiah | null;
  charge: Charge | null;
  /** For the subscriber and the sponsor; none while there is no price. */
  parts: UpcomingPart[];
}

interface Planned {
  providerId: string;
  institutionId: string;
  tierId: string;
  pendingTierId: string | null;
  anchorDay: number;
  anchoredOn: Date;
  intervalMonths: number;
  nextPeriodStart: Date;
  endsOn: Date | null;
  discountBasisPoints: number;
  discountAmount: Rupiah;
  discountPeriodsLeft: number | null;
  sponsorId: string | null;
  sponsorBasisPoints: number;
}

/** The next invoices of a subscription by the prices and the tax as they are known now. */
export async function upcomingInvoices(
  db: Reader,
  row: Planned,
  count: number,
): Promise<UpcomingInvoice[]> {
  const prices = await db.price.findMany({ where: { tierId: row.pendingTierId ?? row.tierId } });
  const upcoming = upcomingCharges(
    {
      anchorDay: row.anchorDay,
      anchoredOn: fromColumn(row.anchoredOn),
      intervalMonths: row.intervalMonths,
      nextPeriodStart: fromColumn(row.nextPeriodStart),
      endsOn: fromNullable(row.endsOn),
      prices: prices.map(({ validFrom, validTo, amount }) => ({
        validFrom: fromColumn(validFrom),
        validTo: fromNullable(validTo),
        amount,
      })),
      terms: row,
      discountPeriodsLeft: row.discountPeriodsLeft,
    },
    count,
  );
  const invoices: UpcomingInvoice[] = [];
  for (const { start, end, price, charge } of upcoming) {
    const rate = await taxRateOn(db, row.providerId, start);
    const part = (payer: Payer, institutionId: string, base: Rupiah): UpcomingPart => {
      const tax = taxOn(base, rate);
      return { payer, institutionId, base, tax, total: base + tax };
    };
    invoices.push({
      period: { start, end },
      billedOn: start,
      price: price ?? null,
      charge: charge ?? null,
      parts: !charge
        ? []
        : [
            part("SUBSCRIBER", row.institutionId, charge.subscriber),
            ...(row.sponsorId && charge.sponsor > 0n
              ? [part("SPONSOR", row.sponsorId, charge.sponsor)]
              : []),
          ],
    });
  }
  return invoices;
}

/** What a new subscription would cost: made as it would be, reckoned, and taken back. */
export const previewSubscription = (
  db: Database,
  actor: Actor,
  input: SubscriptionInput,
  count: number,
): Promise<UpcomingInvoice[]> =>
  rehearse(db, async (tx) => {
    const planned = await planSubscription(tx, actor, "previewSubscription", input);
    return upcomingInvoices(tx, planned, count);
  });
