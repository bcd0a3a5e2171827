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

/** The later of two local dates. */
export const laterOf = (a: LocalDate, b: LocalDate): LocalDate => (a < b ? b : a);

/** The local date some months later: of a day that the month has not, its last. */
export const addMonths = (date: LocalDate, months: number): LocalDate =>
  Temporal.PlainDate.from(date).add({ months }).toString() as LocalDate;

/** The period as long as one of whole days, in years, months and days, that begins the day after it. */
export function nextPeriod(from: LocalDate, to: LocalDate): { from: LocalDate; to: LocalDate } {
  const start = Temporal.PlainDate.from(to).add({ days: 1 });
  const length = Temporal.PlainDate.from(from).until(start, { largestUnit: "years" });
  const end = start.add(length).subtract({ days: 1 });
  return { from: start.toString() as LocalDate, to: end.toString() as LocalDate };
}

/** An instant as the wall shows it in an IANA zone, with its offset: `2023-07-03T09:00:00+07:00`. */
export const localTimeAt = (instant: Date, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(zone)
    .toString({ timeZoneName: "never", smallestUnit: "second" });

/** Whether there is such an IANA zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const indonesianMonths =
  "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split(
    " ",
  );

/** As people write it in Indonesia: `1 Februari 2026`. */
export function formatDate(date: LocalDate): string {
  const { day, month, year } = Temporal.PlainDate.from(date);
  return `${day} ${indonesianMonths[month - 1]} ${year}`;
}
