import { type LocalDate, parseLocalDate } from "@winner/core/kernel/local-date.ts";
import type { Anchor, Period } from "@winner/core/subscription/index.ts";

type Json = Readonly<Record<string, unknown>>;

/** A case that cannot be read: told as its difference. */
export class UnreadableCase extends Error {}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A number or a text as whole rupiah. */
export function wholeRupiah(value: unknown, name: string): bigint {
  const text = typeof value === "string" ? value.trim() : value;
  if (typeof text === "number" && Number.isSafeInteger(text)) return BigInt(text);
  if (typeof text === "string" && /^-?\d+$/.test(text)) return BigInt(text);
  throw new UnreadableCase(`${name} is no whole amount: ${JSON.stringify(value)}`);
}

function localDate(value: unknown, name: string): LocalDate {
  const date = typeof value === "string" ? parseLocalDate(value) : undefined;
  if (!date) throw new UnreadableCase(`${name} is no date: ${JSON.stringify(value)}`);
  return date;
}

/** Reads the fields of a case by any of their names, and collects what differs from what is expected. */
export class Case {
  readonly #fields: Json;
  readonly differences: string[] = [];
  compared = 0;

  constructor(fields: unknown) {
    if (!isObject(fields)) throw new UnreadableCase("it is no object");
    this.#fields = fields;
  }

  /** The first of these fields that is there. */
  get(...names: string[]): unknown {
    return names
      .map((name) => this.#fields[name])
      .find((value) => value !== undefined && value !== null);
  }

  #required<T>(value: T | undefined, names: readonly string[]): T {
    if (value === undefined) throw new UnreadableCase(`${names[0]} is missing`);
    return value;
  }

  text(...names: string[]): string {
    return String(this.#required(this.get(...names), names));
  }

  maybeDate(...names: string[]): LocalDate | undefined {
    const value = this.get(...names);
    return value === undefined ? undefined : localDate(value, names[0] ?? "");
  }

  date(...names: string[]): LocalDate {
    return this.#required(this.maybeDate(...names), names);
  }

  maybeRupiah(...names: string[]): bigint | undefined {
    const value = this.get(...names);
    return value === undefined ? undefined : wholeRupiah(value, names[0] ?? "");
  }

  rupiah(...names: string[]): bigint {
    return this.#required(this.maybeRupiah(...names), names);
  }

  maybeInteger(...names: string[]): number | undefined {
    const value = this.maybeRupiah(...names);
    return value === undefined ? undefined : Number(value);
  }

  maybePeriod(...names: string[]): Period | undefined {
    const value = this.get(...names);
    return value === undefined ? undefined : readPeriod(value, names[0] ?? "");
  }

  period(...names: string[]): Period {
    return this.#required(this.maybePeriod(...names), names);
  }

  maybeList(...names: string[]): readonly unknown[] | undefined {
    const value = this.get(...names);
    if (value !== undefined && !Array.isArray(value))
      throw new UnreadableCase(`${names[0]} is no list`);
    return value;
  }

  /** Entries of a map; none when it is not there. */
  entries(...names: string[]): [string, unknown][] {
    const value = this.get(...names);
    if (value === undefined) return [];
    if (!isObject(value)) throw new UnreadableCase(`${names[0]} is no map`);
    return Object.entries(value);
  }

  /** Numerator and denominator. */
  maybeFraction(): [number, number] | undefined {
    const list = this.maybeList("fraction");
    if (!list) return undefined;
    if (list.length !== 2) throw new UnreadableCase("fraction is no pair");
    return [Number(wholeRupiah(list[0], "fraction")), Number(wholeRupiah(list[1], "fraction"))];
  }

  /** The anchor that a whole period's first day implies, unless the case names its day. */
  anchor(first: LocalDate): Anchor {
    return {
      anchorDay: this.maybeInteger("anchorDay", "anchor") ?? Number(first.slice(8)),
      anchoredOn: first,
      intervalMonths: this.maybeInteger("intervalMonths") ?? 1,
    };
  }

  /** Notes a difference unless what is expected is the result, or one of several that mean it. */
  expect(name: string, expected: unknown, ...results: unknown[]): void {
    this.compared += 1;
    const wanted = show(expected);
    const got = results.map(show);
    if (!got.includes(wanted)) this.differences.push(`${name}: expected ${wanted}, got ${got[0]}`);
  }
}

export function readPeriod(value: unknown, name: string): Period {
  const [start, end] = isObject(value)
    ? [value.start ?? value.from, value.end ?? value.to]
    : Array.isArray(value) && value.length === 2
      ? value
      : [];
  return { start: localDate(start, name), end: localDate(end, name) };
}

const show = (value: unknown): string =>
  JSON.stringify(value, (_name, one) => (typeof one === "bigint" ? Number(one) : one)) ?? "nothing";

/** A period as the cases write it. */
export const pair = ({ start, end }: Period) => [start, end];
