import { daysBetween, formatDate, fromColumn } from "../kernel/local-date.ts";
import { formatRupiah } from "../kernel/money.ts";
import type { Mail } from "../notification/index.ts";
import type { DunningTaken } from "./dunning-run.ts";

/**
 * The mail of a step: to the buyer; or to the provider's own people, when the step is a telephone call or a letter, or
 * when the buyer has no address. It tells of access only where that is withheld: not of an invoice beside any
 * subscription, and not of a subscription that has ended.
 */
export function reminderMail(step: DunningTaken, withheld: boolean): (Mail & { key: string })[] {
  const { number, sellerName, buyerName, buyerEmail, providerEmail } = step;
  const key = `dunning:${step.invoiceId}:${step.stepId}`;
  const amount = formatRupiah(step.open);
  const due = formatDate(fromColumn(step.dueOn));
  if (!buyerEmail || step.channel !== "EMAIL") {
    const way = step.channel === "LETTER" ? "surat" : "telepon";
    const subject = `Hubungi ${buyerName}: tagihan ${number}`;
    const lacking = step.awaitsProof
      ? `Tagihan ${number} kepada ${buyerName} menunggu bukti potong PPh 23 sebesar ${amount}.`
      : `Tagihan ${number} sebesar ${amount} kepada ${buyerName} jatuh tempo ${due} dan belum lunas.`;
    const text = `${lacking}
Mohon hubungi lembaga tersebut melalui ${way}.`;
    return [{ key, to: providerEmail, subject, text }];
  }
  const subject = `${withheld ? "Akses ditangguhkan" : "Pengingat"}: tagihan ${number} dari ${sellerName}`;
  const text = `Yth. ${buyerName},

${situation(step, due)} ${asked(step, amount)}
${withheld ? "Akses ke layanan ditangguhkan sampai tagihan dilunasi. Data Anda tetap tersimpan dan aman.\n" : ""}
Abaikan surat ini bila pembayaran sudah dilakukan.

Salam,
${sellerName}`;
  return [{ key, to: buyerEmail, subject, text }];
}

/** Of who has paid all but the tax that it may withhold, the proof is asked for and no money. */
const asked = ({ awaitsProof }: DunningTaken, amount: string): string =>
  awaitsProof
    ? `Pembayaran telah kami terima; mohon kirimkan bukti potong PPh 23 sebesar ${amount}.`
    : `Sisa yang harus dibayar: ${amount}.`;

function situation({ number, dueOn, today }: DunningTaken, due: string): string {
  const late = daysBetween(fromColumn(dueOn), fromColumn(today));
  if (late < 0) return `Tagihan ${number} akan jatuh tempo pada ${due}.`;
  if (late === 0) return `Tagihan ${number} jatuh tempo hari ini, ${due}.`;
  return `Tagihan ${number} jatuh tempo pada ${due}, ${late} hari yang lalu.`;
}

/** An institution whose access a sponsor's debt withholds. */
export interface Subscriber {
  name: string;
  email: string | null;
  /** What it subscribes to. */
  service: string;
}

/**
 * The mail that access is withheld, to the subscriber of what a sponsor owes: of its invoice nothing is told but that
 * it is not paid. Without an address the provider's own people are asked to tell it.
 */
export function withheldMail(step: DunningTaken, subscriber: Subscriber): Mail & { key: string } {
  const { sellerName, buyerName, providerEmail } = step;
  const { name, email, service } = subscriber;
  const key = `dunning:${step.invoiceId}:${step.stepId}:subscriber`;
  const cause = `ditangguhkan karena bagian yang ditanggung ${buyerName} belum dibayar.`;
  if (!email)
    return {
      key,
      to: providerEmail,
      subject: `Hubungi ${name}: akses ditangguhkan`,
      text: `Akses ${name} ke layanan ${service} ${cause}
Lembaga tersebut tidak memiliki alamat surel. Mohon beri tahu melalui telepon.`,
    };
  const text = `Yth. ${name},

Akses Anda ke layanan ${service} dari ${sellerName} ${cause} Dari Anda tidak diminta pembayaran untuk bagian itu.
Data Anda tetap tersimpan dan aman. Akses kembali dengan sendirinya setelah bagian itu dilunasi.

Bila ada pertanyaan, hubungi ${sellerName} melalui ${providerEmail}.

Salam,
${sellerName}`;
  return { key, to: email, subject: `Akses ditangguhkan: ${service} dari ${sellerName}`, text };
}
