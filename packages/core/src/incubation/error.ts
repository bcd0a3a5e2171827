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
  templateTaken: message(
    "TEMPLATE_TAKEN",
    "The programme has a plan of this name already.",
    "Program ini sudah memiliki rencana dengan nama tersebut.",
  ),
  onePlan: message(
    "ONE_PLAN",
    "Give either templateId or the steps of a template.",
    "Isi templateId atau langkah-langkah rencana, salah satu saja.",
  ),
  mentorTwice: message(
    "MENTOR_TWICE",
    "This mentor is named twice.",
    "Mentor ini disebut dua kali.",
  ),
  notOfTeam: message(
    "NOT_OF_THE_TEAM",
    "This person is not of the team.",
    "Orang ini bukan anggota tim.",
  ),
  notPresent: message(
    "NOBODY_PRESENT",
    "Who came can be named only when the team came.",
    "Kehadiran hanya dapat dicatat bila tim hadir.",
  ),
  feedbackGiven: message(
    "FEEDBACK_GIVEN",
    "Your side has given its feedback; it is given once.",
    "Pihak Anda sudah memberi umpan balik; hanya satu kali.",
  ),
  zone: message(
    "UNKNOWN_TIME_ZONE",
    "Name an IANA time zone, such as Asia/Makassar.",
    "Isi zona waktu IANA, misalnya Asia/Makassar.",
  ),
  past: message("IN_THE_PAST", "It must lie in the future.", "Waktu harus di masa depan."),
  future: message("IN_THE_FUTURE", "The session has not begun.", "Sesi belum dimulai."),
} as const;
