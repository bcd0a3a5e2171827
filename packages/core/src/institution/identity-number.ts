import type { IdentityNumberKind } from "../database/index.ts";
import { type Message, message } from "../kernel/error.ts";
import { type LocalDate, parseLocalDate } from "../kernel/local-date.ts";

export const numberTexts = {
  length: message("NUMBER_LENGTH", "It has {expected}.", "Harus terdiri dari {expected}."),
  date: message(
    "NUMBER_DATE",
    "The birth date inside the number does not exist.",
    "Tanggal lahir di dalam nomor tidak ada.",
  ),
  serial: message(
    "NUMBER_SERIAL",
    "The last four digits cannot be 0000.",
    "Empat digit terakhir tidak boleh 0000.",
  ),
  checkDigit: message(
    "NUMBER_CHECK_DIGIT",
    "The check digit does not fit; compare it with the document.",
    "Digit pemeriksa tidak cocok; periksa kembali dokumen.",
  ),
  unusualLength: message(
    "NUMBER_UNUSUAL_LENGTH",
    "Numbers of this kind usually have {expected}.",
    "Nomor jenis ini biasanya terdiri dari {expected}.",
  ),
  unknownRegion: message(
    "NUMBER_UNKNOWN_REGION",
    "The region of first issue inside the number is not in today's list.",
    "Wilayah penerbitan di dalam nomor tidak ada dalam daftar saat ini.",
  ),
  birthDate: message(
    "NUMBER_BIRTH_DATE",
    "The birth date inside the number is another one.",
    "Tanggal lahir di dalam nomor berbeda.",
  ),
  sex: message(
    "NUMBER_SEX",
    "The number was issued for the other sex.",
    "Nomor ini diterbitkan untuk jenis kelamin lain.",
  ),
} as const;

export interface Remark {
  message: Message;
  parameters?: { expected: string };
}

export interface CheckedNumber {
  /** Without punctuation, in capitals. */
  value: string;
  /** What cannot be such a number: its structure or its calendar. */
  errors: Remark[];
  /** What looks odd but happens with genuine numbers. */
  warnings: Remark[];
}

/** What else is known of the holder, to compare with. */
export interface Holder {
  bornOn?: LocalDate | null | undefined;
  sex?: "FEMALE" | "MALE" | null | undefined;
  /** Whether a regency (four digits, of today or of the past) exists. */
  isRegion?: ((code: string) => boolean) | undefined;
}

const shapes: Record<
  Exclude<IdentityNumberKind, "NIK" | "NPWP" | "NITKU">,
  { pattern: RegExp; expected: string; unusual?: RegExp }
> = {
  NIB: { pattern: /^\d{13}$/, expected: "13 digits" },
  NPSN: { pattern: /^[0-9A-Z]{8}$/, expected: "8 digits or letters" },
  FACILITY_CODE: { pattern: /^\d{7}$/, expected: "7 digits", unusual: /^[0-9A-Z]{4,12}$/ },
  SATUSEHAT_ID: { pattern: /^\d{10}$/, expected: "10 digits", unusual: /^\d{8,9}$/ },
  NISN: { pattern: /^\d{10}$/, expected: "10 digits" },
  REGION_CODE: { pattern: /^\d{2}(\d{2})?$/, expected: "2 or 4 digits" },
};

/**
 * Checks an Indonesian identity number. Structure and calendar are errors; everything that compares
 * with the world is a warning, because genuine numbers fail such comparisons (abolished regions,
 * corrected birth dates).
 */
export function checkIdentityNumber(
  kind: IdentityNumberKind,
  raw: string,
  holder: Holder = {},
): CheckedNumber {
  const value = raw.replace(/[\s.\-/]/g, "").toUpperCase();
  if (kind === "NIK") return checkNik(value, holder);
  if (kind === "NPWP") return checkNpwp(value, holder);
  if (kind === "NITKU") return checkNitku(value, holder);
  const { pattern, expected, unusual } = shapes[kind];
  if (pattern.test(value)) return { value, errors: [], warnings: [] };
  const parameters = { expected };
  if (unusual?.test(value))
    return { value, errors: [], warnings: [{ message: numberTexts.unusualLength, parameters }] };
  return { value, errors: [{ message: numberTexts.length, parameters }], warnings: [] };
}

const wrongLength = (value: string, expected: string): CheckedNumber => ({
  value,
  errors: [{ message: numberTexts.length, parameters: { expected } }],
  warnings: [],
});

/** NIK: PPKKCC of first issue, DDMMYY (women DD + 40), serial. It has no check digit. */
function checkNik(value: string, { bornOn, sex, isRegion }: Holder): CheckedNumber {
  if (!/^\d{16}$/.test(value)) return wrongLength(value, "16 digits");
  const day = Number(value.slice(6, 8));
  const female = day > 40;
  const date = `${value.slice(8, 10)}-${String(female ? day - 40 : day).padStart(2, "0")}`;
  const births = ["19", "20"]
    .map((century) => parseLocalDate(`${century}${value.slice(10, 12)}-${date}`))
    .filter((birth) => birth !== undefined);
  const errors: Remark[] = [];
  if (births.length === 0) errors.push({ message: numberTexts.date });
  if (value.endsWith("0000")) errors.push({ message: numberTexts.serial });
  const warnings: Remark[] = [];
  if (isRegion && !isRegion(value.slice(0, 4)))
    warnings.push({ message: numberTexts.unknownRegion });
  if (bornOn && !births.includes(bornOn)) warnings.push({ message: numberTexts.birthDate });
  if (sex && (sex === "FEMALE") !== female) warnings.push({ message: numberTexts.sex });
  return { value, errors, warnings };
}

/**
 * NPWP: 15 digits with a Luhn check over the first nine; or 16 digits (PMK 112/PMK.03/2022), a
 * person's NIK, or for others `0` and the old number. New 16-digit numbers need not follow Luhn.
 */
function checkNpwp(value: string, holder: Holder): CheckedNumber {
  const checkDigit = { message: numberTexts.checkDigit };
  if (/^\d{15}$/.test(value))
    return { value, errors: luhn(value.slice(0, 9)) ? [] : [checkDigit], warnings: [] };
  if (!/^\d{16}$/.test(value)) return wrongLength(value, "15 or 16 digits");
  if (!value.startsWith("0")) return checkNik(value, holder);
  return { value, errors: [], warnings: luhn(value.slice(1, 10)) ? [] : [checkDigit] };
}

/** NITKU: the 16 digits of the NPWP and six of the branch. */
function checkNitku(value: string, holder: Holder): CheckedNumber {
  if (!/^\d{22}$/.test(value)) return wrongLength(value, "22 digits");
  return { ...checkNpwp(value.slice(0, 16), holder), value };
}

/** Whether digits, the last being the check digit, satisfy Luhn's formula (ISO/IEC 7812-1). */
export function luhn(digits: string): boolean {
  if (/^0*$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** All but the last four characters hidden. */
export const maskNumber = (value: string): string => value.slice(-4).padStart(value.length, "•");
