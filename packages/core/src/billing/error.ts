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
    "Give either a tier or a scale.",
    "Berikan tingkat atau skala, salah satu.",
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
} as const;
