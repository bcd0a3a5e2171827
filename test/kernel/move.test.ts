import { checkMove, DomainError, tell } from "@winner/core/kernel/error.ts";
import { expect, test } from "vitest";

type State = "DRAFT" | "SENT" | "GONE";
const moves: Record<State, State[]> = { DRAFT: ["SENT", "GONE"], SENT: ["GONE"], GONE: [] };

/** What a refused move says, in English and in Indonesian; undefined when it is allowed. */
function told(from: State, to: State): string[] | undefined {
  try {
    checkMove(moves, from, to);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { text, parameters, kind } = error;
    expect([kind, text.code]).toEqual(["STATE", "WRONG_STATE"]);
    return [tell(text, "en", parameters), tell(text, "id", parameters)];
  }
  return undefined;
}

test("a refused move names those that there are from the state, and of a last one none", () => {
  expect(told("DRAFT", "SENT")).toBeUndefined();
  expect(told("DRAFT", "DRAFT")).toEqual([
    "Not possible while it is DRAFT; from there it goes to SENT, GONE only.",
    "Tidak dapat dilakukan pada status DRAFT; dari status itu hanya dapat ke SENT, GONE.",
  ]);
  expect(told("GONE", "SENT")).toEqual([
    "Not possible while it is GONE.",
    "Tidak dapat dilakukan pada status GONE.",
  ]);
});
