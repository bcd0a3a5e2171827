import { message } from "../kernel/error.ts";

export const texts = {
  notAnnounced: message(
    "NOT_ANNOUNCED",
    "The finalists are not announced yet.",
    "Finalis belum diumumkan.",
  ),
  busy: message(
    "DOUBLE_BOOKED",
    "The mentor or the team has another session at that time.",
    "Mentor atau tim memiliki sesi lain pada waktu tersebut.",
  ),
  period: message(
    "BAD_PERIOD",
    "A session lasts from 15 minutes to 8 hours.",
    "Sesi berlangsung 15 menit sampai 8 jam.",
  ),
  past: message("IN_THE_PAST", "It must lie in the future.", "Waktu harus di masa depan."),
  future: message("IN_THE_FUTURE", "The session has not begun.", "Sesi belum dimulai."),
} as const;
