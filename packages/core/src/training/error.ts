import { message } from "../kernel/error.ts";

export const texts = {
  period: message(
    "BAD_PERIOD",
    "It must end after it begins.",
    "Waktu selesai harus setelah waktu mulai.",
  ),
  past: message("IN_THE_PAST", "It must lie in the future.", "Waktu harus di masa depan."),
  future: message("IN_THE_FUTURE", "This day is not yet.", "Tanggal ini belum tiba."),
  place: message(
    "PLACE_OF_MODE",
    "A training that is not only online has a place; one online has none.",
    "Pelatihan luring memerlukan tempat; pelatihan daring tidak.",
  ),
  agreementMissing: message(
    "AGREEMENT_MISSING",
    "There is no active agreement of this team by that id.",
    "Tidak ada perjanjian tim ini yang berlaku dengan id tersebut.",
  ),
  notInvited: message(
    "NOT_UNDER_AGREEMENT",
    "The institution is not under the agreement of this training, or it declined.",
    "Lembaga tidak termasuk dalam perjanjian pelatihan ini, atau menolaknya.",
  ),
  capacityBelow: message(
    "CAPACITY_BELOW_REGISTERED",
    "{registered} people are registered already.",
    "Sudah ada {registered} peserta terdaftar.",
  ),
  closed: message(
    "REGISTRATION_CLOSED",
    "The training has begun or is over.",
    "Pelatihan telah dimulai atau selesai.",
  ),
  notBegun: message("NOT_BEGUN", "The training has not begun.", "Pelatihan belum dimulai."),
  notOver: message("NOT_OVER", "The training is not over yet.", "Pelatihan belum selesai."),
  placementExists: message(
    "PLACEMENT_EXISTS",
    "The learner's work at this company from this day is recorded otherwise.",
    "Penempatan peserta di perusahaan ini sejak hari tersebut sudah dicatat berbeda.",
  ),
  markedTwice: message(
    "MARKED_TWICE",
    "This person is marked twice.",
    "Orang ini dicatat dua kali.",
  ),
  scoreOfAbsent: message(
    "SCORE_OF_ABSENT",
    "Who did not attend has no scores.",
    "Peserta yang tidak hadir tidak memiliki nilai.",
  ),
  certified: message(
    "CERTIFIED",
    "A certificate says otherwise; revoke it first.",
    "Sertifikat telah terbit; batalkan terlebih dahulu.",
  ),
  marked: message(
    "MARKED_ALREADY",
    "The attendance of this person is recorded.",
    "Kehadiran peserta ini telah dicatat.",
  ),
  zone: message(
    "UNKNOWN_ZONE",
    "Not one of Indonesia's time zones (Asia/Jakarta, Asia/Pontianak, Asia/Makassar, Asia/Jayapura).",
    "Bukan zona waktu Indonesia (Asia/Jakarta, Asia/Pontianak, Asia/Makassar, Asia/Jayapura).",
  ),
  full: message("BATCH_FULL", "Every seat of the batch is taken.", "Semua kursi angkatan terisi."),
  reasonNeeded: message(
    "REASON_NEEDED",
    "Say why the learner is eliminated.",
    "Jelaskan alasan peserta dikeluarkan.",
  ),
  cannotGo: message(
    "NO_SUCH_MOVE",
    "From {from} (unit {unit}, {repeats} repeated) one cannot go to {to}. Possible: {possible}.",
    "Dari {from} (unit {unit}, {repeats} kali mengulang) tidak dapat pindah ke {to}. Yang mungkin: {possible}.",
  ),
  notPassed: message(
    "UNIT_NOT_PASSED",
    "The technical assessment of unit {unit} is missing or below {passMark}.",
    "Penilaian teknis unit {unit} belum ada atau di bawah {passMark}.",
  ),
  notCompany: message(
    "NOT_A_COMPANY",
    "A learner is placed in an institution of the kind company.",
    "Penempatan harus pada lembaga berjenis perusahaan.",
  ),
  ownRecord: message(
    "OWN_RECORD",
    "Whoever recorded a placement does not verify it; ask a colleague or the company.",
    "Pencatat penempatan tidak boleh memverifikasinya; mintalah rekan atau perusahaan.",
  ),
  noAgreement: message(
    "NO_AGREEMENT_WITH_SCHOOL",
    "The school has not accepted an active agreement of this team.",
    "Sekolah belum menyetujui perjanjian tim ini yang berlaku.",
  ),
  studentBusy: message(
    "INTERNSHIPS_OVERLAP",
    "The student has another internship in this period.",
    "Siswa memiliki magang lain pada periode ini.",
  ),
  consentMissing: message(
    "CONSENT_MISSING",
    "The student is under 18 on the first day: a guardian's consent comes first.",
    "Siswa berusia di bawah 18 tahun pada hari pertama: persetujuan wali diperlukan.",
  ),
  tooEarly: message(
    "TOO_EARLY",
    "Not before the day that was planned.",
    "Belum dapat dilakukan sebelum tanggal yang direncanakan.",
  ),
  outsidePeriod: message(
    "OUTSIDE_PERIOD",
    "The day is not in the internship, or not yet.",
    "Tanggal di luar periode magang, atau belum tiba.",
  ),
  nameTaken: message(
    "NAME_TAKEN",
    "The team has a service of this name.",
    "Tim sudah memiliki layanan dengan nama ini.",
  ),
  priceOfTeam: message(
    "PRICE_OF_TEAM",
    "Only the team agrees on another price than its catalogue's.",
    "Hanya tim yang dapat menyepakati harga selain harga katalog.",
  ),
  notOffered: message(
    "NOT_OFFERED",
    "The service is not offered any more.",
    "Layanan ini tidak lagi ditawarkan.",
  ),
  keyReused: message(
    "IDEMPOTENCY_KEY_REUSED",
    "This key belongs to another order; take a new one.",
    "Kunci ini sudah dipakai untuk pesanan lain; gunakan kunci baru.",
  ),
} as const;
