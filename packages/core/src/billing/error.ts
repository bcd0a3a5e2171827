import { message } from "../kernel/error.ts";

export const texts = {
  moreThanOpen: message(
    "MORE_THAN_OPEN",
    "The invoice has {open} rupiah open; this is more.",
    "Sisa tagihan adalah {open} rupiah; jumlah ini melebihinya.",
  ),
  moreThanBilled: message(
    "MORE_THAN_BILLED",
    "At most {left} rupiah before tax can still be credited.",
    "Paling banyak {left} rupiah sebelum pajak yang masih dapat dikreditkan.",
  ),
  settledPartly: message(
    "SETTLED_PARTLY",
    "Something of it is paid, withheld or credited; issue a credit note instead.",
    "Sebagian sudah dibayar, dipotong, atau dikreditkan; terbitkan nota kredit.",
  ),
  notOverdue: message(
    "NOT_OVERDUE",
    "It can be paid until {due}; only what is overdue is written off.",
    "Tagihan masih dapat dibayar sampai {due}; hanya yang lewat jatuh tempo dapat dihapusbukukan.",
  ),
  invoiceTooLarge: message(
    "INVOICE_TOO_LARGE",
    "An invoice is of at most {most} rupiah before tax.",
    "Satu tagihan paling banyak {most} rupiah sebelum pajak.",
  ),
  noAddress: message(
    "NO_BILLING_PROFILE",
    "The institution has no billing profile; set one first.",
    "Lembaga belum memiliki profil penagihan; lengkapi dahulu.",
  ),
  notBilled: message(
    "NOT_BILLED_YET",
    "The subscription cannot be billed up to today (parked, or billing is stopped); change it after that.",
    "Langganan belum dapat ditagih sampai hari ini; ubah setelah tertagih.",
  ),
  sameTier: message(
    "SAME_TIER",
    "It has this tier already, or will have it from its next period on.",
    "Langganan sudah, atau akan, memakai tingkat ini.",
  ),
  oneTarget: message(
    "TIER_OR_SCALE",
    "Give a tier or a scale, not both.",
    "Berikan tingkat atau skala, jangan keduanya.",
  ),
  dayRange: message(
    "DAY_OUT_OF_RANGE",
    "The day must be from {from} to {to}.",
    "Tanggal harus antara {from} dan {to}.",
  ),
  noCancellation: message(
    "NO_CANCELLATION",
    "No cancellation is planned.",
    "Tidak ada pembatalan yang direncanakan.",
  ),
  fakturSet: message(
    "FAKTUR_SET",
    "The invoice has its faktur number already; it stays.",
    "Tagihan ini sudah memiliki nomor faktur pajak.",
  ),
  fakturCode: message(
    "FAKTUR_CODE",
    "The number of its faktur begins with the code {code}.",
    "Nomor faktur pajaknya diawali kode {code}.",
  ),
  fakturTaken: message(
    "FAKTUR_TAKEN",
    "Another invoice has this faktur number.",
    "Nomor faktur pajak ini sudah dipakai tagihan lain.",
  ),
  noStamp: message(
    "NO_STAMP_DUTY",
    "Only a receipt of more than Rp5,000,000 bears an e-meterai (UU 10/2020).",
    "Hanya kuitansi di atas Rp5.000.000 yang dikenai e-meterai (UU 10/2020).",
  ),
  stampSet: message(
    "STAMP_SET",
    "The receipt has its e-meterai already, or another receipt has this one.",
    "Kuitansi sudah bermeterai, atau nomor seri ini sudah dipakai.",
  ),
  ladderTwice: message(
    "STEP_TWICE",
    "There are two such steps on the same day.",
    "Ada dua langkah yang sama pada hari yang sama.",
  ),
  suspendEarly: message(
    "SUSPEND_EARLY",
    "Access is withheld after the due date only.",
    "Akses hanya dapat ditangguhkan setelah jatuh tempo.",
  ),
  endpointUrl: message(
    "ENDPOINT_URL",
    "The address must be a public https address without a password.",
    "Alamat harus berupa alamat https publik tanpa kata sandi.",
  ),
} as const;
