import type { CreditNoteFacts, InvoiceFacts, ReceiptFacts } from "@winner/core/billing/index.ts";
import { formatDate } from "@winner/core/kernel/local-date.ts";
import { formatRupiah } from "@winner/core/kernel/money.ts";

interface Letter {
  subject: string;
  text: string;
}

/** How to pay beside the bank accounts on the invoice, as a virtual account: a line each. */
export type PaymentWays = readonly string[];

const letter = (buyer: string, seller: string, subject: string, paragraphs: string[]): Letter => ({
  subject,
  text: [`Yth. ${buyer},`, ...paragraphs, `Salam,\n${seller}`].join("\n\n"),
});

const linkTo = (what: string, url: string) => `${what} (tautan berlaku 30 hari):\n${url}`;

export function invoiceLetter(facts: InvoiceFacts, url: string, ways: PaymentWays): Letter {
  const { buyer, seller, number, total, dueOn } = facts;
  const accounts = facts.accounts.map((one) => `${one.bank} ${one.number} a.n. ${one.holder}`);
  const pay = [...ways, ...accounts];
  return letter(buyer.name, seller.name, `Tagihan ${number} dari ${seller.name}`, [
    `Kami sampaikan tagihan ${number} sebesar ${formatRupiah(total)}, jatuh tempo ${formatDate(dueOn)}.`,
    ...(pay.length > 0 && total > 0n ? [`Pembayaran:\n${pay.join("\n")}`] : []),
    linkTo("Tagihan dalam PDF", url),
  ]);
}

export function creditNoteLetter(facts: CreditNoteFacts, url: string): Letter {
  const { buyer, seller, number, total, invoiceNumber, reason } = facts;
  return letter(buyer.name, seller.name, `Nota kredit ${number} dari ${seller.name}`, [
    `Kami sampaikan nota kredit ${number} sebesar ${formatRupiah(total)} atas tagihan ${invoiceNumber}: ${reason}.`,
    linkTo("Nota kredit dalam PDF", url),
  ]);
}

export function receiptLetter(facts: ReceiptFacts, url: string): Letter {
  const { buyer, seller, number, total, toBalance, lines } = facts;
  const invoices = lines.map((line) => line.invoiceNumber).join(", ");
  const purpose = invoices ? ` untuk tagihan ${invoices}` : "";
  const rest =
    toBalance > 0n
      ? ` Sebesar ${formatRupiah(toBalance)} menjadi saldo Anda untuk tagihan berikutnya.`
      : "";
  return letter(buyer.name, seller.name, `Kuitansi ${number} dari ${seller.name}`, [
    `Terima kasih. Pembayaran sebesar ${formatRupiah(total)}${purpose} telah kami terima.${rest}`,
    linkTo("Kuitansi dalam PDF", url),
  ]);
}
