/** Whole rupiah. There is no smaller unit, and no fraction is ever kept. */
export type Rupiah = bigint & { readonly brand?: "Rupiah" };

/** Rounded half away from zero: what every line of an invoice is rounded by, once. */
export function roundedDivision(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new RangeError("the denominator must be positive");
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

/** A part of an amount, as days of a period: amount × part / whole, rounded half up to the rupiah. */
export const shareOf = (amount: Rupiah, part: number | bigint, whole: number | bigint): Rupiah =>
  roundedDivision(amount * BigInt(part), BigInt(whole));

/** A share in basis points (1/10,000) of an amount, rounded half up to the rupiah. */
export const basisPoints = (amount: Rupiah, points: number): Rupiah =>
  shareOf(amount, points, 10_000);

export const minOf = (a: Rupiah, b: Rupiah): Rupiah => (a < b ? a : b);

/** As people write it in Indonesia, with a plain space: `Rp 333.000`. */
export const formatRupiah = (amount: Rupiah): string =>
  `${amount < 0n ? "-" : ""}Rp ${(amount < 0n ? -amount : amount)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ".")}`;
