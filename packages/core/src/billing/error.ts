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
  noAddress: message(
    "NO_BILLING_PROFILE",
    "The institution has no billing profile; set one first.",
    "Lembaga belum memiliki profil penagihan; lengkapi dahulu.",
  ),
} as const;
