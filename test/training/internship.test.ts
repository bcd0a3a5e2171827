import { InternshipState } from "@winner/core/database/index.ts";
import { addDays, fromColumn, type LocalDate, toColumn } from "@winner/core/kernel/local-date.ts";
import { internshipMoves, isMinor } from "@winner/core/training/index.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { consent } from "../support/consent.ts";
import { localOf } from "../support/panel.ts";
import { activeAgreement, openInstitution, openTeam } from "../support/training.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2023-08-01T02:00:00Z");
const alterra = await openTeam(api, db, "Alterra Academy");
const { leader } = alterra;
type Person = typeof leader;
const school = await openInstitution(api, db, "SCHOOL", "SMK Contoh", "53");
const otherSchool = await openInstitution(api, db, "SCHOOL", "SMK Lain", "53");
const host = await openInstitution(api, db, "COMPANY", "PT Tuan Rumah", "53");
const otherHost = await openInstitution(api, db, "COMPANY", "PT Lain", "35");
await activeAgreement(db, alterra.id, [school], "53");
await consent(db, alterra.id, host.id, otherHost.id);

const register = (name: string, bornOn: string, more: object = {}, as = leader) =>
  api.run(
    as,
    "registerStudent",
    { teamId: alterra.teamId, schoolId: school.institutionId, name, bornOn, ...more },
    "student { id name bornOn nisn school { name } } warnings { code }",
  );
const student = async (name: string, bornOn: string): Promise<string> =>
  (await register(name, bornOn)).student.id;
const plan = (
  studentId: string,
  startsOn: string,
  endsOn: string,
  more: object = {},
  as = leader,
) =>
  api.run(
    as,
    "planInternship",
    { studentId, hostId: host.institutionId, supervisor: "Ibu Sari", startsOn, endsOn, ...more },
    "internship { id version state }",
  );
const planned = async (studentId: string, startsOn: string, endsOn: string): Promise<string> =>
  (await plan(studentId, startsOn, endsOn)).internship.id;
const move = async (id: string, to: string, reason?: string, as = leader): Promise<Json> => {
  const { version } = await db.internship.findUniqueOrThrow({ where: { id: localOf(id) } });
  return api.run(
    as,
    "moveInternship",
    { id, to, expectedVersion: version, ...(reason && { reason }) },
    "internship { state endsOn }",
  );
};
const consentOfGuardian = (id: string, as: Person, on = "2023-08-01") =>
  api.run(
    as,
    "recordGuardianConsent",
    { id, guardian: "Wali Rahasia", on },
    "internship { consentOn }",
  );

test("a team or the school registers a student of a school under its agreement, once", async () => {
  const nisn = { nisn: "0061234567" };
  const first = await register("Ani Rahasia", "2006-03-01", nisn, school.staff);
  expect(first).toMatchObject({ student: { nisn: "••••••4567", school: { name: "SMK Contoh" } } });
  expect((await register("Ani Rahasia", "2006-03-01", nisn)).student.id).toBe(first.student.id);
  const again = await student("Tanpa Nomor", "2006-03-02");
  expect(await student("tanpa nomor", "2006-03-02")).toBe(again);
  const { nisnCiphertext } = await db.student.findUniqueOrThrow({
    where: { id: localOf(first.student.id) },
  });
  expect(nisnCiphertext).not.toContain("0061234567");
  expect(api.vault.decrypt(nisnCiphertext ?? "")).toBe("0061234567");
  expect(await register("X", "2006-03-01", { nisn: "12" })).toMatchObject({
    faults: [{ code: "NUMBER_LENGTH", path: ["nisn"] }],
  });
  expect(await register("X", "2023-08-01")).toMatchObject({ faults: [{ code: "IN_THE_FUTURE" }] });
  const elsewhere = { schoolId: otherSchool.institutionId };
  expect(await register("X", "2006-03-01", elsewhere)).toMatchObject({
    code: "NO_AGREEMENT_WITH_SCHOOL",
  });
  expect(await register("X", "2006-03-01", {}, otherSchool.staff)).toMatchObject({
    code: "FORBIDDEN",
  });
});

test("a minor does not start without a guardian's consent, by the local day of the host", async () => {
  // Turns 18 on 2 August 2023.
  const id = await student("Budi Rahasia", "2005-08-02");
  const before = await planned(id, "2023-08-01", "2023-08-01");
  expect(await move(before, "RUNNING")).toMatchObject({ code: "CONSENT_MISSING" });
  await expect(
    db.internship.update({ where: { id: localOf(before) }, data: { state: "RUNNING" } }),
  ).rejects.toThrow(/without consent/);
  expect(await consentOfGuardian(before, host.staff)).toMatchObject({ code: "FORBIDDEN" });
  expect(await consentOfGuardian(before, otherSchool.staff)).toMatchObject({ code: "NOT_FOUND" });
  expect(await consentOfGuardian(before, school.staff, "2023-08-02")).toMatchObject({
    faults: [{ code: "IN_THE_FUTURE" }],
  });
  expect(await consentOfGuardian(before, school.staff)).toMatchObject({
    internship: { consentOn: "2023-08-01" },
  });
  expect(await move(before, "RUNNING")).toMatchObject({ internship: { state: "RUNNING" } });
  expect(await consentOfGuardian(before, school.staff)).toMatchObject({ code: "WRONG_STATE" });
  await expect(
    db.internship.update({
      where: { id: localOf(before) },
      data: { consentOn: null, consentGuardian: null },
    }),
  ).rejects.toThrow(/without consent/);
  const after = await planned(id, "2023-08-02", "2023-08-30");
  expect(await move(after, "RUNNING")).toMatchObject({ code: "TOO_EARLY" });
  // 23.00 of 1 August in UTC is the 2nd in Kupang.
  await setClock(db, "2023-08-01T23:00:00Z");
  expect(await move(after, "RUNNING")).toMatchObject({ internship: { state: "RUNNING" } });
  expect(await move(after, "COMPLETED")).toMatchObject({ code: "TOO_EARLY" });
  expect(await move(after, "TERMINATED")).toMatchObject({ faults: [{ path: ["reason"] }] });
  expect(await move(after, "TERMINATED", "Pindah")).toMatchObject({
    internship: { state: "TERMINATED", endsOn: "2023-08-02" },
  });
  expect(await plan(id, "2023-08-03", "2023-08-30")).toHaveProperty("internship");
  await setClock(db, "2023-08-01T02:00:00Z");
});

test("code and database agree on who is a minor, also for who was born on 29 February", async () => {
  const days = fc.integer({ min: -3, max: 3 });
  const born = fc.constantFrom(
    "2004-02-29",
    "2004-02-28",
    "2005-03-01",
    "2005-12-31",
    "2004-08-31",
  );
  await fc.assert(
    fc.asyncProperty(born, days, async (bornOn, shift) => {
      const birthday = `${Number(bornOn.slice(0, 4)) + 18}${bornOn.slice(4).replace("-29", "-28")}`;
      const startsOn = addDays(birthday as LocalDate, shift);
      const { id: studentId } = await db.student.create({
        data: {
          teamId: alterra.id,
          schoolId: school.id,
          name: crypto.randomUUID(),
          bornOn: toColumn(bornOn as LocalDate),
        },
      });
      const day = toColumn(startsOn);
      const runs = await db.internship
        .create({
          data: {
            studentId,
            hostId: host.id,
            supervisor: "S",
            startsOn: day,
            endsOn: day,
            state: "RUNNING",
          },
        })
        .then(
          () => true,
          () => false,
        );
      expect(runs, `${bornOn} on ${startsOn}`).toBe(!isMinor(bornOn as LocalDate, startsOn));
    }),
    { numRuns: 60 },
  );
  expect(isMinor("2004-02-29" as LocalDate, "2022-02-28" as LocalDate)).toBe(true);
  expect(isMinor("2004-02-29" as LocalDate, "2022-03-01" as LocalDate)).toBe(false);
});

test("of internships asked for at the same moment exactly those that do not overlap are kept", async () => {
  const id = await student("Cici Rahasia", "2000-01-01");
  const periods = [
    ["2023-09-01", "2023-09-10"],
    ["2023-09-10", "2023-09-20"],
    ["2023-09-11", "2023-09-30"],
    ["2023-09-01", "2023-09-30"],
    ["2023-09-05", "2023-09-05"],
  ] as const;
  const results = await Promise.all(periods.map(([from, to]) => plan(id, from, to)));
  const refused = results.filter((one) => !one.internship);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every((one) => one.code === "INTERNSHIPS_OVERLAP")).toBe(true);
  const kept = await db.internship.findMany({
    where: { studentId: localOf(id) },
    orderBy: { startsOn: "asc" },
  });
  expect(kept).toHaveLength(results.length - refused.length);
  for (const [index, one] of kept.entries()) {
    const next = kept[index + 1];
    if (next) expect(fromColumn(one.endsOn) < fromColumn(next.startsOn)).toBe(true);
  }
  const [first] = kept;
  const again = () =>
    plan(id, fromColumn(first?.startsOn as Date), fromColumn(first?.endsOn as Date));
  expect(await again()).toMatchObject({ code: "INTERNSHIPS_OVERLAP" });
  await move(btoa(`Internship:${first?.id}`), "CANCELLED", "Batal");
  expect(await again()).toHaveProperty("internship");
  expect(await plan(id, "2023-10-02", "2023-10-01")).toMatchObject({
    faults: [{ code: "BAD_PERIOD" }],
  });
  expect(await plan(id, "2023-10-02", "2023-10-03", {}, school.staff)).toMatchObject({
    code: "FORBIDDEN",
  });
});

test("the database allows exactly the moves of an internship's table", async () => {
  const day = toColumn("2023-08-01" as LocalDate);
  const { id: studentId } = await db.student.create({
    data: {
      teamId: alterra.id,
      schoolId: school.id,
      name: "Dewasa",
      bornOn: toColumn("1990-01-01" as LocalDate),
    },
  });
  for (const from of Object.values(InternshipState))
    for (const to of Object.values(InternshipState)) {
      if (from === to) continue;
      await db.internship.deleteMany({ where: { studentId } });
      const { id } = await db.internship.create({
        data: {
          studentId,
          hostId: host.id,
          supervisor: "S",
          startsOn: day,
          endsOn: day,
          state: from,
        },
      });
      const moved = await db.internship.update({ where: { id }, data: { state: to } }).then(
        () => true,
        () => false,
      );
      expect(moved, `${from} to ${to}`).toBe(internshipMoves[from].includes(to));
    }
  await db.internship.deleteMany({ where: { studentId } });
  await db.student.delete({ where: { id: studentId } });
});

test("the student and the logbook are for the team, the school and the host; officials see neither, others nothing", async () => {
  const studentId = await student("Eka Rahasia", "2000-01-01");
  const id = await planned(studentId, "2023-08-01", "2023-08-31");
  const write = (as: Person, on = "2023-08-01") =>
    api.run(as, "addLogbookEntry", { internshipId: id, on, text: "Menyusun laporan" }, "on");
  expect(await write(host.staff)).toMatchObject({ code: "WRONG_STATE" });
  await move(id, "RUNNING");
  for (const as of [leader, school.staff, host.staff])
    expect(await write(as)).toEqual({ __typename: "AddLogbookEntryPayload", on: "2023-08-01" });
  expect(await write(host.staff, "2023-08-02")).toMatchObject({
    faults: [{ code: "OUTSIDE_PERIOD" }],
  });
  expect(await write(otherHost.staff)).toMatchObject({ code: "NOT_FOUND" });
  const read = async (as: Person): Promise<Json | null> => {
    const { data, errors } = await as.ask(
      `query($id: ID!, $studentId: ID!) { student: node(id: $studentId) { ... on Student { bornOn } }
        node(id: $id) { ... on Internship { student { name bornOn nisn school { name } } school { name }
        host { name } state logbook { text author } } } }`,
      { id, studentId },
    );
    expect(errors).toBeUndefined();
    expect(data.student === null).toBe(!data.node?.student);
    return data.node;
  };
  for (const as of [leader, school.staff, host.staff])
    expect(await read(as)).toMatchObject({
      student: { name: "Eka Rahasia", bornOn: "2000-01-01", school: { name: "SMK Contoh" } },
      school: { name: "SMK Contoh" },
      host: { name: "PT Tuan Rumah" },
      logbook: [{}, {}, {}],
    });
  const officer = (provinceCode: string) =>
    api.person(role("PROVINCIAL_OFFICER", { provinceCode }));
  for (const as of [
    await officer("53"),
    await api.person(role("AUDITOR")),
    await api.person(role("ADMINISTRATOR")),
  ])
    expect(await read(as)).toEqual({
      student: null,
      logbook: null,
      school: { name: "SMK Contoh" },
      host: { name: "PT Tuan Rumah" },
      state: "RUNNING",
    });
  for (const as of [
    await officer("35"),
    otherSchool.staff,
    otherHost.staff,
    await api.person(),
    await api.person(role("INSTITUTION_STAFF")),
    (await openTeam(api, db, "Lain")).leader,
  ])
    expect(await read(as)).toBeNull();
  const count = async (as: Person) => {
    const { data } = await as.ask("{ students { totalCount } internships { totalCount } }");
    return [data.students.totalCount, data.internships.totalCount];
  };
  const internships = await db.internship.count();
  expect(await count(leader)).toEqual([await db.student.count(), internships]);
  expect(await count(await officer("53"))).toEqual([0, internships]);
  expect(await count(otherHost.staff)).toEqual([0, 0]);
});

test("a host loses sight of a student whose internship was called off", async () => {
  const studentId = await student("Fani Rahasia", "2000-01-01");
  const { internship } = await plan(studentId, "2023-08-05", "2023-08-06", {
    hostId: otherHost.institutionId,
  });
  const sees = async () =>
    (
      await otherHost.staff.ask(
        "{ students { edges { node { name } } } internships { edges { node { student { name } } } } }",
      )
    ).data;
  expect(await sees()).toMatchObject({
    students: { edges: [{ node: { name: "Fani Rahasia" } }] },
    internships: { edges: [{ node: { student: { name: "Fani Rahasia" } } }] },
  });
  await move(internship.id, "CANCELLED", "Batal");
  expect(await sees()).toEqual({
    students: { edges: [] },
    internships: { edges: [{ node: { student: null } }] },
  });
});

test("no name, birth date, number or guardian of a student is in the audit", async () => {
  const text = JSON.stringify(
    await db.auditEvent.findMany({ where: { stream: { startsWith: "training:" } } }),
    (_key, value) => (typeof value === "bigint" ? String(value) : value),
  );
  expect(text).toContain("internship.consented");
  for (const secret of ["Rahasia", "0061234567", "2006-03-01", "2005-08-02", "Menyusun"])
    expect(text).not.toContain(secret);
});
