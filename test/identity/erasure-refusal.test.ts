import { verifyChains } from "@winner/core/audit/index.ts";
import { inTransaction } from "@winner/core/database/index.ts";
import { enqueueMail } from "@winner/core/notification/index.ts";
import { expect, test, vi } from "vitest";
import { personOf } from "../support/panel.ts";
import { openSignIn } from "../support/sign-in.ts";
import { activeAgreement, openInstitution, openTeam } from "../support/training.ts";
import { freshDatabase, type Json, openApi, role } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const administrator = await api.person(role("ADMINISTRATOR"));
type Person = typeof administrator;
const erase = (id: string, as = administrator): Promise<Json> =>
  api.run(as, "erasePerson", { personId: personOf(id), reason: "REQUESTED" }, "erasedAt");
const done = { erasedAt: expect.any(String) };

test("who alone leads a team with members makes another its leader first", async () => {
  const { teamId, leader, colleague } = await openTeam(api, db, "Air Bersih");
  const path = ["personId"];
  expect(await erase(leader.id)).toMatchObject({ code: "ONLY_LEADER", path });
  expect((await erase(leader.id)).message).toContain("Air Bersih");
  expect(await db.user.count({ where: { erasedAt: { not: null } } })).toBe(0);
  const input = { teamId, userId: personOf(colleague.id) };
  expect(await api.run(leader, "changeTeamLeader", input, "teamId userId")).toMatchObject(input);
  expect(await erase(leader.id)).toMatchObject(done);
  const members = `query($id: ID!) { node(id: $id) { ... on Team { members { userId role } } } }`;
  expect((await colleague.ask(members, { id: teamId })).data.node.members).toEqual([
    { userId: personOf(colleague.id), role: "LEADER" },
  ]);
});

test("a team is handed over by its leader, or by an administrator without limits, to one of its members, once", async () => {
  const { id, teamId, leader, colleague } = await openTeam(api, db, "Energi");
  const stranger = await api.person();
  const limited = await api.person(role("ADMINISTRATOR", { provinceCode: "35" }));
  const give = (as: Person, to: Person) =>
    api.run(as, "changeTeamLeader", { teamId, userId: personOf(to.id) }, "userId");
  expect(await give(colleague, colleague)).toMatchObject({ code: "LEADER_ONLY" });
  expect(await give(stranger, colleague)).toMatchObject({ code: "NOT_FOUND" });
  expect(await give(limited, colleague)).toMatchObject({ code: "NOT_FOUND" });
  expect(await give(leader, stranger)).toMatchObject({ code: "NOT_FOUND" });
  await Promise.all([give(leader, colleague), give(administrator, colleague)]);
  const members = await db.teamMember.findMany({ where: { teamId: id, role: "LEADER" } });
  expect(members.map((one) => one.userId)).toEqual([colleague.id]);
  expect(await db.auditEvent.count({ where: { action: "leader.changed", subjectId: id } })).toBe(1);
});

test("a team of one is nobody's but of whoever is erased, unless an institution relies on it", async () => {
  const alone = async (name: string) => {
    const leader = await api.person();
    const members = { create: { userId: leader.id, role: "LEADER" as const } };
    const team = await db.team.create({ data: { name, kind: "COMMUNITY", members } });
    return { leader, teamId: team.id };
  };
  const free = await alone("Sendiri");
  const numbers = ["NIK", "NPWP"] as const;
  await db.teamIdentityNumber.createMany({
    data: numbers.map((kind) => ({
      teamId: free.teamId,
      kind,
      ciphertext: "x",
      digest: kind,
      masked: "…1",
    })),
  });
  expect(await erase(free.leader.id)).toMatchObject(done);
  expect((await db.teamIdentityNumber.findMany()).map((one) => one.kind)).toEqual(["NPWP"]);

  const bound = await alone("Terikat");
  const clinic = await openInstitution(api, db, "CLINIC", "Klinik");
  const agreement = await activeAgreement(db, bound.teamId, [clinic]);
  expect(await erase(bound.leader.id)).toMatchObject({ code: "ONLY_LEADER" });
  await db.agreement.update({
    where: { id: agreement.id },
    data: { state: "TERMINATED", stateReason: "selesai" },
  });
  expect(await erase(bound.leader.id)).toMatchObject(done);
});

test("the last administrator without limits stays, also when two erase each other at the same moment", async () => {
  expect(await erase(administrator.id)).toMatchObject({
    code: "LAST_ADMINISTRATOR",
    path: ["personId"],
  });
  const second = await api.person(role("ADMINISTRATOR"));
  const outcomes = await Promise.all([erase(second.id), erase(administrator.id, second)]);
  expect(outcomes.filter((one) => one.erasedAt)).toHaveLength(1);
  const left = await db.membership.count({
    where: { role: "ADMINISTRATOR", revokedAt: null, provinceCode: null },
  });
  expect(left).toBe(1);
});

test("two erasures at the same moment are one", async () => {
  const boss = await api.person(role("ADMINISTRATOR"));
  const person = await api.person();
  const outcomes = await Promise.all([1, 2, 3].map(() => erase(person.id, boss)));
  expect(new Set(outcomes.map((one) => one.erasedAt)).size).toBe(1);
  const where = { action: "person.erased", subjectId: person.id };
  expect(await db.auditEvent.count({ where })).toBe(1);
});

test("a sign-in beside the erasure leaves no session: it came before and is ended, or it is another person's", async () => {
  const boss = await api.person(role("ADMINISTRATOR"));
  const signIn = openSignIn(db);
  // better-auth logs that the database refused it.
  const log = vi.spyOn(console, "error").mockReturnValue();
  for (let round = 0; round < 8; round += 1) {
    const email = `bersamaan${round}@kota.example`;
    const { id } = await db.user.create({
      data: { id: crypto.randomUUID(), name: "Bersamaan", email },
    });
    await signIn.askCode(email, `10.2.0.${round}`);
    const pause = new Promise((resolve) => setTimeout(resolve, round * 3));
    const [entered, erased] = await Promise.all([
      signIn.enter(email, `10.2.0.${round}`),
      pause.then(() => erase(id, boss)),
    ]);
    expect(erased).toMatchObject(done);
    expect(await db.session.count({ where: { userId: id } })).toBe(0);
    expect(await db.user.findUniqueOrThrow({ where: { id } })).toMatchObject({
      email: `${id}@erased.invalid`,
      emailVerified: false,
    });
    if (entered.status === 200) {
      const { user } = (await entered.clone().json()) as Json;
      if (user.id === id) expect((await signIn.tokenOf(entered)).status).toBe(401);
    }
  }
  log.mockRestore();
});

test("what is begun before the erasure writes nothing after it", async () => {
  const boss = await api.person(role("ADMINISTRATOR"));
  const { id } = await api.person();
  const session = { id: crypto.randomUUID(), token: "t", expiresAt: new Date("2100-01-01") };
  // The erasure waits for a session that is being made, and ends it.
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const making = inTransaction(db, async (tx) => {
    await tx.session.create({ data: { ...session, userId: id } });
    begun.resolve();
    await end.promise;
  });
  await begun.promise;
  const erasing = erase(id, boss);
  await new Promise((resolve) => setTimeout(resolve, 100));
  end.resolve();
  await making;
  expect(await erasing).toMatchObject(done);
  expect(await db.session.count({ where: { userId: id } })).toBe(0);
  // And nothing is given to who is erased, nor written about them.
  const organisation = await db.organisation.create({ data: { name: "O", kind: "MINISTRY" } });
  await expect(db.session.create({ data: { ...session, userId: id } })).rejects.toThrow("erased");
  await expect(
    db.membership.create({ data: { userId: id, organisationId: organisation.id, role: "JUDGE" } }),
  ).rejects.toThrow("erased");
  await expect(db.user.update({ where: { id }, data: { name: "Kembali" } })).rejects.toThrow(
    "erased",
  );
  const email = `${id}@erased.invalid`;
  const role_ = { email, organisationId: btoa(`Organisation:${organisation.id}`), role: "AUDITOR" };
  expect(await api.run(boss, "grantRole", role_, "id")).toMatchObject({ code: "NOT_FOUND" });
  const { teamId, leader } = await openTeam(api, db, "Undangan");
  const invited = { teamId, email, name: "Kembali" };
  expect(await api.run(leader, "addTeamMember", invited, "team { id }")).toMatchObject({
    code: "NOT_FOUND",
  });
});

test("someone named by the address beside the erasure is the new person, or came before and is out", async () => {
  const boss = await api.person(role("ADMINISTRATOR"));
  for (let round = 0; round < 5; round += 1) {
    const { id } = await api.person();
    const { teamId, leader } = await openTeam(api, db, `Tim ${round}`);
    const input = { teamId, email: `${id}@test.invalid`, name: "Baru" };
    const [added] = await Promise.all([
      api.run(leader, "addTeamMember", input, "team { members { userId } }"),
      erase(id, boss),
    ]);
    expect(added.code).toBeUndefined();
    expect(await db.teamMember.count({ where: { userId: id } })).toBe(0);
  }
  expect((await verifyChains(db)).faults).toEqual([]);
});

test("mails to an address by which an institution has its invoices too stay, and go by age", async () => {
  const boss = await api.person(role("ADMINISTRATOR"));
  const person = await api.person();
  const email = `${person.id}@test.invalid`;
  const { id: institutionId } = await openInstitution(api, db, "CLINIC", "Penagihan");
  await db.billingProfile.create({
    data: { institutionId, legalName: "PT", address: "Jalan", email: email.toUpperCase() },
  });
  await inTransaction(db, (tx) =>
    enqueueMail(tx, { key: "invoice", to: email, subject: "Tagihan", text: "Isi" }),
  );
  expect(await erase(person.id, boss)).toMatchObject(done);
  expect(await db.outboxMessage.count({ where: { key: "mail:invoice" } })).toBe(1);
});
