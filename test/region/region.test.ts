import { expect, test } from "vitest";
import { freshDatabase, openApi } from "../support/world.ts";

test("all 38 provinces and 514 regencies are there, with codes, zones and their history", async () => {
  const { db } = await freshDatabase();
  const { data } = await openApi(db).ask(
    undefined,
    "{ provinces { code bpsCode isoCode timeZone regencies { code bpsCode previousBpsCode previousCode } } }",
  );
  const province = (code: string) => data.provinces.find((one: any) => one.code === code);
  expect(data.provinces).toHaveLength(38);
  expect(data.provinces.flatMap((one: any) => one.regencies)).toHaveLength(514);
  const counts = ["36", "53", "12", "61", "35", "73"].map(
    (code) => province(code).regencies.length,
  );
  expect(counts).toEqual([8, 22, 33, 14, 38, 24]);
  expect(province("91")).toMatchObject({ bpsCode: "94", timeZone: "Asia/Jayapura" });
  expect(province("92").bpsCode).toBe("91");
  expect(province("61").timeZone).toBe("Asia/Pontianak");
  expect(province("53")).toMatchObject({ isoCode: "ID-NT", timeZone: "Asia/Makassar" });
  const regency = (code: string) =>
    province(code.slice(0, 2)).regencies.find((one: any) => one.code === code);
  expect([
    regency("1109").bpsCode,
    regency("5301").bpsCode,
    regency("6102").bpsCode,
    regency("7308").bpsCode,
  ]).toEqual(["1101", "5303", "6104", "7311"]);
  expect(regency("9671")).toMatchObject({ previousCode: "9271", previousBpsCode: "9171" });
  // As counted in the bridge of BPS: 199 of the 514 differ, by province as follows.
  const differing = data.provinces
    .flatMap((one: any) => one.regencies)
    .filter(
      ({ code, bpsCode, previousBpsCode, previousCode }: any) =>
        (bpsCode ?? previousBpsCode) !== (previousCode ?? code),
    );
  const inProvince = (code: string) =>
    differing.filter((one: any) => one.code.startsWith(code)).length;
  expect(["61", "53", "12", "73", "36", "35"].map(inProvince)).toEqual([7, 16, 20, 5, 0, 0]);
  expect(differing).toHaveLength(199);
});
