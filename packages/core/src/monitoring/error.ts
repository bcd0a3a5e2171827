import { message } from "../kernel/error.ts";

export const texts = {
  indicatorTaken: message(
    "INDICATOR_EXISTS",
    "The code is defined otherwise; another meaning is another indicator.",
    "Kode ini sudah didefinisikan berbeda; arti lain berarti indikator lain.",
  ),
  level: message(
    "WRONG_LEVEL",
    "This indicator is not measured at this level of region.",
    "Indikator ini tidak diukur pada tingkat wilayah ini.",
  ),
  people: message(
    "NOT_PEOPLE",
    "People are counted in whole numbers from 0.",
    "Jumlah orang harus bilangan bulat mulai dari 0.",
  ),
  future: message("IN_THE_FUTURE", "This day is not yet.", "Tanggal ini belum tiba."),
  observed: message(
    "OBSERVATION_EXISTS",
    "The region has another value of this day; correct that one.",
    "Wilayah ini sudah memiliki nilai lain pada hari tersebut; koreksi nilai itu.",
  ),
  corrected: message(
    "CORRECTED_ALREADY",
    "This value was corrected already; correct the later one.",
    "Nilai ini sudah dikoreksi; koreksi nilai yang terbaru.",
  ),
  years: message(
    "BAD_YEARS",
    "The target year comes after the baseline year.",
    "Tahun target harus setelah tahun dasar.",
  ),
  noBaseline: message(
    "BASELINE_MISSING",
    "There is no observation in the baseline year.",
    "Tidak ada nilai pada tahun dasar.",
  ),
  wrongWay: message(
    "WRONG_WAY",
    "The target is no improvement on the baseline in the indicator's direction.",
    "Target bukan perbaikan terhadap nilai dasar menurut arah indikator.",
  ),
} as const;
