import { beforeAll, describe, expect, test } from "vitest";
import { draft, openSeason } from "../support/season.ts";
import { completeAnswers, freshDatabase, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
let season: Awaited<ReturnType<typeof openSeason>>;
const open = "2023-05-10T03:00:00Z";

beforeAll(async () => {
  await setClock(db, open);
  season = await openSeason(api, await api.person(role("ORGANISER")));
});

/** Submits a draft of a province at an instant, and tells the outcome. */
async function submitAt(at: string, provinceCode: string) {
  await setClock(db, open);
  const applicant = await api.person();
  const { id } = await draft(api, applicant, season.id, completeAnswers, { provinceCode });
  await setClock(db, at);
  const result = await api.run(applicant, "submitApplication", { id }, "application { state }");
  return result.code ?? result.application.state;
}

describe("registration that closes on 2023-06-11 in each province's own zone", () => {
  test.each([
    ["73", "2023-06-11T15:59:59.999Z", "SUBMITTED"],
    ["73", "2023-06-11T16:00:00Z", "DEADLINE_PASSED"],
    ["61", "2023-06-11T16:00:00Z", "SUBMITTED"],
    ["61", "2023-06-11T16:59:59.999Z", "SUBMITTED"],
    ["61", "2023-06-11T17:00:00Z", "DEADLINE_PASSED"],
    ["12", "2023-05-07T16:59:59.999Z", "NOT_OPEN_YET"],
  ])("province %s at %s: %s", async (province, at, outcome) => {
    expect(await submitAt(at, province)).toBe(outcome);
  });

  test("a refused submission changes nothing", async () => {
    await setClock(db, open);
    const applicant = await api.person();
    const { id } = await draft(api, applicant, season.id, completeAnswers);
    await setClock(db, "2023-07-01T00:00:00Z");
    const numbers = await db.registrationCounter.findFirst();
    await api.run(applicant, "submitApplication", { id }, "application { state }");
    await setClock(db, open);
    const { data } = await applicant.ask(
      "query($id: ID!) { node(id: $id) { ... on Application { state registrationNumber } } }",
      { id },
    );
    expect(data.node).toEqual({ state: "DRAFT", registrationNumber: null });
    expect(await db.registrationCounter.findFirst()).toEqual(numbers);
  });

  test("a returned application may be corrected until the end of its own day", async () => {
    await setClock(db, open);
    const applicant = await api.person();
    const { id } = await draft(api, applicant, season.id, completeAnswers, { provinceCode: "73" });
    await api.run(applicant, "submitApplication", { id }, "application { state }");
    const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "73" }));
    await api.run(
      officer,
      "returnApplication",
      { id, reason: "Say who benefits", correctUntil: "2023-06-14" },
      "application { state }",
    );
    await setClock(db, "2023-06-14T16:00:00Z");
    expect(
      (await api.run(applicant, "submitApplication", { id }, "application { state }")).code,
    ).toBe("DEADLINE_PASSED");
    await setClock(db, "2023-06-14T15:59:59Z");
    expect(
      (await api.run(applicant, "submitApplication", { id }, "application { state }")).application
        .state,
    ).toBe("SUBMITTED");
    expect(
      await db.applicationRevision.count({
        where: { application: { provinceCode: "73" }, number: 2 },
      }),
    ).toBe(1);
  });
});
