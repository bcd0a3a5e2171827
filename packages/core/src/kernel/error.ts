/** Where in the input a fault is. */
export type Path = readonly (string | number)[];

/** A coded text in both languages; `{name}` is replaced by a parameter. */
export interface Message {
  code: string;
  en: string;
  id: string;
}

export type Parameters = Readonly<Record<string, string | number>>;

export const message = (code: string, en: string, id: string): Message => ({ code, en, id });

/** One thing wrong in an input. A warning does not stop the operation. */
export interface Fault {
  message: Message;
  path: Path;
  parameters?: Parameters;
}

/** The text of a message in the reader's language. */
export const tell = (text: Message, language: "en" | "id", parameters: Parameters = {}): string =>
  text[language].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));

/** A message with another in the place of its `{reason}`, each language's in its own. */
export function because(text: Message, reason: Message, parameters?: Parameters): Message {
  const told = (language: "en" | "id") =>
    tell(text, language, { reason: tell(reason, language, parameters) });
  return message(text.code, told("en"), told("id"));
}

export type ErrorKind = "INPUT" | "FORBIDDEN" | "NOT_FOUND" | "CONFLICT" | "STATE" | "DEADLINE";

/** An expected refusal. Everything else that is thrown is a bug and is hidden from clients. */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly text: Message;
  readonly path: Path;
  readonly parameters: Parameters;
  readonly faults: readonly Fault[];

  constructor(
    kind: ErrorKind,
    text: Message,
    more: { path?: Path; parameters?: Parameters; faults?: readonly Fault[] } = {},
  ) {
    super(text.code);
    this.kind = kind;
    this.text = text;
    this.path = more.path ?? [];
    this.parameters = more.parameters ?? {};
    this.faults = more.faults ?? [];
  }
}

const invalid = message(
  "INVALID_INPUT",
  "Some values are not accepted; see the list of faults.",
  "Beberapa isian tidak dapat diterima; lihat daftar kesalahan.",
);
const absent = message("NOT_FOUND", "There is no such {noun}.", "{noun} tidak ditemukan.");
const stale = message(
  "STALE_VERSION",
  "Someone changed this meanwhile (version {current}). Load it again and repeat your change.",
  "Data ini telah diubah (versi {current}). Muat ulang lalu ulangi perubahan Anda.",
);

/** Refuses an input when it has faults. */
export function refuseFaults(faults: readonly Fault[]): void {
  if (faults.length > 0)
    throw new DomainError("INPUT", invalid, { path: faults[0]?.path ?? [], faults });
}

/** The value, or a NOT_FOUND refusal that does not tell whether it exists for others. */
export function found<T>(value: T | null | undefined, noun: string): T {
  if (value === null || value === undefined)
    throw new DomainError("NOT_FOUND", absent, { parameters: { noun } });
  return value;
}

const wrongState = message(
  "WRONG_STATE",
  "Not possible while it is {state}.",
  "Tidak dapat dilakukan pada status {state}.",
);

/** The refusal of what is not possible in a state. */
export const stateError = (state: string): DomainError =>
  new DomainError("STATE", wrongState, { parameters: { state } });

const noSuchMove = message(
  "WRONG_STATE",
  "Not possible while it is {state}; from there it goes to {possible} only.",
  "Tidak dapat dilakukan pada status {state}; dari status itu hanya dapat ke {possible}.",
);

/** Refuses a move that a table of moves does not have, and says which it has from there. */
export function checkMove<State extends string>(
  moves: Readonly<Record<State, readonly State[]>>,
  from: State,
  to: State,
): void {
  const possible = moves[from];
  if (possible.includes(to)) return;
  if (possible.length === 0) throw stateError(from);
  throw new DomainError("STATE", noSuchMove, {
    parameters: { state: from, possible: possible.join(", ") },
  });
}

/** Refuses a change that was made on an older version. */
export function sameVersion(current: number, expected: number | null | undefined): void {
  if (expected !== null && expected !== undefined && expected !== current)
    throw new DomainError("CONFLICT", stale, {
      path: ["expectedVersion"],
      parameters: { current },
    });
}
