import { expect, test } from "vitest";
import { personOf } from "../support/panel.ts";
import { draft, openSeason } from "../support/season.ts";
import { completeAnswers, freshDatabase, openApi, role, setClock } from "../support/world.ts";

const statements: string[] = [];
const { db } = await freshDatabase((sql) => statements.push(sql));
const api = openApi(db);
const organiser = await api.person(role("ORGANISER"));
const season = await openSeason(api, organiser);
await setClock(db, "2023-05-20T00:00:00Z");

const team = async (person: Awaited<ReturnType<typeof api.person>>) =>
  (
    await api.run(
      person,
      "createTeam",
      { name: "Air Bersih", kind: "COMMUNITY" },
      "team { id members { role } }",
    )
  ).team;

test("who may not add a member enters nobody", async () => {
  const leader = await api.person();
  const { id: teamId } = await team(leader);
  const input = { teamId, email: "unseen@test.invalid", name: "Unseen" };
  const refused = await api.run(await api.person(), "addTeamMember", input, "team { id }");
  expect(refused.code).toBe("NOT_FOUND");
  expect(await db.user.count({ where: { email: input.email } })).toBe(0);
  await api.run(leader, "addTeamMember", input, "team { id }");
  expect(await db.user.count({ where: { email: input.email } })).toBe(1);
});

test("the leader adds and removes members; a member sees the team and changes nobody", async () => {
  const leader = await api.person();
  const member = await api.person();
  const { email } = await db.user.findUniqueOrThrow({ where: { id: member.id } });
  const { id } = await team(leader);
  const payload = "team { members { userId name role } }";
  const input = { teamId: id, email: email.toUpperCase(), name: "Anggota" };
  const added = await api.run(leader, "addTeamMember", input, payload);
  expect(added.team.members).toHaveLength(2);
  expect((await api.run(leader, "addTeamMember", input, payload)).team.members).toHaveLength(2);
  const seen = await member.ask("query($id: ID!) { node(id: $id) { ... on Team { name } } }", {
    id,
  });
  expect(seen.data.node).toEqual({ name: "Air Bersih" });
  const mine = "{ me { teams { id name members { name } } } }";
  for (const person of [leader, member])
    expect((await person.ask(mine)).data.me.teams).toEqual([
      {
        id,
        name: "Air Bersih",
        members: [{ name: expect.any(String) }, { name: expect.any(String) }],
      },
    ]);
  expect(await api.run(member, "addTeamMember", input, payload)).toMatchObject({
    code: "LEADER_ONLY",
  });
  const stranger = await api.person();
  expect((await stranger.ask(mine)).data.me.teams).toEqual([]);
  expect(await api.run(stranger, "addTeamMember", input, payload)).toMatchObject({
    code: "NOT_FOUND",
  });
  expect(
    await api.run(leader, "removeTeamMember", { teamId: id, userId: personOf(leader.id) }, payload),
  ).toMatchObject({ code: "LAST_LEADER" });
  const left = await api.run(
    leader,
    "removeTeamMember",
    { teamId: id, userId: personOf(member.id) },
    payload,
  );
  expect(left.team.members).toHaveLength(1);
  expect((await member.ask(mine)).data.me.teams).toEqual([]);
});

test("someone added by e-mail becomes that person when they sign in with it", async () => {
  const leader = await api.person();
  const { id } = await team(leader);
  await api.run(
    leader,
    "addTeamMember",
    { teamId: id, email: "baru@contoh.id", name: "Baru" },
    "team { id }",
  );
  expect(await db.user.findUnique({ where: { email: "baru@contoh.id" } })).toMatchObject({
    emailVerified: false,
  });
  expect(
    await api.run(leader, "addTeamMember", { teamId: id, email: "x", name: "X" }, "team { id }"),
  ).toMatchObject({ __typename: "InputError", faults: [{ path: ["email"] }] });
});

test("an identity number is kept encrypted, shown masked, and revealed only with an audited reason", async () => {
  const nik = "3602014101900001";
  const leader = await api.person();
  const { id, version } = await draft(api, leader, season.id, completeAnswers);
  const { node } = (
    await leader.ask("query($id: ID!) { node(id: $id) { ... on Application { team { id } } } }", {
      id,
    })
  ).data;
  const input = { teamId: node.team.id, kind: "NIK", value: nik, sex: "MALE" };
  const payload = "number { kind masked } warnings { code message }";
  statements.length = 0;
  expect(await api.run(leader, "setIdentityNumber", input, payload)).toMatchObject({
    number: { kind: "NIK", masked: "••••••••••••0001" },
    warnings: [{ code: "NUMBER_SEX" }],
  });
  expect(
    await api.run(leader, "setIdentityNumber", { ...input, value: "3602013002900001" }, payload),
  ).toMatchObject({ faults: [{ code: "NUMBER_DATE", path: ["value"] }] });
  await api.run(
    leader,
    "submitApplication",
    { id, expectedVersion: version },
    "application { id }",
  );
  const reveal = { applicationId: id, kind: "NIK", reason: "Compared with the card" };
  expect(await api.run(leader, "revealIdentityNumber", reveal, "value")).toMatchObject({
    code: "FORBIDDEN",
  });
  expect(await api.run(organiser, "revealIdentityNumber", reveal, "value")).toMatchObject({
    value: nik,
  });
  // The number is nowhere in the database in clear, nor in a statement.
  const dump = await db.$queryRaw<{ text: string }[]>`
    SELECT row_to_json(n)::text AS text FROM "TeamIdentityNumber" n
    UNION ALL SELECT row_to_json(e)::text FROM "AuditEvent" e`;
  expect(dump.length).toBeGreaterThan(2);
  expect(dump.some(({ text }) => text.includes(nik))).toBe(false);
  expect(statements.some((sql) => sql.includes(nik))).toBe(false);
  const told = await db.auditEvent.findMany({ where: { action: "identity-number.revealed" } });
  expect(told).toHaveLength(1);
  expect(told[0]?.after).toEqual({ kind: "NIK", reason: reveal.reason });
});

test("two teams with one identity number show up as a duplicate", async () => {
  for (const title of ["Satu", "Dua"]) {
    const leader = await api.person();
    const { id, version } = await draft(api, leader, season.id, completeAnswers, {
      title,
      summary: `${title} ${leader.id}`,
    });
    const { teamId } = await db.application.findUniqueOrThrow({
      where: { id: atob(id).split(":")[1] ?? "" },
    });
    await api.run(
      leader,
      "setIdentityNumber",
      { teamId: btoa(`Team:${teamId}`), kind: "NIB", value: "1234567890123" },
      "number { masked }",
    );
    await api.run(
      leader,
      "submitApplication",
      { id, expectedVersion: version },
      "application { id }",
    );
  }
  const { data } = await organiser.ask(
    "query($id: ID!) { duplicateApplications(editionId: $id, threshold: 1) { sameTeam sameIdentity } }",
    { id: season.id },
  );
  expect(data.duplicateApplications).toEqual([{ sameTeam: false, sameIdentity: true }]);
});
