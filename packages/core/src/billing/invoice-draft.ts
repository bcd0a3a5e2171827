import type { InvoiceKind, LineKind, Payer, Reader, Transaction } from "../database/index.ts";
import { standing } from "../institution/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { found } from "../kernel/error.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import type { Period } from "../subscription/index.ts";
import { sidesNow } from "./document-party.ts";
import { type TaxRate, taxOn, untaxed } from "./tax.ts";

export interface DraftLine {
  kind: LineKind;
  description: string;
  quantity?: number;
  /** Of the whole period, or of one piece. */
  unitPrice: Rupiah;
  days?: number;
  periodDays?: number;
  tierId?: string;
  sourceId?: string;
  amount: Rupiah;
}

export interface Draft {
  providerId: string;
  /** Who has to pay: it, or the institution into which it was merged. */
  institutionId: string;
  subscriptionId?: string;
  payer?: Payer;
  kind: InvoiceKind;
  period?: Period;
  timeZone: string;
  lines: readonly DraftLine[];
  /** The day whose tax holds. */
  taxedOn: LocalDate;
}

/** The PPN that a provider charges on a day, and the code of its faktur; none unless it is a taxable firm. */
export async function taxRateOn(
  db: Reader,
  providerId: string,
  on: LocalDate,
): Promise<TaxRate & { fakturCode: string | null; taxNumber: string | null }> {
  const day = toColumn(on);
  const profile = await db.taxProfile.findFirst({
    where: {
      providerId,
      validFrom: { lte: day },
      OR: [{ validTo: null }, { validTo: { gt: day } }],
    },
  });
  const taxNumber = profile?.taxNumber ?? null;
  if (!profile?.taxable) return { ...untaxed, fakturCode: null, taxNumber };
  const { numerator, denominator, fakturCode } = found(
    await db.taxRule.findFirst({
      where: { validFrom: { lte: day } },
      orderBy: { validFrom: "desc" },
    }),
    "tax rule",
  );
  return { numerator, denominator, fakturCode, taxNumber };
}

/**
 * Drafts an invoice with its lines, for whatever the monthly run does not bill. Prices, rates, names and
 * addresses are copied as they are now. Its lines must add up to zero or more.
 */
export async function draftInvoice(tx: Transaction, draft: Draft): Promise<string> {
  const { providerId, lines, period } = draft;
  const institutionId = await standing(tx, draft.institutionId);
  const provider = found(await tx.provider.findUnique({ where: { id: providerId } }), "provider");
  const { taxNumber, fakturCode, ...rate } = await taxRateOn(tx, providerId, draft.taxedOn);
  const sides = await sidesNow(tx, provider, institutionId, taxNumber);
  const base = lines.reduce((sum, { amount }) => sum + amount, 0n);
  const tax = taxOn(base, rate);
  const draftedAt = await now(tx);
  const id = newId();
  await tx.invoice.create({
    data: {
      id,
      providerId,
      institutionId,
      subscriptionId: draft.subscriptionId ?? null,
      payer: draft.payer ?? "SUBSCRIBER",
      kind: draft.kind,
      periodStart: period ? toColumn(period.start) : null,
      periodEnd: period ? toColumn(period.end) : null,
      timeZone: draft.timeZone,
      draftedAt,
      finaliseAfter: new Date(draftedAt.getTime() + provider.graceHours * 3_600_000),
      ...sides,
      base,
      taxNumerator: rate.numerator,
      taxDenominator: rate.denominator,
      fakturCode,
      tax,
      total: base + tax,
      lines: { create: lines.map((line, position) => ({ ...line, position })) },
    },
  });
  return id;
}
