import type { Reader } from "../database/index.ts";
import { type Fault, message } from "../kernel/error.ts";

export const unknownRegion = message(
  "UNKNOWN_REGION",
  "There is no such region code.",
  "Kode wilayah tidak dikenal.",
);

/** A fault unless the regency is one of the province's or, where no regency is given, the province is one. */
export async function regionFaults(
  db: Reader,
  { provinceCode, regencyCode }: { provinceCode: string; regencyCode?: string | null | undefined },
): Promise<Fault[]> {
  const given = regencyCode !== null && regencyCode !== undefined;
  const region = given
    ? await db.regency.findFirst({ where: { code: regencyCode, provinceCode } })
    : await db.province.findUnique({ where: { code: provinceCode } });
  return region ? [] : [{ message: unknownRegion, path: [given ? "regencyCode" : "provinceCode"] }];
}
