import { message } from "../kernel/error.ts";

export const texts = {
  scale: message(
    "BAD_SCALE",
    "The highest mark must be above the lowest, and a whole number of steps away.",
    "Nilai tertinggi harus di atas nilai terendah, dengan kelipatan langkah.",
  ),
  weights: message(
    "NO_WEIGHT",
    "At least one criterion needs a weight above 0.",
    "Paling sedikit satu kriteria harus berbobot di atas 0.",
  ),
  keyTwice: message("KEY_TWICE", "This key is used twice.", "Kunci ini dipakai dua kali."),
  method: message(
    "BAD_METHOD",
    "The method is not well formed: {reason}",
    "Metode tidak valid: {reason}",
  ),
  decimalText: message(
    "DECIMAL_TEXT",
    "Write a decimal number as a text, such as 0.25.",
    "Tulis bilangan desimal sebagai teks, misalnya 0.25.",
  ),
  judgesFirst: message(
    "JUDGES_FIRST",
    "With this method, order must be JUDGES_FIRST.",
    "Dengan metode ini, order harus JUDGES_FIRST.",
  ),
  rubricNeeded: message(
    "RUBRIC_NEEDED",
    "A panel that gives marks needs a rubric of its edition.",
    "Panel yang memberi nilai memerlukan rubrik dari edisinya.",
  ),
  panelExists: message(
    "PANEL_EXISTS",
    "The stage has a panel of this name already.",
    "Tahap ini sudah memiliki panel dengan nama tersebut.",
  ),
  published: message(
    "PUBLISHED",
    "The results are published; only a granted appeal changes them.",
    "Hasil sudah diumumkan; hanya banding yang dikabulkan yang mengubahnya.",
  ),
  submitted: message(
    "SUBMITTED_ALREADY",
    "These marks are submitted; submit again to amend them.",
    "Nilai sudah dikirim; kirim lagi untuk mengubahnya.",
  ),
  notPublished: message(
    "NOT_PUBLISHED",
    "The results are not published.",
    "Hasil belum diumumkan.",
  ),
  notAccepted: message(
    "INVITATION_NOT_ACCEPTED",
    "Accept the invitation to this panel first.",
    "Terima undangan panel ini terlebih dahulu.",
  ),
  conflict: message(
    "CONFLICT_OF_INTEREST",
    "This judge is in conflict with the entry.",
    "Juri memiliki konflik kepentingan dengan peserta ini.",
  ),
  unknownCriterion: message(
    "UNKNOWN_CRITERION",
    "The rubric has no such criterion.",
    "Kriteria ini tidak ada pada rubrik.",
  ),
  unknownSheet: message(
    "UNKNOWN_SHEET",
    "The entry is not in the stage, or the judge not of the panel.",
    "Peserta tidak berada pada tahap ini, atau juri bukan anggota panel.",
  ),
  sheetTwice: message(
    "SHEET_TWICE",
    "The sheet of this judge for this entry is given twice.",
    "Lembar nilai juri ini untuk peserta ini diberikan dua kali.",
  ),
  otherPanel: message(
    "OTHER_PANEL",
    "Another panel that counts must be of the same edition, and count no further panels itself.",
    "Panel lain yang dihitung harus dari edisi yang sama dan tidak menghitung panel lain.",
  ),
  offScale: message(
    "OFF_SCALE",
    "A mark is from {min} to {max} in steps of {step}.",
    "Nilai antara {min} dan {max} dengan langkah {step}.",
  ),
  markMissing: message("MARK_MISSING", "Give a mark.", "Berikan nilai."),
  commentMissing: message(
    "COMMENT_MISSING",
    "Such a mark needs a comment.",
    "Nilai ini memerlukan komentar.",
  ),
  doesNotFit: message(
    "METHOD_DOES_NOT_FIT",
    "The method does not fit these marks ({reason}): a sum of ranks needs every judge on every entry, leniency needs judges connected by shared entries.",
    "Metode tidak sesuai dengan nilai yang ada ({reason}): jumlah peringkat memerlukan nilai setiap juri untuk setiap peserta, kelonggaran memerlukan juri yang terhubung oleh peserta yang sama.",
  ),
  nothingToRank: message(
    "NOTHING_TO_RANK",
    "No entry has submitted marks.",
    "Belum ada peserta yang dinilai.",
  ),
  samePair: message(
    "SAME_ENTRY",
    "Compare two different entries.",
    "Bandingkan dua peserta yang berbeda.",
  ),
  wrongMode: message(
    "WRONG_MODE",
    "This panel works in another mode.",
    "Panel ini menggunakan cara penilaian lain.",
  ),
  appealOver: message(
    "APPEAL_TIME_OVER",
    "The time for appeals ended at {until}.",
    "Waktu banding berakhir pada {until}.",
  ),
  appealDecided: message(
    "APPEAL_DECIDED",
    "This appeal is decided already.",
    "Banding ini sudah diputuskan.",
  ),
  correctionsOfGranted: message(
    "CORRECTIONS_NOT_GRANTED",
    "Only a granted appeal corrects scoresheets. Grant it, or leave out the corrections.",
    "Hanya banding yang dikabulkan yang mengoreksi lembar nilai. Kabulkan, atau hapus koreksinya.",
  ),
} as const;
