import { inTransaction } from "@winner/core/database/index.ts";
import { type Actor, erasePerson, underRolesOfNow } from "@winner/core/identity/index.ts";
import { DomainError } from "@winner/core/kernel/error.ts";
import { schema } from "@winner/functions/graphql/schema.ts";
import type { GraphQLInputType } from "graphql";
import { describe, expect, test } from "vitest";
import { digests } from "../support/digest.ts";
import { kindAt } from "../support/input-id.ts";
import { sampleOf } from "../support/sample-input.ts";
import { graphId, openTenants } from "../support/tenants.ts";
import { freshDatabase, openApi, role } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const revoke = (userId: string) =>
  db.membership.updateMany({ where: { userId }, data: { revokedAt: new Date() } });
const grant = async (userId: string) => {
  const { id: organisationId } = await db.organisation.create({
    data: { name: "Test", kind: "MINISTRY" },
  });
  await db.membership.create({ data: { userId, organisationId, role: "ORGANISER" } });
};
const found = (name: string) => (tx: { organisation: typeof db.organisation }) =>
  tx.organisation.create({ data: { name, kind: "MINISTRY" } });
const names = async (prefix: string) =>
  (await db.organisation.findMany({ where: { name: { startsWith: prefix } } })).map(
    ({ name }) => name,
  );
const grantsOf = (actor: Actor) => (actor.kind === "USER" ? actor.grants : []);

describe("what is begun under roles that are others by now", () => {
  test("is not kept, and done again under those of now", async () => {
    const { id, actor } = await api.person(role("ADMINISTRATOR"));
    await revoke(id);
    await grant(id);
    const under: unknown[] = [];
    await underRolesOfNow(db, actor, (own, current) => {
      under.push(grantsOf(current));
      return inTransaction(own, (tx) => found(`again ${under.length}`)(tx));
    });
    expect(under).toEqual([[{ role: "ADMINISTRATOR" }], [{ role: "ORGANISER" }]]);
    expect(await names("again")).toEqual(["again 2"]);
  });

  test("is refused to a person who was erased", async () => {
    const { id, actor } = await api.person();
    const { actor: administrator } = await api.person(role("ADMINISTRATOR"));
    await erasePerson(db, administrator, { personId: id, reason: "REQUESTED" });
    await expect(
      underRolesOfNow(db, actor, (own, current) =>
        inTransaction(own, (tx) => found(`erased ${current.kind}`)(tx)),
      ),
    ).resolves.toMatchObject({ name: "erased ANONYMOUS" });
    expect(await names("erased USER")).toEqual([]);
  });

  test("is not told as done or refused where it needed no transaction", async () => {
    const { id, actor } = await api.person();
    await grant(id);
    const decide = (fails: boolean) => async (_db: unknown, current: Actor) => {
      if (grantsOf(current).length > 0) return "organiser";
      if (fails) throw new DomainError("FORBIDDEN", { code: "X", en: "no", id: "tidak" });
      return "nobody";
    };
    expect(await underRolesOfNow(db, actor, decide(true))).toBe("organiser");
    expect(await underRolesOfNow(db, actor, decide(false))).toBe("organiser");
  });
});

test("what was begun in time goes on through its later transactions, also after one that was taken back", async () => {
  const { id, actor } = await api.person(role("ORGANISER"));
  let times = 0;
  await underRolesOfNow(db, actor, async (own) => {
    times += 1;
    await inTransaction(own, async (tx) => {
      await found("on 1")(tx);
      throw new Error("stale");
    }).catch(() => {});
    await revoke(id);
    await inTransaction(own, (tx) => found("on 2")(tx));
  });
  expect(times).toBe(1);
  expect(await names("on ")).toEqual(["on 2"]);
});

test("a role that was granted a moment ago serves at once", async () => {
  const person = await api.person();
  const input = { name: "Kementerian", kind: "MINISTRY" };
  const create = () => api.run(person, "createOrganisation", input, "id");
  expect(await create()).toMatchObject({ code: "FORBIDDEN" });
  await db.membership.create({
    data: {
      userId: person.id,
      organisationId: (await db.organisation.findFirstOrThrow()).id,
      role: "ADMINISTRATOR",
    },
  });
  expect(await create()).toMatchObject({ id: expect.any(String) });
});

test("whoever lost their roles a moment ago changes nothing by any mutation, and reads on for the minute", async () => {
  const { db } = await freshDatabase();
  const { homes, viewers } = await openTenants(db);
  const [home] = homes;
  // Anybody who signed in founds a team, and says of themselves what they could help with.
  const open = ["createTeam", "saveMentorProfile"];
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {}).filter(
    ({ name }) => !open.includes(name),
  );
  const auditors = ["administrator", "auditor"];
  const audit = "{ auditEvents(first: 1) { edges { node { action } } } }";
  for (const [who, person] of viewers(home)) {
    if (!("id" in person) || who.startsWith("other-")) continue;
    expect((await person.ask("{ me { email } }")).errors).toBeUndefined();
    const { count } = await db.membership.updateMany({
      where: { userId: String(person.id), revokedAt: null },
      data: { revokedAt: new Date() },
    });
    // Whose rights come of what they are part of and not of a role keep them.
    if (count === 0 || who === "mentor") continue;
    const before = await digests(db);
    for (const { name, args } of mutations) {
      const type = args[0]?.type as GraphQLInputType;
      const input = sampleOf(name, type, (path) => graphId(home, kindAt(name, path)));
      const text = `mutation($input: ${type}) { result: ${name}(input: $input) { ... on Error { code } } }`;
      const { data } = await person.ask(text, { input });
      expect(["FORBIDDEN", "NOT_FOUND"], `${name} as ${who}`).toContain(data.result.code);
    }
    expect(await digests(db), who).toEqual(before);
    if (auditors.includes(who)) expect((await person.ask(audit)).errors, who).toBeUndefined();
  }
});
