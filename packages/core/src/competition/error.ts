import { DomainError, message, type Parameters } from "../kernel/error.ts";
import { inputTexts } from "../kernel/input.ts";
import { unknownRegion } from "../region/index.ts";

export const texts = {
  ...inputTexts,
  unknownQuestion: message(
    "UNKNOWN_QUESTION",
    "The form has no such question.",
    "Pertanyaan ini tidak ada pada formulir.",
  ),
  notAChoice: message("NOT_A_CHOICE", "Choose one of the options.", "Pilih salah satu opsi."),
  unknownRegion,
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
  badQuestion: message(
    "BAD_QUESTION",
    "The question is not well formed: {reason}",
    "Pertanyaan tidak valid: {reason}",
  ),
  badRule: message(
    "BAD_RULE",
    "The rule is not well formed: {reason}",
    "Aturan tidak valid: {reason}",
  ),
  keyForm: message(
    "KEY_FORM",
    "A key begins with a small letter and has at most 40 letters and digits.",
    "Kunci diawali huruf kecil dan paling banyak 40 huruf dan angka.",
  ),
  keyTwice: message("KEY_TWICE", "The key is used twice.", "Kunci dipakai dua kali."),
  notEarlier: message(
    "NOT_EARLIER",
    "It must depend on an earlier choice.",
    "Pertanyaan harus bergantung pada pilihan sebelumnya.",
  ),
  monthsReversed: message(
    "MONTHS_REVERSED",
    "minMonths is above maxMonths.",
    "minMonths melebihi maxMonths.",
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
  reservesTied: message(
    "RESERVES_TIED",
    "Nothing parts the first reserves: {numbers}. Name the one who takes the place by reserveId.",
    "Nilai cadangan pertama seri: {numbers}. Sebutkan yang menggantikan dengan reserveId.",
  ),
  notNext: message(
    "NOT_NEXT",
    "Only a first reserve can take the place: {numbers}.",
    "Hanya cadangan pertama yang dapat menggantikan: {numbers}.",
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
  announced: message(
    "ANNOUNCED",
    "The results of this stage are announced, and stand.",
    "Hasil tahap ini sudah diumumkan dan tidak dapat diubah.",
  ),
  alreadyDrawn: message(
    "ALREADY_DRAWN",
    "The finalists are drawn already.",
    "Finalis sudah ditetapkan.",
  ),
  finalistGone: message(
    "FINALIST_GONE",
    "Withdrawn or disqualified, and finalists still: {numbers}. Use withdrawFinalist for them first.",
    "Sudah mundur atau didiskualifikasi, tetapi masih finalis: {numbers}. Gunakan withdrawFinalist terlebih dahulu.",
  ),
  notInStage: message(
    "NOT_IN_STAGE",
    "The application is not in the stage, has not passed its check, or did not advance from the stage before.",
    "Pendaftaran tidak berada pada tahap ini, belum lulus pemeriksaan, atau tidak lolos dari tahap sebelumnya.",
  ),
  ownTeam: message(
    "OWN_TEAM",
    "You cannot vote on an application of your own team.",
    "Anda tidak dapat menilai pendaftaran tim sendiri.",
  ),
  inConflict: message(
    "CONFLICT_OF_INTEREST",
    "You have a conflict of interest with this application.",
    "Anda memiliki konflik kepentingan dengan pendaftaran ini.",
  ),
  editionExists: message(
    "EDITION_EXISTS",
    "There is an edition of this year and batch already.",
    "Edisi tahun dan gelombang ini sudah ada.",
  ),
  leaderOnly: message(
    "LEADER_ONLY",
    "Only the leader of the team may do this.",
    "Hanya ketua tim yang dapat melakukan ini.",
  ),
  teamFull: message(
    "TEAM_FULL",
    "A team has at most {max} members.",
    "Tim paling banyak terdiri dari {max} anggota.",
  ),
  lastLeader: message(
    "LAST_LEADER",
    "The leader cannot leave the team. Make another member its leader first (changeTeamLeader).",
    "Ketua tidak dapat keluar dari tim. Jadikan anggota lain ketuanya terlebih dahulu (changeTeamLeader).",
  ),
  notAFileQuestion: message(
    "NOT_A_FILE_QUESTION",
    "This question does not ask for a file.",
    "Pertanyaan ini tidak meminta berkas.",
  ),
  badCsv: message(
    "BAD_CSV",
    "The file is not a CSV table: {reason}",
    "Berkas bukan tabel CSV: {reason}",
  ),
  missingColumn: message(
    "MISSING_COLUMN",
    "The column {column} is missing.",
    "Kolom {column} tidak ada.",
  ),
  unknownColumn: message(
    "UNKNOWN_COLUMN",
    "The column {column} is not known.",
    "Kolom {column} tidak dikenal.",
  ),
  repeated: message(
    "REPEATED",
    "This reference is in the file twice.",
    "Referensi ini muncul dua kali dalam berkas.",
  ),
  checklist: message(
    "CHECKLIST_INCOMPLETE",
    "Answer every item of the checklist; PASSED needs all of them met.",
    "Lengkapi daftar periksa; LULUS memerlukan semua butir terpenuhi.",
  ),
} as const;

export { stateError } from "../kernel/error.ts";

export const deadlineError = (text: (typeof texts)[keyof typeof texts], parameters: Parameters) =>
  new DomainError("DEADLINE", text, { parameters });
