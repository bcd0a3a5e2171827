import { DomainError, message, type Parameters } from "../kernel/error.ts";

export const texts = {
  required: message("REQUIRED", "Answer this question.", "Pertanyaan ini wajib diisi."),
  unknownQuestion: message(
    "UNKNOWN_QUESTION",
    "The form has no such question.",
    "Pertanyaan ini tidak ada pada formulir.",
  ),
  wrongType: message("WRONG_TYPE", "A {type} is expected.", "Isian harus berupa {type}."),
  tooShort: message(
    "TOO_SHORT",
    "Write at least {min} characters.",
    "Tulis paling sedikit {min} karakter.",
  ),
  tooLong: message(
    "TOO_LONG",
    "Write at most {max} characters.",
    "Tulis paling banyak {max} karakter.",
  ),
  tooSmall: message("TOO_SMALL", "The least value is {min}.", "Nilai paling kecil adalah {min}."),
  tooLarge: message(
    "TOO_LARGE",
    "The greatest value is {max}.",
    "Nilai paling besar adalah {max}.",
  ),
  notAChoice: message("NOT_A_CHOICE", "Choose one of the options.", "Pilih salah satu opsi."),
  unknownRegion: message(
    "UNKNOWN_REGION",
    "There is no such region code.",
    "Kode wilayah tidak dikenal.",
  ),
  provinceNotTakingPart: message(
    "PROVINCE_NOT_TAKING_PART",
    "This province does not take part.",
    "Provinsi ini tidak ikut serta.",
  ),
  issueNotOffered: message(
    "ISSUE_NOT_OFFERED",
    "This priority issue is not part of the call.",
    "Isu prioritas ini tidak termasuk.",
  ),
  fileMissing: message(
    "FILE_MISSING",
    "Upload this file first.",
    "Unggah berkas ini terlebih dahulu.",
  ),
  applicantKind: message(
    "APPLICANT_KIND_NOT_ELIGIBLE",
    "The call is not open to this kind of applicant.",
    "Jenis peserta ini tidak dapat mendaftar.",
  ),
  innovationAge: message(
    "INNOVATION_AGE",
    "The innovation must have run for {min} to {max} months; it has run for {months}.",
    "Inovasi harus berjalan {min} sampai {max} bulan; saat ini {months} bulan.",
  ),
  tooManyEntries: message(
    "TOO_MANY_ENTRIES",
    "A team may enter {max} application(s).",
    "Setiap tim dapat mengirim {max} pendaftaran.",
  ),
  notOpenYet: message(
    "NOT_OPEN_YET",
    "Registration opens at {opensAt}.",
    "Pendaftaran dibuka pada {opensAt}.",
  ),
  deadlinePassed: message(
    "DEADLINE_PASSED",
    "Registration closed at {closedAt}.",
    "Pendaftaran ditutup pada {closedAt}.",
  ),
  stageStillOpen: message(
    "STAGE_STILL_OPEN",
    "The stage is open until {closesAt}; wait for its end.",
    "Tahap masih berlangsung sampai {closesAt}.",
  ),
  capacity: message(
    "CAPACITY_REACHED",
    "The stage is full ({capacity}).",
    "Kapasitas tahap telah penuh ({capacity}).",
  ),
  state: message(
    "WRONG_STATE",
    "Not possible while it is {state}.",
    "Tidak dapat dilakukan pada status {state}.",
  ),
  badQuestion: message(
    "BAD_QUESTION",
    "The question is not well formed: {reason}",
    "Pertanyaan tidak valid: {reason}",
  ),
  badDates: message(
    "BAD_DATES",
    "It must open before it closes.",
    "Tanggal buka harus sebelum tanggal tutup.",
  ),
  tie: message(
    "TIE_AT_CUT",
    "Province {province}: several applications share the score at the cut. Give tieBreaks in order.",
    "Provinsi {province}: nilai seri pada batas kuota. Tentukan urutan tieBreaks.",
  ),
  shortfall: message(
    "FEWER_THAN_QUOTA",
    "Province {province} has {count} of {quota}. Set allowShortfall to go on.",
    "Provinsi {province} hanya memiliki {count} dari {quota}. Setel allowShortfall untuk lanjut.",
  ),
  undecided: message(
    "UNDECIDED",
    "{count} applications are not decided yet.",
    "{count} pendaftaran belum diputuskan.",
  ),
  alreadyDrawn: message(
    "ALREADY_DRAWN",
    "The finalists are drawn already.",
    "Finalis sudah ditetapkan.",
  ),
  notInStage: message(
    "NOT_IN_STAGE",
    "The application is not in this stage, or did not advance from it.",
    "Pendaftaran tidak berada pada tahap ini.",
  ),
  checklist: message(
    "CHECKLIST_INCOMPLETE",
    "Answer every item of the checklist; PASSED needs all of them met.",
    "Lengkapi daftar periksa; LULUS memerlukan semua butir terpenuhi.",
  ),
} as const;

export const stateError = (state: string) =>
  new DomainError("STATE", texts.state, { parameters: { state } });

export const deadlineError = (text: (typeof texts)[keyof typeof texts], parameters: Parameters) =>
  new DomainError("DEADLINE", text, { parameters });
