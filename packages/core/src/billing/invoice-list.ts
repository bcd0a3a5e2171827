import type { InvoiceState, Prisma } from "../database/index.ts";
import type { Actor } from "../identity/index.ts";
import { institutionOf } from "../institution/index.ts";
import { type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { visibleInvoices } from "./invoice-visibility.ts";

const zones = ["Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"];

export interface InvoiceFilter {
  state?: InvoiceState | null;
  /** Open, and the due date is over in its own zone. */
  overdue?: boolean | null;
  providerId?: string | undefined;
  /** Or one that was merged into it. */
  institutionId?: string | undefined;
  /** Days of issue, both included. */
  from?: LocalDate | null;
  to?: LocalDate | null;
}

/** The invoices that an actor may see and that a filter lets through, at an instant. */
export const listedInvoices = (
  actor: Actor,
  filter: InvoiceFilter,
  at: Date,
): Prisma.InvoiceWhereInput => ({
  AND: [
    visibleInvoices(actor),
    ...(filter.overdue ? [overdueAt(at)] : []),
    ...(filter.overdue === false ? [{ NOT: overdueAt(at) }] : []),
    {
      ...(filter.state && { state: filter.state }),
      ...(filter.providerId && { providerId: filter.providerId }),
      ...(filter.institutionId && { institution: institutionOf(filter.institutionId) }),
      ...((filter.from || filter.to) && {
        issuedOn: {
          ...(filter.from && { gte: toColumn(filter.from) }),
          ...(filter.to && { lte: toColumn(filter.to) }),
        },
      }),
    },
  ],
});

const overdueAt = (at: Date): Prisma.InvoiceWhereInput => ({
  state: "OPEN",
  OR: zones.map((timeZone) => ({
    timeZone,
    dueOn: { lt: toColumn(localDateAt(at, timeZone)) },
  })),
});

/** What is still to be paid of an invoice; nothing is asked for of one that was written off. */
export const openAmount = (invoice: {
  state: InvoiceState;
  total: bigint;
  settled: bigint;
}): bigint => (invoice.state === "OPEN" ? invoice.total - invoice.settled : 0n);

/** What is written off of an invoice and was neither recovered nor credited since. */
export const writtenOffAmount = (invoice: {
  state: InvoiceState;
  total: bigint;
  settled: bigint;
}): bigint => (invoice.state === "UNCOLLECTIBLE" ? invoice.total - invoice.settled : 0n);
