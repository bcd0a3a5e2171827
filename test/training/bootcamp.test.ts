import { EnrolmentState } from "@winner/core/database/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { enrolmentMoves, progressTo } from "@winner/core/training/index.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { consent } from "../support/consent.ts";
import { localOf } from "../support/panel.ts";
import { openInstitution, openTeam } from "../support/training.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2023-08-01T02:00:00Z");
const alterra = await openTeam(api, db, "Alterra Academy");
const { leader, colleague } = alterra;
type Person = typeof leader;
const company = await openInstitution(api, db, "COMPANY", "PT Contoh");
await consent(db, alterra.id, company.id);
const school = await openInstitution(api, db, "SCHOOL", "SMK Contoh", "53");

const { bootcamp } = await api.run(
  leader,
  "createBootcamp",
  { teamId: alterra.teamId, title: "Immersive" },
  "bootcamp { id }",
);
const { curriculum } = await api.run(
  leader,
  "publishCurriculum",
  { bootcampId: bootcamp.id, units: ["Dasar", "Web"], passMark: 60, maxRepeats: 1 },
  "curriculum { id version units { position title } }",
);
const planBatch = async (name: string, capacity: number, as = leader): Promise<Json> =>
  api.run(
    as,
    "planBatch",
    {
      curriculumId: curriculum.id,
      name,
      startsOn: "2023-08-14",
      endsOn: "2023-11-14",
      mode: "ONSITE",
      place: "Kupang",
      provinceCode: "53",
      capacity,
    },
    "batch { id timeZone }",
  );
const enrol = async (batchId: string, name: string, placementOptIn = true): Promise<string> =>
  (
    await api.run(
      leader,
      "enrolLearner",
      { batchId, name, email: `${name}@contoh.id`, category: "NON_IT", placementOptIn },
      "enrolment { id }",
    )
  ).enrolment.id;
const versionOf = async (id: string) =>
  (await db.enrolment.findUniqueOrThrow({ where: { id: localOf(id) } })).version;
const move = async (id: string, to: string, more: object = {}, as = leader): Promise<Json> =>
  api.run(
    as,
    "moveEnrolment",
    { id, to, expectedVersion: await versionOf(id), ...more },
    "enrolment { state unit repeats graduatedOn version }",
  );
const assess = (enrolmentId: string, score: number, more: object = {}) =>
  api.run(
    leader,
    "recordAssessment",
    { enrolmentId, kind: "TECHNICAL", score, feedback: "Baik", ...more },
    "unit attempt version",
  );
const walk = async (id: string, ...path: string[]) => {
  for (const to of path) expect(await move(id, to)).toMatchObject({ enrolment: { state: to } });
};

test("a learner goes from the application to graduation, repeats a unit, and no step is skipped", async () => {
  const { batch } = await planBatch("Kupang 1", 10);
  expect(batch.timeZone).toBe("Asia/Makassar");
  expect((await planBatch("Kupang 1", 99)).batch.id).toBe(batch.id);
  const id = await enrol(batch.id, "ani");
  expect(await enrol(batch.id, "ani")).toBe(id);
  expect(await assess(id, 80)).toMatchObject({ code: "WRONG_STATE" });
  const skipped = await move(id, "JOINED");
  expect(skipped).toMatchObject({ code: "NO_SUCH_MOVE" });
  expect(skipped.message).toMatch(/Possible: INTERVIEW, ELIMINATED, WITHDRAWN\.$/);
  await walk(id, "INTERVIEW", "OFFERED", "JOINED", "UNIT");
  expect(await move(id, "UNIT")).toMatchObject({ code: "UNIT_NOT_PASSED" });
  expect(await assess(id, 90, { kind: "PEOPLE_SKILL" })).toMatchObject({ unit: 1, attempt: 0 });
  expect(await assess(id, 50)).toMatchObject({ unit: 1, attempt: 0, version: 1 });
  expect(await move(id, "UNIT")).toMatchObject({ code: "UNIT_NOT_PASSED" });
  await walk(id, "REPEAT_UNIT");
  expect(await assess(id, 59)).toMatchObject({ attempt: 1, version: 1 });
  expect(await assess(id, 60)).toMatchObject({ code: "STALE_VERSION" });
  expect(await assess(id, 59, { feedback: "Kurang" })).toMatchObject({ code: "STALE_VERSION" });
  for (const _ of ["corrected", "again, as its answer was lost"])
    expect(await assess(id, 60, { expectedVersion: 1 })).toMatchObject({ version: 2 });
  expect(await assess(id, 59)).toMatchObject({ code: "STALE_VERSION" });
  expect(
    await db.auditEvent.count({
      where: { action: "assessment.recorded", after: { path: ["score"], equals: 60 } },
    }),
  ).toBe(1);
  expect(await move(id, "PLACEMENT")).toMatchObject({ code: "NO_SUCH_MOVE" });
  // One repetition is allowed, and was used: it is not named any more.
  const repeated = await move(id, "REPEAT_UNIT");
  expect(repeated).toMatchObject({ code: "NO_SUCH_MOVE" });
  expect(repeated.message).toMatch(/Possible: UNIT, ELIMINATED, WITHDRAWN\.$/);
  expect(await move(id, "UNIT")).toMatchObject({ enrolment: { unit: 2, repeats: 1 } });
  await assess(id, 100);
  expect(await move(id, "UNIT")).toMatchObject({ code: "NO_SUCH_MOVE" });
  await walk(id, "PLACEMENT");
  // 23.30 of 13 November in UTC is the 14th in Kupang.
  await setClock(db, "2023-11-13T23:30:00Z");
  expect(await move(id, "GRADUATED", { expectedVersion: 1 })).toMatchObject({
    code: "STALE_VERSION",
  });
  expect(await move(id, "GRADUATED")).toMatchObject({
    enrolment: { state: "GRADUATED", graduatedOn: "2023-11-14", unit: 2 },
  });
  expect(await move(id, "WITHDRAWN")).toMatchObject({ code: "NO_SUCH_MOVE" });
  const optOut = { id, optIn: false, expectedVersion: await versionOf(id) };
  expect(
    await api.run(leader, "setPlacementOptIn", optOut, "enrolment { placementOptIn }"),
  ).toMatchObject({ code: "WRONG_STATE" });
  await expect(
    db.enrolment.update({ where: { id: localOf(id) }, data: { placementOptIn: false } }),
  ).rejects.toThrow(/frozen/);
  await setClock(db, "2023-08-01T02:00:00Z");
});

test("elimination needs its reason, withdrawal does not, and a seat is given once", async () => {
  const { batch } = await planBatch("Kupang 2", 2);
  const ids = await Promise.all(["a", "b", "c", "d", "e"].map((name) => enrol(batch.id, name)));
  for (const id of ids) await walk(id, "INTERVIEW");
  const offers = await Promise.all(ids.map((id) => move(id, "OFFERED")));
  expect(offers.filter((one) => one.enrolment)).toHaveLength(2);
  expect(offers.filter((one) => one.code === "BATCH_FULL")).toHaveLength(3);
  const offered = ids[offers.findIndex((one) => one.enrolment)] ?? "";
  expect(await move(offered, "ELIMINATED")).toMatchObject({ faults: [{ code: "REASON_NEEDED" }] });
  expect(await move(offered, "ELIMINATED", { reason: "Tidak hadir" })).toHaveProperty("enrolment");
  const waiting = ids[offers.findIndex((one) => one.code === "BATCH_FULL")] ?? "";
  await walk(waiting, "OFFERED", "WITHDRAWN");
  expect(await move(ids[0] ?? "", "WITHDRAWN", { expectedVersion: 1 })).toMatchObject({
    code: "STALE_VERSION",
  });
});

test("for every state, move, unit and number of repeats the database allows exactly what the code does", async () => {
  const { batch } = await planBatch("Kupang 3", 500);
  const batchId = localOf(batch.id);
  const states = Object.values(EnrolmentState);
  const columns = (state: EnrolmentState) => ({
    state,
    stateReason: "x",
    graduatedOn: state === "GRADUATED" ? new Date("2023-11-14") : null,
  });
  const progress = fc.record({
    state: fc.constantFrom(...states),
    unit: fc.constantFrom(null, 1, 2),
    repeats: fc.integer({ min: 0, max: 1 }),
  });
  /** Mostly the step that the code proposes, else any. */
  const target = fc.record({
    to: fc.constantFrom(...states),
    other: fc.option(
      fc.record({ unit: fc.constantFrom(null, 1, 2, 3), repeats: fc.integer({ min: 0, max: 2 }) }),
      { freq: 2 },
    ),
  });
  const limits = { units: 2, maxRepeats: 1 };
  const agree = async (
    from: { state: EnrolmentState; unit: number | null; repeats: number },
    { to, other }: { to: EnrolmentState; other: { unit: number | null; repeats: number } | null },
  ) => {
    const email = `${newId()}@contoh.id`;
    const { id } = await db.enrolment.create({
      data: {
        batchId,
        name: "N",
        email,
        category: "IT",
        unit: from.unit,
        repeats: from.repeats,
        ...columns(from.state),
      },
    });
    const expected = progressTo(from, to, limits);
    const next = {
      ...(other ?? expected ?? { unit: from.unit, repeats: from.repeats }),
      ...columns(to),
    };
    const still = to === from.state && next.unit === from.unit && next.repeats === from.repeats;
    if (still) return;
    const moved = await db.enrolment
      .update({ where: { id }, data: { ...next, unit: next.unit, repeats: next.repeats } })
      .then(
        () => true,
        () => false,
      );
    const allowed =
      expected !== undefined && expected.unit === next.unit && expected.repeats === next.repeats;
    expect(moved, `${JSON.stringify(from)} to ${JSON.stringify(next)}`).toBe(allowed);
  };
  for (const state of states)
    for (const to of states)
      for (const unit of [null, 1, 2])
        await agree({ state, unit, repeats: 0 }, { to, other: null });
  await fc.assert(fc.asyncProperty(progress, target, agree), { numRuns: 150 });
});

test("the table of moves is closed: every state can be left for withdrawal until it is final", () => {
  for (const [state, targets] of Object.entries(enrolmentMoves))
    expect(targets.includes("WITHDRAWN"), state).toBe(
      !["GRADUATED", "ELIMINATED", "WITHDRAWN"].includes(state),
    );
});

test("a placement counts once someone else has verified it, after the work began", async () => {
  const { batch } = await planBatch("Kupang 4", 10);
  const id = await enrol(batch.id, "budi");
  await walk(id, "INTERVIEW", "OFFERED", "JOINED", "UNIT");
  await assess(id, 70);
  await walk(id, "UNIT");
  await assess(id, 70);
  const record = (more: object = {}) =>
    api.run(
      leader,
      "recordPlacement",
      {
        enrolmentId: id,
        companyId: company.institutionId,
        offeredOn: "2023-07-25",
        startsOn: "2023-08-21",
        contract: "PERMANENT",
        salaryBand: "FROM_5_TO_8_MILLION",
        ...more,
      },
      "placement { id verifiedAt }",
    );
  expect(await record()).toMatchObject({ code: "WRONG_STATE" });
  await walk(id, "PLACEMENT", "GRADUATED");
  const wrong = await record({
    companyId: school.institutionId,
    offeredOn: "2023-08-02",
    startsOn: "2023-08-01",
  });
  expect(wrong.faults.map((fault: Json) => fault.code)).toEqual([
    "NOT_A_COMPANY",
    "IN_THE_FUTURE",
    "BAD_PERIOD",
  ]);
  const [first, again] = [await record(), await record()];
  expect(again.placement.id).toBe(first.placement.id);
  // Another contract of that company and day is no success that changes nothing.
  for (const other of [
    { contract: "FREELANCE" },
    { salaryBand: "BELOW_3_MILLION" },
    { offeredOn: "2023-07-24" },
  ])
    expect(await record(other)).toMatchObject({ code: "PLACEMENT_EXISTS", path: ["startsOn"] });
  const rate = async (as: Person) =>
    (
      await as.ask(
        `query($id: ID!) { node(id: $id) { ... on BootcampBatch { counts { state learners }
          placementRate(window: DAYS_90) { numerator denominator windowDays rate closesOn open } } } }`,
        { id: batch.id },
      )
    ).data.node;
  const verify = (as: Person) =>
    api.run(
      as,
      "verifyPlacement",
      { id: first.placement.id, evidence: "Surat keterangan kerja" },
      "placement { verifiedAt evidence }",
    );
  expect((await rate(leader)).placementRate).toMatchObject({ numerator: 0, denominator: 1 });
  expect(await verify(company.staff)).toMatchObject({ code: "IN_THE_FUTURE" });
  await setClock(db, "2023-08-22T02:00:00Z");
  expect(await verify(leader)).toMatchObject({ code: "OWN_RECORD" });
  expect(await verify(school.staff)).toMatchObject({ code: "NOT_FOUND" });
  const once = await verify(company.staff);
  expect(once).toMatchObject({ placement: { evidence: "Surat keterangan kerja" } });
  await setClock(db, "2023-08-23T02:00:00Z");
  expect(await verify(colleague)).toEqual(once);
  await expect(db.placement.deleteMany({ where: { companyId: company.id } })).rejects.toThrow(
    /frozen/,
  );
  const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "53" }));
  expect(await rate(officer)).toEqual({
    counts: [{ state: "GRADUATED", learners: 1 }],
    placementRate: {
      numerator: 1,
      denominator: 1,
      windowDays: 90,
      rate: 1,
      closesOn: "2023-10-30",
      open: true,
    },
  });
  await setClock(db, "2023-08-01T02:00:00Z");
});

test("learners are seen by the team and auditors, placements also by the company; officials see numbers", async () => {
  const batches = async (as: Person) =>
    (await as.ask("{ bootcampBatches { edges { node { id name } } } }")).data.bootcampBatches.edges;
  const [{ node: batch }] = (await batches(leader)).slice(-1);
  const seen = async (as: Person) => {
    const { data } = await as.ask(
      `query($id: ID!) { enrolments(batchId: $id) { edges { node { name assessments { kind assessor } } } }
        placements { edges { node { learner } } } }`,
      { id: batch.id },
    );
    return [data.enrolments?.edges.length ?? null, data.placements?.edges.length ?? null];
  };
  const officer = (provinceCode: string) =>
    api.person(role("PROVINCIAL_OFFICER", { provinceCode }));
  expect(await seen(leader)).toEqual([1, 1]);
  expect(await seen(await api.person(role("AUDITOR")))).toEqual([1, 1]);
  expect(await seen(await api.person(role("AUDITOR", { provinceCode: "36" })))).toEqual([0, 0]);
  expect(await seen(company.staff)).toEqual([0, 1]);
  expect(await seen(school.staff)).toEqual([0, 0]);
  expect(await seen(await officer("53"))).toEqual([0, 0]);
  expect(await seen((await openTeam(api, db, "Lain")).leader)).toEqual([0, 0]);
  expect(await batches(await officer("53"))).toHaveLength(4);
  expect(await batches(await officer("36"))).toEqual([]);
  expect(await batches(company.staff)).toEqual([]);
  const { id } = await db.enrolment.findFirstOrThrow({ where: { state: "INTERVIEW" } });
  const outsider = (await openTeam(api, db, "Luar")).leader;
  expect(await move(btoa(`Enrolment:${id}`), "WITHDRAWN", {}, outsider)).toMatchObject({
    code: "NOT_FOUND",
  });
  const foreign = { bootcampId: bootcamp.id, units: ["X"], passMark: 0, maxRepeats: 0 };
  expect(await api.run(outsider, "publishCurriculum", foreign, "curriculum { id }")).toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await planBatch("Kupang 9", 1, outsider)).toMatchObject({ code: "NOT_FOUND" });
});

test("no learner's name or address is in the audit", async () => {
  const text = JSON.stringify(
    await db.auditEvent.findMany({ where: { stream: { startsWith: "training:" } } }),
    (_key, value) => (typeof value === "bigint" ? String(value) : value),
  );
  expect(text).toContain("enrolment.moved");
  expect(text).not.toContain("@contoh.id");
  expect(text).not.toContain('"ani"');
});
