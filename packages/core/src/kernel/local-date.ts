import { Temporal } from "temporal-polyfill";

/** A calendar date without time or zone, `YYYY-MM-DD`. */
export type LocalDate = string & { readonly brand: "LocalDate" };

/** Reads a local date; undefined when the text is not a real calendar date. */
export function parseLocalDate(text: string): LocalDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    Temporal.PlainDate.from(text, { overflow: "reject" });
    return text as LocalDate;
  } catch {
    return undefined;
  }
}

/** The local date of a `DATE` column, which the client hands over as midnight UTC. */
export const fromColumn = (date: Date): LocalDate => date.toISOString().slice(0, 10) as LocalDate;

/** The value that a `DATE` column takes. */
export const toColumn = (date: LocalDate): Date => new Date(`${date}T00:00:00Z`);

/** The first instant of a local date in an IANA zone. */
export const startOfDay = (date: LocalDate, zone: string): Date =>
  new Date(Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds);

/** The instant at which a local date ends in an IANA zone: the first instant of the next day. */
export const endOfDay = (date: LocalDate, zone: string): Date =>
  new Date(Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds);

/** Whole months from one local date to a later one; negative when it is earlier. */
export const monthsBetween = (from: LocalDate, to: LocalDate): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: "months" })
    .months;

/** The local date that an instant has in an IANA zone. */
export const localDateAt = (instant: Date, zone: string): LocalDate =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString() as LocalDate;

/** The date of a `DATE` column, or null. */
export const fromNullable = (date: Date | null): LocalDate | null =>
  date ? fromColumn(date) : null;

/** The local date some days later. */
export const addDays = (date: LocalDate, days: number): LocalDate =>
  Temporal.PlainDate.from(date).add({ days }).toString() as LocalDate;

/** Days from one local date to a later one; negative when it is earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: "days" }).days;

const indonesianMonths =
  "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split(
    " ",
  );

/** As people write it in Indonesia: `1 Februari 2026`. */
export function formatDate(date: LocalDate): string {
  const { day, month, year } = Temporal.PlainDate.from(date);
  return `${day} ${indonesianMonths[month - 1]} ${year}`;
}
