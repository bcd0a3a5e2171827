import { forgetSignIns } from "@winner/core/identity/index.ts";
import { createGraphql } from "@winner/functions/graphql/handler.ts";
import { createLocalJWKSet } from "jose";
import { expect, test } from "vitest";
import { givePartnerKey } from "../support/partner.ts";
import { openSignIn } from "../support/sign-in.ts";
import { freshDatabase, openApi, role, testServices } from "../support/world.ts";

const { db } = await freshDatabase();
const { auth, codes, post, askCode, enter, tokenOf } = openSignIn(db);

test("a one-time code gives a session, the session a JWT, and the JWT opens GraphQL", async () => {
  const email = "someone@test.invalid";
  expect((await askCode(email, "10.0.0.1")).status).toBe(200);
  const signIn = await enter(email, "10.0.0.1");
  expect(signIn.status).toBe(200);
  const answer = await tokenOf(signIn);
  const { token } = (await answer.json()) as { token: string };
  const graphql = createGraphql({
    streaming: true,
    ...testServices(),
    db,
    logging: false,
    keys: async (header, input) => createLocalJWKSet(await auth.api.getJwks())(header, input),
  });
  const ask = (bearer: string) =>
    graphql(
      new Request("http://test/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${bearer}` },
        body: JSON.stringify({ query: "{ me { email roles { role } } }" }),
      }),
    );
  expect(await (await ask(token)).json()).toMatchObject({ data: { me: { email, roles: [] } } });
  expect((await ask(`${token.slice(0, -6)}AAAAAA`)).status).toBe(401);
});

test("whoever was added by their address, as a judge or a member, signs in as that person", async () => {
  const api = openApi(db);
  const leader = await api.person();
  const email = "added@test.invalid";
  const team = { name: "Air", kind: "COMMUNITY" };
  const { id: teamId } = (await api.run(leader, "createTeam", team, "team { id }")).team;
  await api.run(leader, "addTeamMember", { teamId, email, name: "Ani" }, "team { id }");
  const before = await db.user.findUniqueOrThrow({ where: { email } });
  expect(before.emailVerified).toBe(false);
  await askCode(email, "10.0.0.9");
  const signIn = await enter(email, "10.0.0.9");
  expect(signIn.status).toBe(200);
  expect(((await signIn.json()) as { user: { id: string } }).user.id).toBe(before.id);
  const after = await db.user.findUniqueOrThrow({ where: { email } });
  expect(after.emailVerified).toBe(true);
  expect(await db.verification.count()).toBe(0);
});

test("a wrong code is refused, and codes are not kept in the clear", async () => {
  const email = "other@test.invalid";
  await post("/email-otp/send-verification-otp", { email, type: "sign-in" }, "10.0.0.2");
  const code = codes.get(email) ?? "";
  const wrong = code === "000000" ? "000001" : "000000";
  expect((await post("/sign-in/email-otp", { email, otp: wrong }, "10.0.0.2")).status).toBe(400);
  const kept = await db.verification.findMany();
  expect(kept.some((row) => row.value.includes(code))).toBe(false);
});

test("sessions and codes whose time is over are deleted, in batches, and no others", async () => {
  await db.session.deleteMany();
  await db.verification.deleteMany();
  const { id: userId } = await openApi(db).person();
  const days = [-3, -2, -1, 1];
  const at = (day: number) => new Date(Date.now() + day * 86_400_000);
  await db.session.createMany({
    data: days.map((day) => ({
      id: crypto.randomUUID(),
      token: `t${day}`,
      userId,
      expiresAt: at(day),
    })),
  });
  await db.verification.createMany({
    data: days.map((day) => ({
      id: `v${day}`,
      identifier: "sign-in-otp-a@test.invalid",
      value: "x",
      expiresAt: at(day),
    })),
  });
  expect(await forgetSignIns(db, 2)).toBe(4);
  expect(await forgetSignIns(db, 2)).toBe(2);
  expect(await forgetSignIns(db, 2)).toBe(0);
  expect((await db.session.findMany()).map((one) => one.token)).toEqual(["t1"]);
  expect((await db.verification.findMany()).map((one) => one.id)).toEqual(["v1"]);
});

test("one's own name is corrected, and neither the address nor the erasure with it", async () => {
  const email = "benar@test.invalid";
  await askCode(email, "10.0.0.8");
  const { headers } = await enter(email, "10.0.0.8");
  const cookie = headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  const change = (body: object) =>
    auth.handler(
      new Request("http://test/auth/update-user", {
        method: "POST",
        headers: { "content-type": "application/json", origin: "http://test", cookie },
        body: JSON.stringify(body),
      }),
    );
  expect((await change({ name: "Benar Sekali", erasedAt: new Date() })).status).toBe(200);
  await change({ email: "lain@test.invalid" });
  expect(await db.user.findUniqueOrThrow({ where: { email } })).toMatchObject({
    name: "Benar Sekali",
    erasedAt: null,
  });
  expect((await change({ name: "Dua\nbaris" })).status).toBe(400);
  expect((await change({ name: "x".repeat(201) })).status).toBe(400);
});

test("asking for codes is limited per address", async () => {
  const statuses: number[] = [];
  for (let index = 0; index < 7; index += 1)
    statuses.push((await askCode(`x${index}@test.invalid`, "10.0.0.3")).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
});

test("a partner's key reads public data, nothing else, and ends when revoked", async () => {
  const api = openApi(db);
  const administrator = await api.person(role("ADMINISTRATOR"));
  const { secret, id } = await givePartnerKey(api, administrator);
  expect((await api.ask(secret, "{ provinces { code } }")).data.provinces).toHaveLength(38);
  expect(
    (await api.ask(secret, "{ applications { edges { node { id } } } }")).errors?.[0]?.extensions
      .code,
  ).toBe("FORBIDDEN");
  await api.run(administrator, "revokeApiKey", { id }, "revokedAt");
  expect((await api.ask(secret, "{ provinces { code } }")).errors?.[0]?.extensions.code).toBe(
    "BAD_TOKEN",
  );
});
