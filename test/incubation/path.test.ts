import { runAgreements } from "@winner/core/agreement/index.ts";
import { expect, test } from "vitest";
import { agreementsOfTeam, filesBy, hash, pdf } from "../support/agreement.ts";
import { announcedFinalists, membersFor, plan } from "../support/cohort.ts";
import { localOf } from "../support/panel.ts";
import { givePartnerKey } from "../support/partner.ts";
import { freshDatabase, type Json, openApi, role, setClock, unread } from "../support/world.ts";

/** From an announced finalist to a live clinic in the public funnel, and what can go wrong after. */
const { db } = await freshDatabase();
const api = openApi(db);
const { organiser, season, leaders, entries, formCohort } = await announcedFinalists(api, db, 8);
const leader = leaders[0] as typeof organiser;
const rival = leaders[2] as typeof organiser;
const team = "Team Inovasi 0";

const administrator = await api.person(role("ADMINISTRATOR"));
let partner = await partnerKey();
const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "61" }));
const [clinic, otherClinic] = [await institution("Klinik A"), await institution("Klinik B")];
const staffOf = (id: string) =>
  api.person(role("INSTITUTION_STAFF", { institutionId: localOf(id) }));
const [staff, otherStaff] = [await staffOf(clinic), await staffOf(otherClinic)];
const mentor = await api.person();
const viewers = {
  anonymous: { ask: (query: string, variables?: object) => api.ask(undefined, query, variables) },
  partner: { ask: (query: string, variables?: object) => api.ask(partner, query, variables) },
  leader,
  rival,
  mentor,
  officer,
  elsewhere: await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "73" })),
  staff,
  otherStaff,
  auditor: await api.person(role("AUDITOR")),
};
type Viewer = keyof typeof viewers;

async function partnerKey(): Promise<string> {
  const { secret } = await givePartnerKey(api, administrator);
  expect(secret).toMatch(/^wk_/);
  return secret;
}

async function institution(name: string): Promise<string> {
  const input = { kind: "CLINIC", name, provinceCode: "61", regencyCode: "6101" };
  return (await api.run(organiser, "createInstitution", input, "institution { id }")).institution
    .id;
}

let agreement = btoa("Agreement:01900000-0000-7000-8000-000000000000");
/** What each viewer sees now of one kind of thing; null is nothing at all. */
async function everyone(look: (data: Json) => unknown): Promise<Record<Viewer, unknown>> {
  const query = `query($agreement: ID!, $clinic: ID!) {
    cohorts { members { team mentors milestones { evidence files { sha256 } } } }
    agreement: node(id: $agreement) { ... on Agreement { state places { institution { name } liveOn } files { sha256 } } }
    clinic: node(id: $clinic) { ... on Institution { name contacts { name } } } }`;
  const seen = await Promise.all(
    Object.entries(viewers).map(async ([name, viewer]) => {
      const { data } = await viewer.ask(query, { agreement, clinic });
      return [name, look(data)] as const;
    }),
  );
  return Object.fromEntries(seen) as Record<Viewer, unknown>;
}
const teams = (data: Json) =>
  data.cohorts?.flatMap((one: Json) => one.members.map((m: Json) => m.team)).sort() ?? null;
const places = (data: Json) =>
  data.agreement?.places.map((one: Json) => one.institution.name).sort() ?? null;

/** The services of the team as the public reads them, which is the same for whoever asks. */
async function funnel(): Promise<Json[] | undefined> {
  const query = `{ editions(first: 10) { edges { node { finalists { teamName services { kind state
    funnel { regionCode kind invited agreed trained dataEntered connected live lapsed } } } } } } }`;
  const answers = await Promise.all(
    Object.values(viewers).map(async (viewer) => {
      const { data, errors } = await viewer.ask(query);
      expect(errors).toBeUndefined();
      return data.editions.edges.flatMap((edge: Json) => edge.node.finalists);
    }),
  );
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  return answers[0].find((one: Json) => one.teamName === team)?.services;
}
const row = (counts: object, regionCode = "6101") => ({
  regionCode,
  kind: "CLINIC",
  invited: 0,
  agreed: 0,
  trained: 0,
  dataEntered: 0,
  connected: 0,
  live: 0,
  lapsed: 0,
  ...counts,
});

const [home] = await teamIds();
const contracts = agreementsOfTeam(api, leader, home ?? "", team);
async function teamIds(): Promise<string[]> {
  const { data } = await leader.ask("{ applications { edges { node { team { id } } } } }");
  return data.applications.edges.map((edge: Json) => edge.node.team.id);
}
const region = { provinceCode: "61", regencyCode: "6101" };
const dates = { effectiveFrom: "2023-07-01", effectiveTo: "2024-06-30" };
const today = "2023-07-20";

test("the announced finalists become a cohort, of which everyone sees their part", async () => {
  expect(await formCohort()).toHaveProperty("cohort");
  const west = ["Team Inovasi 0", "Team Inovasi 2", "Team Inovasi 4"];
  const east = ["Team Inovasi 1", "Team Inovasi 3", "Team Inovasi 5"];
  expect(await everyone(teams)).toEqual({
    anonymous: null,
    partner: null,
    leader: [team],
    rival: ["Team Inovasi 2"],
    mentor: [],
    officer: west,
    elsewhere: [],
    staff: [],
    otherStaff: [],
    auditor: [...west, ...east].sort(),
  });
  expect(await funnel()).toEqual([]);
});

test("a mentor accepts a milestone on the evidence of a file, which nobody else of another team reads", async () => {
  const email = `${mentor.id}@test.invalid`;
  const own = { mentors: [{ email, name: "Mentor", capacity: 6 }] };
  await api.run(organiser, "assignMentors", { editionId: season.id, ...own }, "assigned");
  const [member] = await membersFor(leader);
  const [milestone] = member?.milestones ?? [];
  const bytes = pdf("rencana");
  const files = filesBy(api, "requestEvidenceUpload", "confirmEvidenceUpload", "sha256");
  expect(await files.send(rival, bytes, { milestoneId: milestone.id })).toMatchObject({
    code: "NOT_FOUND",
  });
  const upload = await files.announce(leader, bytes, { milestoneId: milestone.id });
  const outsider = await openApi(db, unread(api.files)).person();
  expect(await files.confirm(outsider, upload.fileId)).toMatchObject({ code: "NOT_FOUND" });
  expect(await files.send(leader, bytes, { milestoneId: milestone.id })).toHaveProperty("file");
  const evidence = { id: milestone.id, evidence: "Lihat berkas", expectedVersion: 1 };
  await api.run(leader, "submitMilestone", evidence, "milestone { state }");
  const review = { id: milestone.id, accept: true, review: "Baik", expectedVersion: 2 };
  expect(await api.run(rival, "reviewMilestone", review, "milestone { state }")).toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await api.run(mentor, "reviewMilestone", review, "milestone { state }")).toMatchObject({
    milestone: { state: "ACCEPTED" },
  });
  const hashes = (data: Json) =>
    data.cohorts?.flatMap((one: Json) =>
      one.members.flatMap((m: Json) => m.milestones[0].files.map((file: Json) => file.sha256)),
    ) ?? null;
  const seen = [hash(bytes)];
  expect(await everyone(hashes)).toEqual({
    anonymous: null,
    partner: null,
    leader: seen,
    rival: [],
    mentor: seen,
    officer: seen,
    elsewhere: [],
    staff: [],
    otherStaff: [],
    auditor: seen,
  });
});

let parent = "";
test("the Kesepakatan Bersama is signed, and the PKS under it with its original kept", async () => {
  await setClock(db, `${today}T03:00:00Z`);
  parent = await contracts.active({ ...region, ...dates }, today);
  const parties = [
    contracts.party("PROVIDER", team),
    contracts.party("AGENCY", "Dinas Kesehatan Sambas"),
  ];
  const pks = { kind: "PKS", parentId: parent, parties, ...region, ...dates };
  expect(await contracts.create({ ...pks, parentId: null })).toMatchObject({
    faults: [{ code: "PARENT_MISSING" }],
  });
  agreement = await contracts.active(pks, today);
  const files = filesBy(api, "requestAgreementUpload", "confirmAgreementUpload", "sha256");
  const original = { agreementId: agreement, kind: "SIGNED_ORIGINAL", language: "ID" };
  expect(await files.send(leader, pdf("PKS"), original)).toHaveProperty("file");
  const state = (data: Json) =>
    data.agreement && [data.agreement.state, data.agreement.files.length];
  expect(await everyone(state)).toEqual({
    anonymous: null,
    partner: null,
    leader: ["ACTIVE", 1],
    rival: null,
    mentor: null,
    officer: ["ACTIVE", 1],
    elsewhere: null,
    staff: null,
    otherStaff: null,
    auditor: ["ACTIVE", 1],
  });
  expect(await funnel()).toEqual([
    { kind: "KESEPAKATAN_BERSAMA", state: "ACTIVE", funnel: [] },
    { kind: "PKS", state: "ACTIVE", funnel: [] },
  ]);
});

const respond = (as: typeof leader, institutionId: string, accept = true) =>
  api.run(as, "respondToAgreement", { agreementId: agreement, institutionId, accept }, "state");
const record = (as: typeof leader, step: string, on: string, institutionId = clinic) =>
  api.run(
    as,
    "recordOnboarding",
    { agreementId: agreement, institutionId, step, on },
    "place { liveOn }",
  );

test("the institutions are invited, each staff answers for its own, and the team may write to who accepted", async () => {
  const contact = {
    institutionId: clinic,
    name: "dr. Siti",
    title: "Kepala",
    phone: "0562 391234",
  };
  await api.run(staff, "saveInstitutionContact", contact, "contact { id }");
  const invite = { id: agreement, institutionIds: [clinic, otherClinic] };
  expect(await api.run(rival, "inviteInstitutions", invite, "invited")).toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await api.run(leader, "inviteInstitutions", invite, "invited")).toMatchObject({
    invited: 2,
  });
  expect(await everyone(places)).toEqual({
    anonymous: null,
    partner: null,
    leader: ["Klinik A", "Klinik B"],
    rival: null,
    mentor: null,
    officer: ["Klinik A", "Klinik B"],
    elsewhere: null,
    staff: ["Klinik A"],
    otherStaff: ["Klinik B"],
    auditor: ["Klinik A", "Klinik B"],
  });
  for (const [as, code] of [
    [otherStaff, "NOT_FOUND"],
    [rival, "FORBIDDEN"],
    [leader, "FORBIDDEN"],
    [mentor, "FORBIDDEN"],
    [viewers.elsewhere, "NOT_FOUND"],
    [viewers.auditor, "FORBIDDEN"],
  ] as const)
    expect(await respond(as, clinic)).toMatchObject({ code });
  expect(await respond(staff, clinic)).toMatchObject({ state: "ACCEPTED" });
  expect(await respond(otherStaff, otherClinic, false)).toMatchObject({ state: "DECLINED" });
  const contacts = (data: Json) => data.clinic?.contacts.length ?? null;
  expect(await everyone(contacts)).toEqual({
    anonymous: null,
    partner: null,
    leader: null,
    rival: null,
    mentor: null,
    officer: 1,
    elsewhere: null,
    staff: 1,
    otherStaff: null,
    auditor: 0,
  });
  const { data } = await leader.ask(
    "query($id: ID!) { node(id: $id) { ... on Agreement { places { institution { contacts { name phone } } } } } }",
    { id: agreement },
  );
  expect(data.node.places.flatMap((one: Json) => one.institution.contacts)).toEqual([
    { name: "dr. Siti", phone: "0562 391234" },
  ]);
});

test("the clinic goes live step by step, and the public counts it and reads no name", async () => {
  for (const other of [rival, mentor, staff, viewers.auditor, viewers.elsewhere])
    expect(["FORBIDDEN", "NOT_FOUND"]).toContain((await record(other, "TRAINED", today)).code);
  const [, pks] = (await funnel()) ?? [];
  expect(pks?.funnel).toEqual([row({ invited: 2, agreed: 1 })]);
  for (const step of ["TRAINED", "DATA_ENTERED", "CONNECTED", "LIVE"])
    expect(await record(leader, step, today)).toHaveProperty("place");
  const [, live] = (await funnel()) ?? [];
  const counts = { invited: 2, agreed: 1, trained: 1, dataEntered: 1, connected: 1, live: 1 };
  expect(live?.funnel).toEqual([row(counts)]);
  expect(await record(leader, "LIVE", today, otherClinic)).toMatchObject({
    code: "NOT_ACCEPTED_YET",
  });
});

const liveRow = { invited: 1, agreed: 1, trained: 1, dataEntered: 1, connected: 1 };

test("when the clinic's regency gets a new code, its service is counted there", async () => {
  const change = { id: clinic, name: "Klinik A", provinceCode: "61", regencyCode: "6102" };
  expect(
    await api.run(
      officer,
      "changeInstitution",
      { ...change, expectedVersion: 1 },
      "institution { regency { code } }",
    ),
  ).toMatchObject({ institution: { regency: { code: "6102" } } });
  const [, pks] = (await funnel()) ?? [];
  expect(pks?.funnel).toEqual([row({ invited: 1 }), row({ ...liveRow, live: 1 }, "6102")]);
});

test("when the agreement expires its service has lapsed in public, and a renewal brings it back once", async () => {
  await setClock(db, "2024-06-30T17:00:00Z");
  await runAgreements(db);
  partner = await partnerKey(); // the first one has lived its year
  const lapsed = (await funnel()) ?? [];
  // The Kesepakatan Bersama has no services of its own, and is told no more.
  expect(lapsed.map((one) => [one.kind, one.state])).toEqual([["PKS", "EXPIRED"]]);
  expect(lapsed[0]?.funnel).toContainEqual(row({ ...liveRow, lapsed: 1 }, "6102"));
  const renew = (id: string, as = leader) =>
    api.run(as, "renewAgreement", { id }, "agreement { id effectiveFrom }");
  expect(await renew(agreement, rival)).toMatchObject({ code: "NOT_FOUND" });
  expect(await renew(agreement)).toMatchObject({ faults: [{ code: "PARENT_MISSING" }] });
  const succeed = async (id: string) => {
    const next = (await renew(id)).agreement;
    for (const position of [0, 1])
      await api.run(
        leader,
        "setLetterNumber",
        { id: next.id, position, letterNumber: `P/${next.id}`, letterYear: 2024 },
        "agreement { id }",
      );
    await contracts.activate(next.id, "2024-07-01");
    return next.id as string;
  };
  parent = await succeed(parent);
  const renewed = await succeed(agreement);
  const services = (await funnel()) ?? [];
  expect(services.map((one) => [one.kind, one.state])).toEqual([
    ["KESEPAKATAN_BERSAMA", "ACTIVE"],
    ["PKS", "ACTIVE"],
  ]);
  expect(services[1]?.funnel).toEqual([row({ ...liveRow, live: 1 }, "6102")]);
  agreement = renewed;
  expect((await everyone(places)).staff).toEqual(["Klinik A"]);
  expect((await everyone(places)).otherStaff).toBeNull();
});

test("terminated with a live service, the service ends that day and leaves the public funnel", async () => {
  const end = (as: typeof leader) =>
    api.run(
      as,
      "endAgreement",
      { id: agreement, to: "TERMINATED", reason: "Anggaran" },
      "agreement { state stateReason }",
    );
  for (const other of [rival, staff, viewers.elsewhere, officer])
    expect(["FORBIDDEN", "NOT_FOUND"]).toContain((await end(other)).code);
  expect(await end(leader)).toMatchObject({ agreement: { state: "TERMINATED" } });
  expect(((await funnel()) ?? []).map((one) => one.kind)).toEqual(["KESEPAKATAN_BERSAMA"]);
  const { data } = await staff.ask(
    "query($id: ID!) { node(id: $id) { ... on Agreement { places { liveOn endedOn } } } }",
    { id: agreement },
  );
  expect(data.node.places).toEqual([{ liveOn: today, endedOn: "2024-07-01" }]);
  expect(await record(leader, "ENDED", today)).toMatchObject({ code: "WRONG_STATE" });
});

test("when the finalist withdraws the public reads of the reserve, the plan rests, and the reserve is coached", async () => {
  await api.run(
    organiser,
    "withdrawFinalist",
    { applicationId: entries[0], reason: "Pindah" },
    "promoted",
  );
  // The reserve has the days of the others, whatever is said the second time.
  await formCohort({ template: plan, startsOn: "2023-09-01" });
  expect(await funnel()).toBeUndefined();
  const reserve = leaders[6] as typeof leader;
  expect(
    (await membersFor(reserve)).map((one) => [one.team, one.state, one.milestones[0].dueOn]),
  ).toEqual([["Team Inovasi 6", "ACTIVE", "2023-07-08"]]);
  const [member] = await membersFor(leader);
  expect(member?.state).toBe("WITHDRAWN");
  const step = { id: member?.milestones[1].id, evidence: "x", expectedVersion: 1 };
  expect(await api.run(leader, "submitMilestone", step, "milestone { state }")).toMatchObject({
    code: "WRONG_STATE",
  });
  const at = (hour: number) => new Date(Date.UTC(2024, 6, 10, hour)).toISOString();
  const session = { memberId: member?.id, title: "Sesi", startsAt: at(1), endsAt: at(2) };
  expect(await api.run(mentor, "scheduleSession", session, "session { id }")).toMatchObject({
    code: "WRONG_STATE",
  });
});
