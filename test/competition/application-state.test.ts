import { expect, test } from "vitest";
import { draft, openSeason } from "../support/season.ts";
import { completeAnswers, freshDatabase, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const organiser = await api.person(role("ORGANISER"));
const season = await openSeason(api, organiser);
await setClock(db, "2023-05-20T00:00:00Z");
const leader = await api.person();

/** An application in a state, reached by the operations that lead there. */
async function inState(state: string) {
  const applicant = await api.person();
  const { id } = await draft(api, applicant, season.id, completeAnswers);
  if (state !== "DRAFT")
    await api.run(applicant, "submitApplication", { id }, "application { id }");
  if (state === "RETURNED") await act(id, applicant, "returnApplication");
  if (state === "WITHDRAWN") await act(id, applicant, "withdrawApplication");
  if (state === "DISQUALIFIED") await act(id, applicant, "disqualifyApplication");
  return { id, applicant };
}

async function act(id: string, applicant: typeof leader, operation: string) {
  const reasons = { reason: "Because" };
  const [person, input] = {
    returnApplication: [organiser, { id, ...reasons, correctUntil: "2023-05-25" }] as const,
    disqualifyApplication: [organiser, { id, ...reasons }] as const,
    withdrawApplication: [applicant, { id }] as const,
    submitApplication: [applicant, { id }] as const,
    saveApplication: [
      applicant,
      { id, expectedVersion: await versionOf(id), answers: {} },
    ] as const,
  }[operation] as readonly [typeof leader, object];
  const result = await api.run(person, operation, input, "application { state }");
  return result.code ?? result.application.state;
}

const versionOf = async (id: string) =>
  (await db.application.findUniqueOrThrow({ where: { id: atob(id).split(":")[1] ?? "" } })).version;

const operations = [
  "saveApplication",
  "submitApplication",
  "returnApplication",
  "withdrawApplication",
  "disqualifyApplication",
];
// A draft does not exist for officials, who therefore cannot return or disqualify it.
const table: Record<string, string[]> = {
  DRAFT: ["DRAFT", "SUBMITTED", "NOT_FOUND", "WITHDRAWN", "NOT_FOUND"],
  SUBMITTED: ["WRONG_STATE", "SUBMITTED", "RETURNED", "WITHDRAWN", "DISQUALIFIED"],
  RETURNED: ["RETURNED", "SUBMITTED", "RETURNED", "WITHDRAWN", "DISQUALIFIED"],
  WITHDRAWN: ["WRONG_STATE", "WRONG_STATE", "WRONG_STATE", "WITHDRAWN", "WRONG_STATE"],
  DISQUALIFIED: ["WRONG_STATE", "WRONG_STATE", "WRONG_STATE", "WRONG_STATE", "DISQUALIFIED"],
};

test.each(
  Object.entries(table).flatMap(([state, outcomes]) =>
    operations.map((operation, index) => [state, operation, outcomes[index]] as const),
  ),
)("%s, %s: %s", async (state, operation, outcome) => {
  const { id, applicant } = await inState(state);
  expect(await act(id, applicant, operation)).toBe(outcome);
});

test("the database itself refuses a move that the table does not have", async () => {
  const { id } = await inState("WITHDRAWN");
  const local = atob(id).split(":")[1] ?? "";
  await expect(
    db.application.update({ where: { id: local }, data: { state: "SUBMITTED" } }),
  ).rejects.toThrow();
});

test("a role limited to one edition reaches no other", async () => {
  const { id } = await inState("SUBMITTED");
  const other = await openSeason(api, organiser, { batch: 7 });
  const local = (globalId: string) => atob(globalId).split(":")[1] ?? "";
  const input = { id, reason: "Because", correctUntil: "2023-05-25" };
  const elsewhere = await api.person(role("PROVINCIAL_OFFICER", { editionId: local(other.id) }));
  expect(
    await api.run(elsewhere, "returnApplication", input, "application { state }"),
  ).toMatchObject({ code: "NOT_FOUND" });
  const here = await api.person(role("PROVINCIAL_OFFICER", { editionId: local(season.id) }));
  expect(await api.run(here, "returnApplication", input, "application { state }")).toMatchObject({
    application: { state: "RETURNED" },
  });
});
