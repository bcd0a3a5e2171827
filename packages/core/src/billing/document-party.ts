import type { Prisma, Transaction } from "../database/index.ts";
import { found } from "../kernel/error.ts";

/** The columns of both sides of a document, which keeps them whatever they are called later. */
export const sideColumns = {
  sellerName: true,
  sellerAddress: true,
  sellerTaxNumber: true,
  buyerName: true,
  buyerAddress: true,
  buyerTaxNumber: true,
  buyerEmail: true,
} satisfies Prisma.InvoiceSelect;
export type Sides = Prisma.InvoiceGetPayload<{ select: typeof sideColumns }>;

/** Both sides as they are called now. The seller's tax number is that of its profile on the day of the document. */
export async function sidesNow(
  tx: Transaction,
  provider: { name: string; address: string },
  institutionId: string,
  sellerTaxNumber: string | null,
): Promise<Sides> {
  const institution = found(
    await tx.institution.findUnique({
      where: { id: institutionId },
      include: { billing: true, regency: true, province: true },
    }),
    "institution",
  );
  const { billing, regency, province, name } = institution;
  return {
    sellerName: provider.name,
    sellerAddress: provider.address,
    sellerTaxNumber,
    buyerName: billing?.legalName ?? name,
    buyerAddress: billing?.address ?? [regency?.name, province.nameId].filter(Boolean).join(", "),
    buyerTaxNumber: billing?.taxNumber ?? null,
    buyerEmail: billing?.email ?? null,
  };
}
