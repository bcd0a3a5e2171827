import { message } from "../kernel/error.ts";

export const facilitationTexts = {
  notGovernment: message(
    "NOT_LOCAL_GOVERNMENT",
    "Only a local government publishes needs.",
    "Hanya pemerintah daerah yang dapat mengumumkan kebutuhan.",
  ),
  otherRegency: message(
    "OTHER_REGENCY",
    "The need must lie in the region of the local government.",
    "Kebutuhan harus berada di wilayah pemerintah daerah tersebut.",
  ),
  past: message("IN_THE_PAST", "The deadline must lie ahead.", "Batas waktu harus di masa depan."),
  needTaken: message(
    "NEED_EXISTS",
    "The local government has a need of this title.",
    "Pemerintah daerah sudah memiliki kebutuhan dengan judul ini.",
  ),
  reason: message("REASON_MISSING", "Say why.", "Sebutkan alasannya."),
  needOver: message(
    "NEED_DEADLINE_PASSED",
    "The deadline of this need has passed.",
    "Batas waktu kebutuhan ini telah lewat.",
  ),
  notBegun: message("NOT_BEGUN", "The meeting has not begun.", "Pertemuan belum dimulai."),
  notHeld: message(
    "NO_MINUTES",
    "A decision needs a meeting with its minutes first.",
    "Keputusan memerlukan pertemuan dengan notulen lebih dahulu.",
  ),
  future: message("DAY_IN_THE_FUTURE", "This day is not yet.", "Tanggal ini belum tiba."),
  otherAgreement: message(
    "OTHER_AGREEMENT",
    "The agreement must be the team's, in the province of the need, and not ended before its time.",
    "Perjanjian harus milik tim, di provinsi kebutuhan ini, dan belum diakhiri.",
  ),
} as const;
