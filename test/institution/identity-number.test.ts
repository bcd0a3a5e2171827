import { checkIdentityNumber, luhn, maskNumber } from "@winner/core/institution/index.ts";
import type { LocalDate } from "@winner/core/kernel/local-date.ts";
import fc from "fast-check";
import { expect, test } from "vitest";

const codes = (remarks: { message: { code: string } }[]) => remarks.map((r) => r.message.code);
const errors = (...args: Parameters<typeof checkIdentityNumber>) =>
  codes(checkIdentityNumber(...args).errors);
const warnings = (...args: Parameters<typeof checkIdentityNumber>) =>
  codes(checkIdentityNumber(...args).warnings);

test.each([
  ["NIK", "3204110609970001"],
  ["NIK", "3602014101900001"],
  ["NIK", "3602-0141 0190 0001"],
  ["NPWP", "01.312.166.0-091.000"],
  ["NPWP", "016090524017000"],
  ["NPWP", "013000666091000"],
  ["NPWP", "02.183.241.5-000.000"],
  ["NPWP", "0013121660091000"],
  ["NPWP", "3204110609970001"],
  ["NITKU", "0013121660091000000000"],
  ["NIB", "1234567890123"],
  ["NPSN", "20603456"],
  ["NPSN", "k9990001"],
  ["SATUSEHAT_ID", "1000156689"],
  ["FACILITY_CODE", "1230458"],
  ["FACILITY_CODE", "3404157"],
  ["NISN", "0012345678"],
] as const)("%s %s is accepted without remark", (kind, value) => {
  expect(checkIdentityNumber(kind, value)).toMatchObject({ errors: [], warnings: [] });
});

test.each([
  ["NIK", "3602013202900001", "NUMBER_DATE"],
  ["NIK", "3602013002900001", "NUMBER_DATE"],
  ["NIK", "3602010000000000", "NUMBER_DATE"],
  ["NIK", "3602010113900001", "NUMBER_DATE"],
  ["NIK", "3602017201900001", "NUMBER_DATE"],
  ["NIK", "3602014101900000", "NUMBER_SERIAL"],
  ["NIK", "360201410190001", "NUMBER_LENGTH"],
  ["NPWP", "01.312.166.1-091.000", "NUMBER_CHECK_DIGIT"],
  ["NPWP", "000000000091000", "NUMBER_CHECK_DIGIT"],
  ["NIB", "123456789012", "NUMBER_LENGTH"],
  ["NIB", "12345678901234", "NUMBER_LENGTH"],
  ["NPSN", "2060345612", "NUMBER_LENGTH"],
  ["NISN", "12345", "NUMBER_LENGTH"],
] as const)("%s %s is refused: %s", (kind, value, code) => {
  expect(errors(kind, value)).toContain(code);
});

test("29 February is a birthday in the centuries that have it", () => {
  expect(errors("NIK", "3602012902960001")).toEqual([]);
  expect(errors("NIK", "3602012902950001")).toEqual(["NUMBER_DATE"]);
});

test("what only compares with the world is a warning", () => {
  // Genuine persons of the national sandbox fail such comparisons.
  const sandbox = "9271060312000001";
  expect(errors("NIK", sandbox)).toEqual([]);
  expect(
    warnings("NIK", sandbox, { bornOn: "1992-01-09" as LocalDate, isRegion: () => false }),
  ).toEqual(["NUMBER_UNKNOWN_REGION", "NUMBER_BIRTH_DATE"]);
  expect(warnings("NIK", "3602014101900001", { sex: "MALE" })).toEqual(["NUMBER_SEX"]);
  expect(
    warnings("NIK", "3602014101900001", { sex: "FEMALE", bornOn: "1990-01-01" as LocalDate }),
  ).toEqual([]);
  expect(warnings("NPWP", "0013121661091000")).toEqual(["NUMBER_CHECK_DIGIT"]);
  expect(warnings("SATUSEHAT_ID", "10001566")).toEqual(["NUMBER_UNUSUAL_LENGTH"]);
});

test("every real birth date makes a NIK, for women and men, and the sex is read back", () => {
  const date = fc.date({
    min: new Date("1930-01-01"),
    max: new Date("2026-12-31"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(date, fc.boolean(), fc.integer({ min: 1, max: 9999 }), (born, female, serial) => {
      const iso = born.toISOString().slice(0, 10) as LocalDate;
      const [year = "", month = "", day = ""] = iso.split("-");
      const nik = `360201${String(Number(day) + (female ? 40 : 0)).padStart(2, "0")}${month}${year.slice(2)}${String(serial).padStart(4, "0")}`;
      const sex = female ? "FEMALE" : "MALE";
      expect(checkIdentityNumber("NIK", nik, { bornOn: iso, sex })).toMatchObject({
        errors: [],
        warnings: [],
      });
    }),
  );
});

test("Luhn finds every single wrong digit and every swap of neighbours but 09", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999_999 }), (number) => {
      const body = String(number).padStart(8, "0");
      const check = [..."0123456789"].find((digit) => luhn(body + digit)) ?? "";
      const good = body + check;
      expect(luhn(good)).toBe(true);
      for (let at = 0; at < 9; at += 1) {
        const other = (Number(good[at]) + 3) % 10;
        expect(luhn(good.slice(0, at) + other + good.slice(at + 1))).toBe(false);
        const [a = "", b = ""] = [good[at], good[at + 1]];
        if (a !== b && b !== "" && ![a + b].some((pair) => pair === "09" || pair === "90"))
          expect(luhn(good.slice(0, at) + b + a + good.slice(at + 2))).toBe(false);
      }
    }),
  );
});

test("a masked number shows its end only", () => {
  expect(maskNumber("3204110609970001")).toBe("••••••••••••0001");
});
