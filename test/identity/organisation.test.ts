import { globalId } from "@winner/functions/graphql/global-id.ts";
import { expect, test } from "vitest";
import { meanwhile } from "../support/race.ts";
import { freshDatabase, type Json, openApi, role } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const administrator = await api.person(role("ADMINISTRATOR"));
const list = `{ organisations(first: 100) { edges { node { id name
  memberships { id name email role provinceCode grantedAt revokedAt }
  apiKeys { id name lastFour expiresAt revokedAt } } } } }`;

/** An organisation as a person sees it in the list; undefined when they do not. */
async function seen(person: typeof administrator, id: string): Promise<Json | undefined> {
  const { data } = await person.ask(list);
  return data.organisations?.edges
    .map((edge: Json) => edge.node)
    .find((one: Json) => one.id === id);
}

test("an administrator finds who holds which role and what keys there are, and ends them by what the list tells", async () => {
  const { id } = await api.run(
    administrator,
    "createOrganisation",
    { name: "Dinas", kind: "PARTNER" },
    "id",
  );
  const officer = await api.person();
  const { email } = await db.user.findUniqueOrThrow({ where: { id: officer.id } });
  const grant = { email, organisationId: id, role: "PROVINCIAL_OFFICER", provinceCode: "36" };
  await api.run(administrator, "grantRole", grant, "id");
  await api.run(
    administrator,
    "createApiKey",
    { organisationId: id, name: "reports", days: 90 },
    "secret",
  );

  const before = await seen(administrator, id);
  expect(before).toMatchObject({
    name: "Dinas",
    memberships: [{ email, role: "PROVINCIAL_OFFICER", provinceCode: "36", revokedAt: null }],
    apiKeys: [{ name: "reports", revokedAt: null }],
  });
  expect(JSON.stringify(before)).not.toContain((await db.apiKey.findFirstOrThrow()).hash);

  const [membership, key] = [before?.memberships[0].id, before?.apiKeys[0].id];
  await api.run(administrator, "revokeRole", { id: membership }, "revokedAt");
  await api.run(administrator, "revokeApiKey", { id: key }, "revokedAt");
  await api.run(administrator, "grantRole", grant, "id");
  const after = await seen(administrator, id);
  expect(after?.memberships.map((one: Json) => one.revokedAt !== null)).toEqual([false, true]);
  expect(after?.memberships[1].id).toBe(membership);
  expect(after?.apiKeys[0].revokedAt).not.toBeNull();
});

test("a role that two end at the same moment ends once, by the first", async () => {
  const officer = await api.person(role("AUDITOR"));
  const { id } = await db.membership.findFirstOrThrow({ where: { userId: officer.id } });
  const revoke = () =>
    api.run(administrator, "revokeRole", { id: globalId("Membership", id) }, "revokedAt");
  const [one, other] = await meanwhile(
    db,
    (tx) => tx.$queryRaw`SELECT 1 FROM "Membership" WHERE id = ${id}::uuid FOR UPDATE`,
    revoke,
    revoke,
  );
  expect(one.revokedAt).not.toBeNull();
  expect(other).toEqual(one);
  const where = { action: "role.revoked", subjectId: officer.id };
  expect(await db.auditEvent.count({ where })).toBe(1);
});

test("auditors read them too; nobody else, nor who administers a part alone", async () => {
  const [organisation] = await db.organisation.findMany({ take: 1 });
  const id = btoa(`Organisation:${organisation?.id}`);
  const node = "query($id: ID!) { node(id: $id) { id } }";
  expect(await seen(await api.person(role("AUDITOR")), id)).toBeDefined();
  for (const person of [
    await api.person(role("ORGANISER")),
    await api.person(role("ADMINISTRATOR", { provinceCode: "36" })),
    await api.person(),
  ]) {
    expect(await seen(person, id)).toBeUndefined();
    expect((await person.ask(node, { id })).data.node).toBeNull();
  }
});

test("a role for an address that nobody has signed in with says what to do", async () => {
  const { id } = await api.run(
    administrator,
    "createOrganisation",
    { name: "Mitra", kind: "PARTNER" },
    "id",
  );
  const input = { email: "siapa@test.invalid", organisationId: id, role: "AUDITOR" };
  expect(await api.run(administrator, "grantRole", input, "id")).toMatchObject({
    __typename: "NotFoundError",
    code: "NOT_FOUND",
    message: expect.stringContaining("sign in with it once"),
    path: ["email"],
  });
});
