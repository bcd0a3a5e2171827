import {
  amountInWords,
  type CreditNoteFacts,
  type DocumentFacts,
  type DocumentTax,
  type InvoiceFacts,
  type ReceiptFacts,
} from "@winner/core/billing/index.ts";
import { formatDate, toColumn } from "@winner/core/kernel/local-date.ts";
import { formatRupiah, type Rupiah, shareOf } from "@winner/core/kernel/money.ts";
import { box, head, proof, room, sums, table, width, write, writeSoft } from "./layout.ts";
import { type Pdf, printable, render } from "./pdf.ts";

/**
 * A document of billing as PDF. Its bytes follow from its facts and the address of the public check alone: its date is
 * that of its issue, and its identifier comes from it and the number.
 */
export function renderBilling(
  facts: DocumentFacts,
  verifyUrl: (code: string) => string,
): Promise<Uint8Array<ArrayBuffer>> {
  return render(
    (pdf) => {
      if (facts.document === "INVOICE") drawInvoice(pdf, facts);
      else if (facts.document === "CREDIT_NOTE") drawCreditNote(pdf, facts);
      else drawReceipt(pdf, facts);
      proof(pdf, facts.code, verifyUrl(facts.code));
    },
    {
      Title: printable(facts.number),
      Author: printable(facts.seller.name),
      Producer: "Winner",
      Creator: "Winner",
      CreationDate: toColumn(facts.issuedOn),
    },
  );
}

function drawInvoice(pdf: Pdf, facts: InvoiceFacts): void {
  head(pdf, facts.voided ? "DIBATALKAN" : "TAGIHAN", facts, [
    ["Jatuh tempo", formatDate(facts.dueOn)],
    ...fakturDetail(facts.tax),
  ]);
  table(
    pdf,
    [
      { title: "Uraian", width: 247, align: "left" },
      { title: "Jumlah", width: 50, align: "right" },
      { title: "Harga", width: 90, align: "right" },
      { title: "Total", width: width - 387, align: "right" },
    ],
    facts.lines.map(({ description, quantity, unitPrice, amount }) => [
      description,
      String(quantity),
      formatRupiah(unitPrice),
      formatRupiah(amount),
    ]),
  );
  sums(pdf, [
    ...(facts.tax ? [["Jumlah sebelum PPN", formatRupiah(facts.base)] as const] : []),
    ...taxRows(facts.base, facts.tax),
    ["Total tagihan", formatRupiah(facts.total)],
  ]);
  box(pdf, "Terbilang", amountInWords(facts.total));
  payTo(pdf, facts);
}

function drawCreditNote(pdf: Pdf, facts: CreditNoteFacts): void {
  head(pdf, "NOTA KREDIT", facts, [
    ["Atas tagihan", facts.invoiceNumber],
    ...fakturDetail(facts.tax),
  ]);
  table(
    pdf,
    [
      { title: "Uraian", width: 370, align: "left" },
      { title: "Nilai", width: width - 370, align: "right" },
    ],
    [[facts.reason, formatRupiah(facts.base)]],
  );
  sums(pdf, [...taxRows(facts.base, facts.tax), ["Total dikreditkan", formatRupiah(facts.total)]]);
  box(pdf, "Terbilang", amountInWords(facts.total));
}

function drawReceipt(pdf: Pdf, facts: ReceiptFacts): void {
  head(pdf, facts.voided ? "KUITANSI DIBATALKAN" : "KUITANSI", facts, []);
  box(pdf, "Uang sejumlah", amountInWords(facts.total));
  table(
    pdf,
    [
      { title: "Untuk pembayaran", width: 370, align: "left" },
      { title: "Nilai", width: width - 370, align: "right" },
    ],
    [
      ...facts.lines.map(({ invoiceNumber, amount }) => [
        `Tagihan ${invoiceNumber}`,
        formatRupiah(amount),
      ]),
      ...(facts.toBalance > 0n
        ? [["Saldo untuk tagihan berikutnya", formatRupiah(facts.toBalance)]]
        : []),
    ],
  );
  sums(pdf, [["Jumlah diterima", formatRupiah(facts.total)]]);
  if (facts.needsStamp)
    box(
      pdf,
      "Bea meterai Rp 10.000 (UU 10/2020 pasal 3 ayat 2 huruf g)",
      facts.stampSerial
        ? `e-Meterai nomor seri ${facts.stampSerial}`
        : "Kuitansi di atas Rp 5.000.000 ini terutang bea meterai dan dibubuhi e-meterai.",
    );
}

const fakturDetail = (tax: DocumentTax | null): (readonly [string, string])[] =>
  tax?.fakturNumber ? [["Faktur pajak", tax.fakturNumber]] : [];

/** PPN; for faktur code 04 with the other tax base, 11/12 of the price, of which the law's 12 % are taken (PMK 131/2024). */
function taxRows(base: Rupiah, tax: DocumentTax | null): (readonly [string, string])[] {
  if (!tax) return [];
  if (tax.fakturCode === "04")
    return [
      ["DPP nilai lain (11/12)", formatRupiah(shareOf(base, 11, 12))],
      ["PPN 12%", formatRupiah(tax.amount)],
    ];
  return [[`PPN ${(tax.numerator * 100) / tax.denominator}%`, formatRupiah(tax.amount)]];
}

function payTo(pdf: Pdf, { accounts, number, total, voided }: InvoiceFacts): void {
  if (voided || accounts.length === 0 || total === 0n) return;
  room(pdf, 30 + accounts.length * 14);
  write(pdf, "Pembayaran", { bold: true });
  for (const account of accounts)
    write(pdf, `${account.bank} ${account.number} a.n. ${account.holder}`);
  writeSoft(pdf, `Cantumkan nomor tagihan ${number} pada berita transfer.`);
}
