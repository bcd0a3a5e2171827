import type { InvoiceState, NumberedDocument, Reader } from "../database/index.ts";
import { fromColumn, type LocalDate } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { sha256 } from "../kernel/secret.ts";

/**
 * The code that proves a document: its number, and 48 bits that only who has seen it can know, since they come from the
 * random part of its id.
 */
export function verificationCode(document: NumberedDocument, number: string, id: string): string {
  const check = sha256(`${document}:${id}`).slice(0, 12).toUpperCase();
  return `${number}.${check.slice(0, 4)}-${check.slice(4, 8)}-${check.slice(8)}`;
}

/** Keeps what a document was rendered to. The same bytes again are the same row. */
export async function keepHash(
  db: Reader,
  document: NumberedDocument,
  subjectId: string,
  hash: string,
): Promise<void> {
  await db.documentHash.createMany({
    data: [{ document, subjectId, sha256: hash }],
    skipDuplicates: true,
  });
}

/** The states of an invoice as outsiders know them: nothing of how its seller judges its debtor. */
export type PublicState = Exclude<InvoiceState, "UNCOLLECTIBLE">;

const publicState = (state: InvoiceState): PublicState =>
  state === "UNCOLLECTIBLE" ? "OPEN" : state;

/** What anybody who holds a document may know of it. */
export interface Verified {
  document: NumberedDocument;
  number: string;
  seller: string;
  issuedOn: LocalDate;
  total: Rupiah;
  /**
   * Of an invoice; one that was written off is owed as any other that is not paid, and is OPEN here. Of a receipt VOID,
   * when its payment was taken back.
   */
  state: PublicState | null;
  /** Whether the given bytes are the document's; none when none were given. */
  genuine: boolean | null;
}

/** Checks a document by its code, and its bytes by their SHA-256. Nothing when there is no such document. */
export async function verifyDocument(
  db: Reader,
  code: string,
  hash?: string | null,
): Promise<Verified | null> {
  const given = code.trim();
  const row = await findNumbered(db, given.slice(0, given.lastIndexOf(".")));
  if (!row || verificationCode(row.document, row.number, row.id) !== given.toUpperCase())
    return null;
  const { document, id: subjectId } = row;
  const kept = hash
    ? await db.documentHash.findUnique({
        where: {
          document_subjectId_sha256: { document, subjectId, sha256: hash.trim().toLowerCase() },
        },
      })
    : undefined;
  const { number, seller, issuedOn, total, state } = row;
  const genuine = kept === undefined ? null : kept !== null;
  return { document, number, seller, issuedOn, total, state, genuine };
}

async function findNumbered(db: Reader, text: string) {
  const number = text.toUpperCase();
  const registered = await db.invoiceNumber.findUnique({ where: { number } });
  const invoice =
    registered && (await db.invoice.findUnique({ where: { id: registered.invoiceId } }));
  if (invoice?.issuedOn)
    return {
      document: "INVOICE" as const,
      id: invoice.id,
      number,
      seller: invoice.sellerName,
      issuedOn: fromColumn(invoice.issuedOn),
      total: invoice.total,
      state: publicState(invoice.state),
    };
  const note = await db.creditNote.findUnique({ where: { number }, include: { invoice: true } });
  if (note)
    return {
      document: "CREDIT_NOTE" as const,
      id: note.id,
      number,
      seller: note.invoice.sellerName,
      issuedOn: fromColumn(note.issuedOn),
      total: note.total,
      state: null,
    };
  const receipt = await db.receipt.findUnique({ where: { number } });
  if (!receipt) return undefined;
  return {
    document: "RECEIPT" as const,
    id: receipt.id,
    number,
    seller: receipt.sellerName,
    issuedOn: fromColumn(receipt.issuedOn),
    total: receipt.total,
    state: receipt.voidedAt ? ("VOID" as const) : null,
  };
}
