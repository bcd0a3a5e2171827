import type { NumberedDocument, Transaction } from "../database/index.ts";

const abbreviation: Readonly<Record<NumberedDocument, string>> = {
  INVOICE: "INV",
  CREDIT_NOTE: "CN",
  RECEIPT: "KW",
};

/** A document's number, as KG/INV/2026/000001. */
export const documentNumber = (
  prefix: string,
  document: NumberedDocument,
  year: number,
  sequence: number,
): string => `${prefix}/${abbreviation[document]}/${year}/${String(sequence).padStart(6, "0")}`;

/**
 * Takes the next number of a provider's documents of a year, without a gap: it is given back when the
 * transaction fails. Others who number wait until this transaction ends, so take it late.
 */
export async function nextNumber(
  tx: Transaction,
  provider: { id: string; numberPrefix: string },
  document: NumberedDocument,
  year: number,
): Promise<{ year: number; sequence: number; number: string }> {
  const rows = await tx.$queryRaw<{ last: number }[]>`
    INSERT INTO "NumberSeries" ("providerId", document, year, last)
    VALUES (${provider.id}::uuid, ${document}::"NumberedDocument", ${year}, 1)
    ON CONFLICT ("providerId", document, year) DO UPDATE SET last = "NumberSeries".last + 1 RETURNING last`;
  const sequence = rows[0]?.last;
  if (!sequence) throw new Error("no number was given");
  return {
    year,
    sequence,
    number: documentNumber(provider.numberPrefix, document, year, sequence),
  };
}
