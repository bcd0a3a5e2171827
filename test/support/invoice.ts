import {
  type DraftLine,
  draftInvoice,
  finaliseInvoice,
  settleInvoice,
} from "@winner/core/billing/index.ts";
import { type Database, type InvoiceKind, inTransaction } from "@winner/core/database/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import type { LocalDate } from "@winner/core/kernel/local-date.ts";
import { writeOffInvoice } from "@winner/core/payment/index.ts";
import { date } from "./billing.ts";

/** An institution with a billing profile. Gives its id. */
export async function customer(
  db: Database,
  options: {
    email?: string | null;
    timeZone?: string;
    taxNumber?: string | null;
    name?: string;
  } = {},
): Promise<string> {
  const id = newId();
  const { email = `${id}@test.invalid`, taxNumber = null, name = "Klinik Sehat" } = options;
  await db.institution.create({
    data: {
      id,
      kind: "CLINIC",
      name,
      provinceCode: "36",
      regencyCode: "3602",
      billing: {
        create: { legalName: `PT ${name}`, address: "Jl. Raya 1, Lebak", email, taxNumber },
      },
    },
  });
  return id;
}

export const service = (amount: bigint, description = "Pelatihan"): DraftLine => ({
  kind: "SERVICE",
  description,
  unitPrice: amount,
  amount,
});

/** A final invoice for an institution, issued now on the database's clock. Gives its id. */
export async function issued(
  db: Database,
  input: {
    providerId: string;
    institutionId: string;
    lines?: readonly DraftLine[];
    subscriptionId?: string;
    kind?: InvoiceKind;
    period?: readonly [start: string, end: string];
    timeZone?: string;
    taxedOn?: string;
  },
): Promise<string> {
  const {
    lines = [service(300_000n)],
    kind = "ONE_OFF",
    timeZone = "Asia/Jakarta",
    taxedOn = "2026-01-01",
    period,
    ...rest
  } = input;
  return inTransaction(db, async (tx) => {
    const id = await draftInvoice(tx, {
      ...rest,
      kind,
      timeZone,
      lines,
      taxedOn: taxedOn as LocalDate,
      ...(period && { period: { start: period[0] as LocalDate, end: period[1] as LocalDate } }),
    });
    await finaliseInvoice(tx, id);
    return id;
  });
}

/** Pays an invoice, or a part of it, out of the customer's balance. */
export const pay = async (db: Database, invoiceId: string, amount?: bigint): Promise<void> => {
  const { total, settled } = await db.invoice.findUniqueOrThrow({ where: { id: invoiceId } });
  await inTransaction(db, (tx) =>
    settleInvoice(tx, {
      invoiceId,
      amount: amount ?? total - settled,
      reason: "ALLOCATION",
      sourceId: newId(),
    }),
  );
};

/** Writes off what is open of an overdue invoice. */
export const giveUp = async (db: Database, invoiceId: string): Promise<void> => {
  const { version } = await db.invoice.findUniqueOrThrow({ where: { id: invoiceId } });
  await writeOffInvoice(
    db,
    { kind: "SYSTEM", name: "test" },
    { id: invoiceId, reason: "Tutup", expectedVersion: version, idempotencyKey: newId() },
  );
};

export { date };
