import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Reader } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { DomainError, found, message, refuseFaults } from "../kernel/error.ts";
import { addDays, fromColumn, type LocalDate, toColumn } from "../kernel/local-date.ts";
import { minOf, type Rupiah } from "../kernel/money.ts";
import { type TaxFigures, taxFigures } from "./coretax.ts";
import { billingStream } from "./credit-note-write.ts";
import { authorizeProvider } from "./invoice-visibility.ts";

/** Faktur that one file of Coretax may hold. */
export const fakturPerFile = 1000;

const texts = {
  noTaxNumber: message(
    "NO_TAX_NUMBER",
    "The provider has no NPWP of 16 digits in its tax profile.",
    "Profil pajak penyedia belum memuat NPWP 16 digit.",
  ),
  month: message("BAD_MONTH", "A month is written as 2026-02.", "Bulan ditulis seperti 2026-02."),
};

/** A file of a month: which provider's, and which thousand of its invoices, from 0. */
export interface TaxFile {
  providerId: string;
  /** `2026-02`. */
  month: string;
  part: number;
}

export interface TaxLine extends TaxFigures {
  name: string;
  quantity: number;
  price: Rupiah;
  discount: Rupiah;
}

/** An invoice as a faktur pajak. */
export interface TaxInvoice {
  issuedOn: LocalDate;
  fakturCode: string;
  /** Our own number; Coretax gives its own. */
  number: string;
  buyer: {
    name: string;
    address: string;
    email: string | null;
    taxNumber: string | null;
    /** What stands for it without NPWP: the official number, or the id here. */
    otherNumber: string;
  };
  lines: TaxLine[];
}

export interface TaxSeller {
  taxNumber: string;
  /** NITKU, 22 digits. */
  branch: string;
}

function days(month: string): { from: Date; to: Date } {
  if (!/^20\d{2}-(0[1-9]|1[0-2])$/.test(month))
    throw new DomainError("INPUT", texts.month, { path: ["month"] });
  const first = `${month}-01` as LocalDate;
  const next = `${addDays(first, 31).slice(0, 7)}-01` as LocalDate;
  return { from: toColumn(first), to: toColumn(next) };
}

/** The final taxed invoices that were issued in a month. Void ones have no faktur; credit notes are entered as retur. */
const taxedIn = ({ providerId, month }: Pick<TaxFile, "providerId" | "month">) => {
  const { from, to } = days(month);
  return {
    providerId,
    issuedOn: { gte: from, lt: to },
    state: { in: ["OPEN", "PAID", "UNCOLLECTIBLE"] as ("OPEN" | "PAID" | "UNCOLLECTIBLE")[] },
    fakturCode: { not: null },
    base: { gt: 0n },
  };
};

/** How many files a month has, noted in the audit as taken out by the actor. */
export async function recordTaxExport(
  db: Database,
  actor: Actor,
  input: { providerId: string; month: string },
): Promise<number> {
  const { providerId, month } = input;
  return inTransaction(db, async (tx) => {
    await taxSeller(tx, actor, input);
    const invoices = await tx.invoice.count({ where: taxedIn(input) });
    Audit.append(tx, {
      stream: billingStream(providerId),
      actor: actorName(actor),
      action: "faktur.exported",
      subjectType: "Provider",
      subjectId: providerId,
      after: { month, invoices },
    });
    return Math.ceil(invoices / fakturPerFile);
  });
}

/** Who sells, as its tax profile says at the end of the month; for who may export its invoices. */
export async function taxSeller(
  db: Reader,
  actor: Actor,
  { providerId, month }: Pick<TaxFile, "providerId" | "month">,
): Promise<TaxSeller> {
  await authorizeProvider(db, actor, "exportTaxInvoices", providerId);
  const { to } = days(month);
  const profile = await db.taxProfile.findFirst({
    where: { providerId, taxable: true, validFrom: { lt: to } },
    orderBy: { validFrom: "desc" },
  });
  const taxNumber = profile?.taxNumber ?? "";
  if (!/^\d{16}$/.test(taxNumber))
    refuseFaults([{ message: texts.noTaxNumber, path: ["providerId"] }]);
  return { taxNumber, branch: profile?.branch ?? `${taxNumber}000000` };
}

const pageSize = 200;

/** The invoices of a file, page by page in the order of their numbers. */
export async function* taxInvoices(
  db: Reader,
  actor: Actor,
  file: TaxFile,
): AsyncGenerator<TaxInvoice[]> {
  await authorizeProvider(db, actor, "exportTaxInvoices", file.providerId);
  const rules = await db.taxRule.findMany({ orderBy: { validFrom: "desc" } });
  const where = taxedIn(file);
  for (let done = 0; done < fakturPerFile; done += pageSize) {
    const page = await db.invoice.findMany({
      where,
      include: {
        lines: { orderBy: { position: "asc" } },
        institution: { include: { numbers: { orderBy: { kind: "asc" }, take: 1 } } },
      },
      orderBy: [{ year: "asc" }, { sequence: "asc" }],
      skip: file.part * fakturPerFile + done,
      take: pageSize,
    });
    yield page.map((invoice) => {
      const fakturCode = found(invoice.fakturCode, "faktur code");
      const issuedOn = found(invoice.issuedOn, "day");
      const taxedOn = invoice.periodStart ?? issuedOn;
      const rule = found(
        rules.find((one) => one.fakturCode === fakturCode && one.validFrom <= taxedOn),
        "tax rule",
      );
      return {
        issuedOn: fromColumn(issuedOn),
        fakturCode,
        number: found(invoice.number, "number"),
        buyer: {
          name: invoice.buyerName,
          address: invoice.buyerAddress,
          email: invoice.buyerEmail,
          taxNumber: invoice.buyerTaxNumber,
          otherNumber: invoice.institution.numbers[0]?.number ?? invoice.institutionId,
        },
        lines: goods(invoice.lines, fakturCode, rule.lawRate),
      };
    });
    if (page.length < pageSize) return;
  }
}

/**
 * A faktur has no negative lines: what an invoice takes off (a discount, a sponsor's share, the credit of an old plan) comes
 * off its positive lines, from the first on, as their discount.
 */
function goods(
  lines: readonly { description: string; quantity: number; unitPrice: Rupiah; amount: Rupiah }[],
  fakturCode: string,
  lawRate: number,
): TaxLine[] {
  let off = lines.reduce((sum, { amount }) => (amount < 0n ? sum - amount : sum), 0n);
  return lines
    .filter(({ amount }) => amount > 0n)
    .map(({ description, quantity, unitPrice, amount }) => {
      const discount = minOf(off, amount);
      off -= discount;
      const whole = unitPrice * BigInt(quantity) === amount;
      return {
        name: description,
        quantity: whole ? quantity : 1,
        price: whole ? unitPrice : amount,
        discount,
        ...taxFigures(amount - discount, fakturCode, lawRate),
      };
    });
}
