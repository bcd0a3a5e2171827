import { type Rupiah, roundedDivision } from "../kernel/money.ts";

/** What Coretax wants of an amount: rupiah with two decimals, held as hundredths. */
export interface TaxFigures {
  taxBase: string;
  otherTaxBase: string;
  /** Of the law, in percent. */
  vatRate: number;
  vat: string;
}

const twoDecimals = (hundredths: bigint): string => {
  const digits = hundredths.toString().padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** Whole rupiah with two decimals. */
export const decimal = (amount: Rupiah): string => twoDecimals(amount * 100n);

/**
 * The tax of a line as the faktur has it. Code 04 takes the law's rate of another base, 11/12 of the price (PMK 131/2024);
 * others of the price itself. Rounded half up to two decimals once each; our own PPN is rounded down to the rupiah.
 */
export function taxFigures(base: Rupiah, fakturCode: string, vatRate: number): TaxFigures {
  const [part, whole] = fakturCode === "04" ? [11n, 12n] : [1n, 1n];
  const otherTaxBase = roundedDivision(base * 100n * part, whole);
  const vat = roundedDivision(base * 100n * part * BigInt(vatRate), whole * 100n);
  return {
    taxBase: decimal(base),
    otherTaxBase: twoDecimals(otherTaxBase),
    vatRate,
    vat: twoDecimals(vat),
  };
}
