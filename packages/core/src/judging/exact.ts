import Fraction from "fraction.js";

/** An exact rational number: sums, means and weights lose nothing until a stated rounding. */
export type Exact = Fraction;

export const exact = (value: string | number | bigint | Fraction): Exact => new Fraction(value);

export const zero: Exact = exact(0);

export const sum = (values: readonly Exact[]): Exact =>
  values.reduce((total, value) => total.add(value), zero);

export const mean = (values: readonly Exact[]): Exact => sum(values).div(values.length);

/** Mean by weights; undefined when nothing weighs anything. */
export function weightedMean(
  values: readonly (readonly [value: Exact, weight: Exact])[],
): Exact | undefined {
  const whole = sum(values.map(([, weight]) => weight));
  if (whole.equals(0)) return undefined;
  return sum(values.map(([value, weight]) => value.mul(weight))).div(whole);
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly Exact[]): Exact {
  const sorted = [...values].sort((a, b) => a.compare(b));
  const middle = sorted.length / 2;
  const [low = zero, high = zero] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low.add(high).div(2);
}

/** Rounds to decimals with halves away from zero, as scoring rules say. Undefined: not at all. */
export function roundHalfUp(value: Exact, places: number | undefined): Exact {
  if (places === undefined) return value;
  const scale = 10n ** BigInt(places);
  const { s, n, d } = value;
  return new Fraction(s * ((2n * n * scale + d) / (2n * d)), scale);
}

/** As decimal text when it ends, else as numerator/denominator: nothing is lost. */
export function toText(value: Exact): string {
  let rest = value.d;
  for (const prime of [2n, 5n]) while (rest % prime === 0n) rest /= prime;
  if (rest !== 1n) return value.toFraction();
  let places = 0;
  for (let scale = 1n; (value.n * scale) % value.d !== 0n; scale *= 10n) places += 1;
  const digits = String((value.n * 10n ** BigInt(places)) / value.d).padStart(places + 1, "0");
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return value.s < 0n ? `-${text}` : text;
}
