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
    "A party has signed already; what it signed stays as it is.",
    "Salah satu pihak sudah menandatangani; yang ditandatangani tidak berubah.",
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
  addendumParent: message(
    "PARENT_MISSING",
    "An addendum adds to an active agreement of the same team.",
    "Adendum melengkapi perjanjian yang berlaku dari tim yang sama.",
  ),
  mandate: message(
    "MANDATE_INCOMPLETE",
    "A letter of authority (Surat Kuasa) has a number and a date; leave out both for a mandate by office.",
    "Surat Kuasa memiliki nomor dan tanggal; kosongkan keduanya bila berwenang karena jabatan.",
  ),
  mandateLater: message(
    "MANDATE_LATER",
    "The letter of authority (Surat Kuasa) is of a later day; who signs needs it first.",
    "Surat Kuasa bertanggal lebih akhir; penanda tangan harus memilikinya lebih dahulu.",
  ),
  certificate: message(
    "CERTIFICATE_MISSING",
    "A certified signature names its provider (PSrE) and the serial of its certificate.",
    "Tanda tangan tersertifikasi menyebut PSrE dan nomor seri sertifikatnya.",
  ),
  notSigned: message("NOT_SIGNED", "This party has not signed.", "Pihak ini belum menandatangani."),
  serial: message(
    "STAMP_SERIAL",
    "An e-meterai has 22 digits, a paper stamp its printed number.",
    "Nomor seri e-meterai terdiri dari 22 digit; meterai tempel memakai nomor tercetak.",
  ),
  stampUsed: message(
    "STAMP_USED",
    "This stamp is on another agreement already.",
    "Meterai ini sudah dipakai pada perjanjian lain.",
  ),
  notBegun: message(
    "NOT_BEGUN",
    "Until {firstDay} this institution is under the agreement that this one renews, and then goes over with its steps.",
    "Sampai {firstDay} lembaga ini masih di bawah perjanjian yang diperpanjang, lalu beralih bersama tahapannya.",
  ),
  servicesRun: message(
    "SERVICES_RUN",
    "Services run under it. Renew it, which takes them over, or end them first.",
    "Masih ada layanan yang berjalan. Perpanjang perjanjian ini, atau akhiri layanannya lebih dahulu.",
  ),
  notRenewable: message(
    "NOT_RENEWABLE",
    "An addendum or a letter of authority is not renewed; draft a new one.",
    "Adendum atau surat kuasa tidak diperpanjang; buat yang baru.",
  ),
  endsAnyway: message(
    "ENDS_ANYWAY",
    "This agreement does not renew itself; it ends on its last day.",
    "Perjanjian ini tidak diperpanjang otomatis; berakhir pada hari terakhirnya.",
  ),
  noticeLate: message(
    "NOTICE_TOO_LATE",
    "Notice was possible until {lastDay}; the agreement goes on for another term unless it is ended.",
    "Pemberitahuan hanya sampai {lastDay}; perjanjian diperpanjang kecuali diakhiri.",
  ),
  invalidSignature: message(
    "SIGNATURE_INVALID",
    "The last verification of a signature found it invalid.",
    "Verifikasi terakhir menyatakan sebuah tanda tangan tidak sah.",
  ),
  stampWarning: message(
    "STAMP_DUTY",
    "An agreement on more than Rp5,000,000 usually needs stamp duty (UU 10/2020).",
    "Perjanjian di atas Rp5.000.000 umumnya memerlukan meterai (UU 10/2020).",
  ),
} as const;
