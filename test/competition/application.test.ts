import { beforeAll, expect, test } from "vitest";
import { draft, openSeason } from "../support/season.ts";
import {
  completeAnswers,
  freshDatabase,
  type Json,
  openApi,
  role,
  setClock,
} from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
let organiser: Awaited<ReturnType<typeof api.person>>;
let season: Awaited<ReturnType<typeof openSeason>>;

beforeAll(async () => {
  await setClock(db, "2023-05-10T03:00:00Z");
  organiser = await api.person(role("ORGANISER"));
  season = await openSeason(api, organiser);
});

test("an incomplete application is refused with the path of each fault, in the reader's language", async () => {
  const applicant = await api.person();
  const { id } = await draft(api, applicant, season.id, { problem: "short", funding: "GRANT" });
  const result = await api.run(applicant, "submitApplication", { id }, "application { state }");
  expect(result.faults.map((fault: Json) => [fault.path.join("."), fault.code])).toEqual([
    ["answers.problem", "TOO_SHORT"],
    ["answers.solution", "REQUIRED"],
    ["answers.beneficiaries", "REQUIRED"],
    ["answers.funder", "REQUIRED"],
  ]);
});

test("a draft refuses wrong types and unknown questions, and keeps what it had", async () => {
  const applicant = await api.person();
  const saved = await draft(api, applicant, season.id, completeAnswers);
  const result = await api.run(
    applicant,
    "saveApplication",
    {
      id: saved.id,
      expectedVersion: saved.version,
      answers: { beneficiaries: "many", nothing: 1, yearlyCost: "1e5", website: "javascript:x" },
    },
    "application { id }",
  );
  expect(result.faults.map((fault: Json) => fault.code).sort()).toEqual([
    "UNKNOWN_QUESTION",
    "WRONG_TYPE",
    "WRONG_TYPE",
    "WRONG_TYPE",
  ]);
  const { data } = await applicant.ask(
    "query($id: ID!) { node(id: $id) { ... on Application { answers } } }",
    { id: saved.id },
  );
  expect(data.node.answers).toEqual(completeAnswers);
});

test("of two saves on one version, one holds and the other is told", async () => {
  const applicant = await api.person();
  const { id, version } = await draft(api, applicant, season.id, completeAnswers);
  const save = (title: string) =>
    api.run(
      applicant,
      "saveApplication",
      { id, expectedVersion: version, title },
      "application { title }",
    );
  const results = await Promise.all([save("one"), save("two")]);
  expect(results.map((result) => result.__typename).sort()).toEqual([
    "ConflictError",
    "SaveApplicationPayload",
  ]);
});

test("submitting twice at once gives one number and one revision", async () => {
  const applicant = await api.person();
  const { id } = await draft(api, applicant, season.id, completeAnswers);
  const submit = () =>
    api.run(applicant, "submitApplication", { id }, "application { registrationNumber }");
  const [first, second] = await Promise.all([submit(), submit()]);
  expect(first?.application.registrationNumber).toBe(second?.application.registrationNumber);
  const uuid = atob(id).split(":")[1] ?? "";
  expect(await db.applicationRevision.count({ where: { applicationId: uuid } })).toBe(1);
});

test("the same idempotency key gives the same draft", async () => {
  const applicant = await api.person();
  const { team } = await api.run(
    applicant,
    "createTeam",
    { name: "Twice", kind: "COMMUNITY" },
    "team { id }",
  );
  const input = {
    editionId: season.id,
    teamId: team.id,
    provinceCode: "12",
    issueCode: "WASTE",
    title: "t",
    summary: "s",
    idempotencyKey: "k1",
  };
  const create = () => api.run(applicant, "createApplication", input, "application { id }");
  const made = await Promise.all([create(), create(), create()]);
  expect(new Set(made.map((one) => one.application.id)).size).toBe(1);
});

test("a team enters no more often than the rule allows, also when it submits at once", async () => {
  const applicant = await api.person();
  const { team } = await api.run(
    applicant,
    "createTeam",
    { name: "Thrice", kind: "COMMUNITY" },
    "team { id }",
  );
  const ids: string[] = [];
  for (const title of ["a", "b", "c"]) {
    const { application } = await api.run(
      applicant,
      "createApplication",
      {
        editionId: season.id,
        teamId: team.id,
        provinceCode: "12",
        issueCode: "WASTE",
        title,
        summary: "s",
      },
      "application { id version }",
    );
    await api.run(
      applicant,
      "saveApplication",
      { id: application.id, expectedVersion: application.version, answers: completeAnswers },
      "application { id }",
    );
    ids.push(application.id);
  }
  const results = await Promise.all(
    ids.map((id) => api.run(applicant, "submitApplication", { id }, "application { state }")),
  );
  expect(results.filter((result) => result.application)).toHaveLength(2);
  expect(results.find((result) => result.faults)?.faults[0].code).toBe("TOO_MANY_ENTRIES");
});

test("an ineligible applicant and a province or issue outside the call are refused with reasons", async () => {
  const applicant = await api.person();
  const { team } = await api.run(
    applicant,
    "createTeam",
    { name: "Office", kind: "GOVERNMENT_OFFICE" },
    "team { id }",
  );
  const input = { editionId: season.id, teamId: team.id, title: "t", summary: "s" };
  const outside = await api.run(
    applicant,
    "createApplication",
    { ...input, provinceCode: "36", issueCode: "MAGIC" },
    "application { id }",
  );
  expect(outside.faults.map((fault: Json) => fault.code)).toEqual([
    "PROVINCE_NOT_TAKING_PART",
    "ISSUE_NOT_OFFERED",
  ]);
  const { application } = await api.run(
    applicant,
    "createApplication",
    { ...input, provinceCode: "35", issueCode: "HEALTH" },
    "application { id version }",
  );
  await api.run(
    applicant,
    "saveApplication",
    { id: application.id, expectedVersion: application.version, answers: completeAnswers },
    "application { id }",
  );
  const result = await api.run(
    applicant,
    "submitApplication",
    { id: application.id },
    "application { id }",
  );
  expect(result.faults.map((fault: Json) => fault.code)).toEqual(["APPLICANT_KIND_NOT_ELIGIBLE"]);
});

test("a form with answers is frozen in the database; a revision makes a new version", async () => {
  const applicant = await api.person();
  await draft(api, applicant, season.id, completeAnswers);
  await expect(db.form.updateMany({ data: { version: 9 } })).rejects.toThrow("frozen");
  const revised = await api.run(
    organiser,
    "reviseForm",
    {
      editionId: season.id,
      questions: [
        { key: "why", type: "TEXT", required: true, label: { id: "Mengapa?", en: "Why?" } },
      ],
    },
    "version",
  );
  expect(revised.version).toBe(2);
  const faulty = await api.run(
    organiser,
    "reviseForm",
    { editionId: season.id, questions: [{ key: "x", type: "POEM", label: { id: "a", en: "b" } }] },
    "version",
  );
  expect(faulty.faults[0]).toMatchObject({
    code: "BAD_QUESTION",
    message: expect.stringMatching(
      /^The question is not well formed: This value is not accepted; it is one of TEXT, NUMBER, /,
    ),
  });
});

test("alike applications are shown to the organiser, who decides", async () => {
  const summary =
    "A floating library brings books and lessons to the villages along the river every week";
  const edition = await openSeason(api, organiser, { batch: 7 });
  for (const title of ["Floating library", "Floating library 2"]) {
    const applicant = await api.person();
    const { id } = await draft(api, applicant, edition.id, completeAnswers, { title, summary });
    await api.run(applicant, "submitApplication", { id }, "application { id }");
  }
  const query =
    "query($id: ID!) { duplicateApplications(editionId: $id) { firstId secondId similarity sameTeam verdict } }";
  const { data } = await organiser.ask(query, { id: edition.id });
  expect(data.duplicateApplications).toHaveLength(1);
  const { firstId, secondId, similarity } = data.duplicateApplications[0];
  expect(similarity).toBeGreaterThan(0.8);
  await api.run(
    organiser,
    "reviewDuplicate",
    { firstId: secondId, secondId: firstId, verdict: "DISTINCT" },
    "verdict",
  );
  expect(
    (await organiser.ask(query, { id: edition.id })).data.duplicateApplications[0].verdict,
  ).toBe("DISTINCT");
});
