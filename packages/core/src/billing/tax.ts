import type { Rupiah } from "../kernel/money.ts";
import { shareOf } from "../kernel/money.ts";

/** PPN in force on a day: floor(base × numerator / denominator). */
export interface TaxRate {
  numerator: number;
  denominator: number;
}

/** Nothing: the seller is not a taxable firm (not PKP), and then must not show PPN. */
export const untaxed: TaxRate = { numerator: 0, denominator: 1 };

/**
 * PPN on a base, rounded down to the whole rupiah (SE-22/PJ.24/1990, PER-29/PJ/2015). Since 2025 it is
 * 12 % of 11/12 of the price (PMK 131/2024), which is 11/100 of it.
 */
export const taxOn = (base: Rupiah, { numerator, denominator }: TaxRate): Rupiah =>
  base <= 0n ? 0n : (base * BigInt(numerator)) / BigInt(denominator);

/** PPN since 2025, as the reference data have it: 11/100 of the price (PMK 131/2024). */
export const ppn: TaxRate = { numerator: 11, denominator: 100 };

/** PPh 23 on services such as software: 2 % of the base without PPN (PMK 141/PMK.03/2015). */
export const withholdingOn = (base: Rupiah): Rupiah => shareOf(base, 2, 100);
