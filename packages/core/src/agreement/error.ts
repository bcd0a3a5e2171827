import { message } from "../kernel/error.ts";

export const texts = {
  period: message(
    "BAD_PERIOD",
    "It must end after it begins.",
    "Tanggal akhir harus setelah tanggal mulai.",
  ),
  parentMissing: message(
    "PARENT_MISSING",
    "A PKS with a local government needs an active Kesepakatan Bersama above it, or the reason why not.",
    "PKS dengan pemerintah daerah memerlukan Kesepakatan Bersama yang berlaku, atau alasannya.",
  ),
  letterTaken: message(
    "LETTER_NUMBER_TAKEN",
    "This party has used the letter number this year already.",
    "Nomor surat ini sudah dipakai oleh pihak tersebut pada tahun ini.",
  ),
  letterMissing: message(
    "LETTER_NUMBER_MISSING",
    "Every party needs its letter number before signing.",
    "Setiap pihak memerlukan nomor surat sebelum penandatanganan.",
  ),
  cannotMove: message(
    "WRONG_STATE",
    "Not possible while the agreement is {state}.",
    "Tidak dapat dilakukan pada status {state}.",
  ),
  signedAlready: message(
    "SIGNED_ALREADY",
    "A party has signed; it cannot go back.",
    "Salah satu pihak sudah menandatangani.",
  ),
  notAccepted: message(
    "NOT_ACCEPTED_YET",
    "The institution has not accepted the agreement.",
    "Lembaga belum menyetujui perjanjian.",
  ),
  stepOrder: message(
    "STEP_ORDER",
    "Steps follow each other: training, data, connection, live, end; none before the one before it.",
    "Langkah harus berurutan: pelatihan, data, koneksi, aktif, selesai.",
  ),
  future: message("IN_THE_FUTURE", "This day is not yet.", "Tanggal ini belum tiba."),
  stampWarning: message(
    "STAMP_DUTY",
    "An agreement on more than Rp5,000,000 usually needs stamp duty (UU 10/2020).",
    "Perjanjian di atas Rp5.000.000 umumnya memerlukan meterai (UU 10/2020).",
  ),
} as const;
