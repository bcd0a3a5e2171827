import type { NumberedDocument, Prisma, Reader } from "../database/index.ts";
import { fromColumn, fromNullable, type LocalDate } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import type { Sides } from "./document-party.ts";
import { verificationCode } from "./document-verify.ts";
import { needsStamp, toBalance } from "./receipt-write.ts";

type Invoice = Prisma.InvoiceGetPayload<object>;
type InvoiceLine = Prisma.InvoiceLineGetPayload<object>;

export interface DocumentParty {
  name: string;
  address: string;
  taxNumber: string | null;
}

interface Head {
  id: string;
  providerId: string;
  number: string;
  /** For the public check. */
  code: string;
  issuedOn: LocalDate;
  seller: DocumentParty;
  buyer: DocumentParty;
  buyerEmail: string | null;
  total: Rupiah;
  /** JPEG of the seller's mark. */
  logo: Uint8Array | null;
}

/** PPN as a document shows it; none unless the seller is a taxable firm (PKP). */
export interface DocumentTax {
  amount: Rupiah;
  numerator: number;
  denominator: number;
  fakturCode: string;
  fakturNumber: string | null;
}

export interface InvoiceFacts extends Head {
  document: "INVOICE";
  voided: boolean;
  dueOn: LocalDate;
  lines: readonly Pick<InvoiceLine, "description" | "quantity" | "unitPrice" | "amount" | "days">[];
  base: Rupiah;
  tax: DocumentTax | null;
  accounts: readonly { bank: string; number: string; holder: string }[];
}

export interface CreditNoteFacts extends Head {
  document: "CREDIT_NOTE";
  invoiceNumber: string;
  reason: string;
  base: Rupiah;
  tax: DocumentTax | null;
}

export interface ReceiptFacts extends Head {
  document: "RECEIPT";
  lines: readonly { invoiceNumber: string; amount: Rupiah }[];
  /** Whether its payment was taken back. */
  voided: boolean;
  /** What no invoice took. */
  toBalance: Rupiah;
  needsStamp: boolean;
  stampSerial: string | null;
}

export type DocumentFacts = InvoiceFacts | CreditNoteFacts | ReceiptFacts;

const readers = { INVOICE: invoiceFacts, CREDIT_NOTE: creditNoteFacts, RECEIPT: receiptFacts };

/** Everything that a document shows; nothing while it has no number. */
export async function documentFacts(
  db: Reader,
  document: NumberedDocument,
  id: string,
): Promise<DocumentFacts | null> {
  const facts = await readers[document](db, id);
  if (!facts) return null;
  const logo = await db.providerLogo.findUnique({ where: { providerId: facts.providerId } });
  return { ...facts, logo: logo?.image ?? null };
}

/** The parties as the document has them, whatever they are called now. */
const parties = (document: Sides & { providerId: string }) => ({
  providerId: document.providerId,
  seller: {
    name: document.sellerName,
    address: document.sellerAddress,
    taxNumber: document.sellerTaxNumber,
  },
  buyer: {
    name: document.buyerName,
    address: document.buyerAddress,
    taxNumber: document.buyerTaxNumber,
  },
  buyerEmail: document.buyerEmail,
});

const taxShown = (invoice: Invoice, amount: Rupiah): DocumentTax | null =>
  invoice.fakturCode === null
    ? null
    : {
        amount,
        numerator: invoice.taxNumerator,
        denominator: invoice.taxDenominator,
        fakturCode: invoice.fakturCode,
        fakturNumber: invoice.fakturNumber,
      };

async function invoiceFacts(db: Reader, id: string): Promise<Omit<InvoiceFacts, "logo"> | null> {
  const invoice = await db.invoice.findUnique({
    where: { id },
    include: {
      lines: { orderBy: { position: "asc" } },
      provider: { include: { bankAccounts: { where: { active: true }, orderBy: { id: "asc" } } } },
    },
  });
  const issuedOn = fromNullable(invoice?.issuedOn ?? null);
  const dueOn = fromNullable(invoice?.dueOn ?? null);
  if (!invoice?.number || !issuedOn || !dueOn) return null;
  const { number, base, total, lines, provider } = invoice;
  return {
    document: "INVOICE",
    id,
    number,
    code: verificationCode("INVOICE", number, id),
    voided: invoice.state === "VOID",
    issuedOn,
    dueOn,
    ...parties(invoice),
    lines,
    base,
    tax: taxShown(invoice, invoice.tax),
    total,
    accounts: provider.bankAccounts,
  };
}

async function creditNoteFacts(
  db: Reader,
  id: string,
): Promise<Omit<CreditNoteFacts, "logo"> | null> {
  const note = await db.creditNote.findUnique({ where: { id }, include: { invoice: true } });
  if (!note) return null;
  const { number, reason, base, tax, total, invoice } = note;
  return {
    document: "CREDIT_NOTE",
    id,
    number,
    code: verificationCode("CREDIT_NOTE", number, id),
    issuedOn: fromColumn(note.issuedOn),
    ...parties(invoice),
    invoiceNumber: invoice.number ?? "",
    reason,
    base,
    tax: taxShown(invoice, tax),
    total,
  };
}

async function receiptFacts(db: Reader, id: string): Promise<Omit<ReceiptFacts, "logo"> | null> {
  const receipt = await db.receipt.findUnique({
    where: { id },
    include: { lines: { orderBy: { position: "asc" }, include: { invoice: true } } },
  });
  if (!receipt) return null;
  const { number, total, stampSerial, lines } = receipt;
  return {
    document: "RECEIPT",
    id,
    number,
    code: verificationCode("RECEIPT", number, id),
    issuedOn: fromColumn(receipt.issuedOn),
    ...parties(receipt),
    voided: receipt.voidedAt !== null,
    lines: lines.map((line) => ({ invoiceNumber: line.invoice.number ?? "", amount: line.amount })),
    total,
    toBalance: toBalance(receipt),
    needsStamp: needsStamp(total),
    stampSerial,
  };
}
