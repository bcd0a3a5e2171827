import * as z from "zod";
import { LineKind, Payer, type Prisma } from "../database/index.ts";

/** Whole rupiah, as text in JSON. */
const rupiah = z.string().transform(BigInt);
const line = z.object({
  kind: z.enum(LineKind),
  description: z.string(),
  unitPrice: rupiah,
  days: z.int().nullable(),
  periodDays: z.int().nullable(),
  amount: rupiah,
});
const document = z.object({
  /** A draft invoice, a line added to an earlier draft, or a credit note, whose amounts are negative. */
  document: z.enum(["INVOICE", "DRAFT_LINE", "CREDIT_NOTE"]),
  /** Of the invoice, or of the credit note. */
  id: z.string(),
  payer: z.enum(Payer),
  institutionId: z.string(),
  base: rupiah,
  tax: rupiah,
  total: rupiah,
  lines: z.array(line),
});
const recorded = z.object({ documents: z.array(document) });

/** Something that a change made, as it is kept with the change's event. */
export type ChangeDocument = z.output<typeof document>;
export type ChangeLine = z.output<typeof line>;

export const writeDocuments = (documents: readonly ChangeDocument[]): Prisma.InputJsonArray =>
  JSON.parse(
    JSON.stringify(documents, (_name, value) => (typeof value === "bigint" ? `${value}` : value)),
  );

/** The documents in an event's detail; none in events that made none. */
export const readDocuments = (detail: unknown): ChangeDocument[] =>
  recorded.safeParse(detail).data?.documents ?? [];
