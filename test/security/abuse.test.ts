import { createHmac } from "node:crypto";
import { connect } from "node:net";
import * as Identity from "@winner/core/identity/index.ts";
import { createGraphql } from "@winner/functions/graphql/handler.ts";
import { createLocalJWKSet, exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";
import { expect, test, vi } from "vitest";
import { openLocalServer } from "../support/local-server.ts";
import { freshDatabase, openApi, role, testServices } from "../support/world.ts";

/** What a stranger may send to take the service down or to be taken for another. */
const statements: string[] = [];
const { db } = await freshDatabase((sql) => statements.push(sql));
const api = openApi(db);
const { base, server, post, signIn } = await openLocalServer(db);
vi.spyOn(console, "log").mockImplementation(() => {});
const owner = await api.person();
const { email } = await db.user.findUniqueOrThrow({ where: { id: owner.id } });
const session = await signIn(email);

const chain = (length: number, body: (next: string, index: number) => string, end: string) =>
  `${Array.from(
    { length },
    (_, index) => `fragment F${index} on Query { ${body(`F${index + 1}`, index)} }`,
  ).join(" ")} fragment F${length} on Query { ${end} }`;
const provinces = "provinces { code }";

test.each([
  [
    "a field under thirty aliases, in fragments of fragments",
    `{ ...F0 } ${chain(4, (next, at) => `${Array.from({ length: 12 }, (_, i) => `a${at}_${i}: provinces { code }`).join(" ")} ...${next}`, provinces)}`,
  ],
  ["a fragment that spreads itself", "{ ...F } fragment F on Query { ...F }"],
  ["fragments in a circle", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"],
  [
    "a circle through a type",
    '{ node(id: "x") { ...E } } fragment E on Edition { stages { ...S } } fragment S on Stage { panels { ...P } } fragment P on Panel { ...S2 } fragment S2 on Panel { ...P }',
  ],
  ["two thousand times one field", `{ ${`${provinces} `.repeat(2000)} }`],
  ["two thousand directives", `{ provinces { code ${"@include(if: true) ".repeat(2000)} } }`],
  [
    "fragments that double at every step",
    `{ ...F0 } ${chain(40, (next) => `...${next} ...${next}`, "nothing")}`,
  ],
  ["a hundred thousand opening brackets", `{ ${"a { ".repeat(100_000)}`],
  ["lists in lists", `{ nodes(ids: ${"[".repeat(5000)}${"]".repeat(5000)}) { id } }`],
])("%s is refused at once and asks the database nothing", async (_, query) => {
  statements.length = 0;
  const start = performance.now();
  const { errors, data } = await api.ask(undefined, query);
  expect(errors?.length).toBeGreaterThan(0);
  expect(data ?? null).toBeNull();
  expect(performance.now() - start).toBeLessThan(2_000);
  expect(statements).toEqual([]);
});

test("the same thing under twenty names costs no more statements than names", async () => {
  const names = Array.from(
    { length: 20 },
    (_, i) => `a${i}: provinces { nameEn regencies { name } }`,
  );
  statements.length = 0;
  const { errors } = await api.ask(undefined, `{ ${names.join(" ")} }`);
  expect(errors).toBeUndefined();
  expect(statements.length).toBeLessThanOrEqual(20);
});

test.each([
  ["lists", "[", "]"],
  ["objects", '{"a":', "1}"],
])(
  "variables of %s, a hundred thousand deep, are refused and the next request is answered",
  async (_, open, close) => {
    const depth = 100_000;
    const inner =
      open === "["
        ? open.repeat(depth) + close.repeat(depth)
        : `${open.repeat(depth)}1${"}".repeat(depth)}`;
    const person = await api.person();
    const query =
      "mutation($input: SaveApplicationInput!) { saveApplication(input: $input) { __typename } }";
    const body = `{"query":${JSON.stringify(query)},"variables":{"input":{"id":"x","expectedVersion":1,"answers":${inner}}}}`;
    const response = await api.post(body, { authorization: `Bearer ${person.token}` });
    const answer = await response.json();
    expect(JSON.stringify(answer)).not.toMatch(/stack|RangeError|Unexpected error/);
    expect((await api.ask(undefined, `{ ${provinces} }`)).data.provinces.length).toBeGreaterThan(0);
  },
);

test("a text of almost a megabyte in a variable is refused by its limit", async () => {
  const person = await api.person();
  const name = "x".repeat(900_000);
  expect(
    await api.run(person, "createTeam", { name, kind: "COMMUNITY" }, "team { id }"),
  ).toMatchObject({
    faults: [{ code: "TOO_LONG" }],
  });
});

test("keys that name a prototype are values like others", async () => {
  const person = await api.person();
  for (const key of ["__proto__", "constructor", "prototype"]) {
    const input = `{"name":"Air","kind":"COMMUNITY","${key}":{"polluted":true}}`;
    const query = "mutation($input: CreateTeamInput!) { createTeam(input: $input) { __typename } }";
    await api.post(
      `{"query":${JSON.stringify(query)},"variables":{"input":${input},"${key}":{"polluted":true}},"${key}":{"polluted":true}}`,
      { authorization: `Bearer ${person.token}` },
    );
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test.each([
  ["half of a character", "A\ud800"],
  ["the other half", "\udc00A"],
  ["a NUL", "A\0"],
])("%s in a text is refused", async (_, name) => {
  const person = await api.person();
  const query =
    "mutation($input: CreateTeamInput!) { createTeam(input: $input) { __typename ... on InputError { faults { code path } } } }";
  const answer = await (
    await api.post(JSON.stringify({ query, variables: { input: { name, kind: "COMMUNITY" } } }), {
      authorization: `Bearer ${person.token}`,
    })
  ).json();
  const { faults } = answer.data?.createTeam ?? {};
  expect(faults?.[0] ?? answer.errors[0].extensions).toMatchObject({
    code: expect.stringMatching(/^(BROKEN_TEXT|NUL_CHARACTER)$/),
  });
});

const whole = 'mutation { createTeam(input: { name: "Air", kind: COMMUNITY }) { __typename } }';

test.each([
  ["text", "text/plain", JSON.stringify({ query: whole })],
  ["a form", "application/x-www-form-urlencoded", new URLSearchParams({ query: whole }).toString()],
  ["no type", "", JSON.stringify({ query: whole })],
  ["GraphQL", "application/graphql", whole],
  [
    "a form of parts",
    "multipart/form-data; boundary=x",
    `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${JSON.stringify({ query: whole })}\r\n--x\r\ncontent-disposition: form-data; name="map"\r\n\r\n{}\r\n--x--\r\n`,
  ],
])(
  "what a page of another site may send without asking, as %s, changes nothing for who is signed in",
  async (_, type, body) => {
    const before = await db.team.count();
    const headers = {
      "content-type": type,
      cookie: session.cookie,
      origin: "https://evil.example",
    };
    await fetch(`${base}/graphql`, { method: "POST", body, headers });
    await fetch(`${base}/graphql?query=${encodeURIComponent(whole)}`, { headers });
    expect(await db.team.count()).toBe(before);
  },
);

test("with the token of the same session, which only a page of ours can read, it does", async () => {
  const before = await db.team.count();
  const response = await post(
    "/graphql",
    { query: whole },
    { authorization: `Bearer ${session.token}` },
  );
  expect((await response.json()).data.createTeam.__typename).toBe("CreateTeamPayload");
  expect(await db.team.count()).toBe(before + 1);
});

test("a client that sends its request drop by drop is cut off", async () => {
  expect(server.headersTimeout).toBeLessThanOrEqual(10_000);
  expect(server.requestTimeout).toBeLessThanOrEqual(30_000);
  server.headersTimeout = 300;
  server.requestTimeout = 600;
  const slow = (head: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(base).port), "localhost", () => socket.write(head));
      const drops = setInterval(() => socket.write("x"), 100);
      let told = "";
      socket.on("data", (data) => {
        told += data;
      });
      socket.on("error", () => {});
      socket.on("close", () => {
        clearInterval(drops);
        resolve(told);
      });
    });
  const start = performance.now();
  const body =
    "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n";
  const [headers, whole] = await Promise.all([slow("POST /graphql HTTP/1.1\r\nx-"), slow(body)]);
  expect(headers).toContain("408");
  expect(whole === "" || whole.includes("408")).toBe(true);
  expect(performance.now() - start).toBeLessThan(5_000);
});

// A key of our own, so that any token can be made.
const { privateKey, publicKey } = await generateKeyPair("EdDSA", { extractable: true });
const stranger = await generateKeyPair("EdDSA");
const jwk = { ...(await exportJWK(publicKey)), alg: "EdDSA", kid: "k" };
const handle = createGraphql({
  db,
  keys: createLocalJWKSet({ keys: [jwk] }),
  streaming: false,
  logging: false,
  ...testServices(),
});
const status = async (token: string, scheme = "Bearer") =>
  (
    await handle(
      new Request("http://test/graphql", {
        method: "POST",
        body: JSON.stringify({ query: "{ me { email } }" }),
        headers: { "content-type": "application/json", authorization: `${scheme} ${token}` },
      }),
    )
  ).status;
const bearer = await api.person();
const token = (changes: (jwt: SignJWT) => SignJWT = (jwt) => jwt, key = privateKey) =>
  changes(
    new SignJWT({ grants: [{ role: "ADMINISTRATOR" }] })
      .setProtectedHeader({ alg: "EdDSA", kid: "k" })
      .setSubject(bearer.id)
      .setAudience("winner")
      .setExpirationTime("5m"),
  ).sign(key);
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

test("a true token is taken", async () => {
  expect(await status(await token())).toBe(200);
});

test.each<[string, () => Promise<string>]>([
  ["has expired", () => token((jwt) => jwt.setExpirationTime(new Date(Date.now() - 60_000)))],
  ["is not valid yet", () => token((jwt) => jwt.setNotBefore(new Date(Date.now() + 600_000)))],
  ["is of nobody", () => token((jwt) => jwt.setSubject("0190a000-0000-7000-8000-000000000000"))],
  ["is for another audience", () => token((jwt) => jwt.setAudience("other"))],
  ["is signed by another key", () => token((jwt) => jwt, stranger.privateKey)],
  ["names no algorithm", async () => `${part({ alg: "none" })}.${(await token()).split(".")[1]}.`],
  [
    "keeps the signature of another content",
    async () => {
      const [head, , signature] = (await token()).split(".");
      return `${head}.${part({ sub: "x", aud: "winner", exp: 9_999_999_999, grants: [{ role: "ADMINISTRATOR" }] })}.${signature}`;
    },
  ],
  [
    "uses the public key as a password",
    async () => {
      const text = `${part({ alg: "HS256", kid: "k" })}.${part({ sub: "x", aud: "winner", exp: 9_999_999_999 })}`;
      return `${text}.${createHmac("sha256", await exportSPKI(publicKey))
        .update(text)
        .digest("base64url")}`;
    },
  ],
  [
    "brings its own key",
    async () => {
      const own = await generateKeyPair("EdDSA", { extractable: true });
      return new SignJWT({})
        .setProtectedHeader({ alg: "EdDSA", jwk: await exportJWK(own.publicKey) })
        .setSubject("x")
        .setAudience("winner")
        .setExpirationTime("5m")
        .sign(own.privateKey);
    },
  ],
  [
    "never ends",
    () =>
      new SignJWT({})
        .setProtectedHeader({ alg: "EdDSA", kid: "k" })
        .setSubject("x")
        .setAudience("winner")
        .sign(privateKey),
  ],
  [
    "names nobody",
    () =>
      new SignJWT({})
        .setProtectedHeader({ alg: "EdDSA", kid: "k" })
        .setAudience("winner")
        .setExpirationTime("5m")
        .sign(privateKey),
  ],
  ["is nonsense", async () => "a.b.c"],
])("a token that %s is refused with 401", async (_, make) => {
  expect(await status(await make())).toBe(401);
});

test("a partner's key works until it is revoked or past its day; a wrong one never", async () => {
  const administrator = await api.person(role("ADMINISTRATOR"));
  const organisation = await db.organisation.create({ data: { name: "Mitra", kind: "PARTNER" } });
  const make = () =>
    Identity.createApiKey(db, administrator.actor, {
      organisationId: organisation.id,
      name: "Kunci",
      days: 1,
    });
  const [revoked, expired] = [await make(), await make()];
  expect(await status(revoked.secret)).toBe(200);
  expect(await status(`${revoked.secret}x`)).toBe(401);
  expect(await status(revoked.secret.slice(0, -1))).toBe(401);
  await Identity.revokeApiKey(db, administrator.actor, revoked.key.id);
  expect(await status(revoked.secret)).toBe(401);
  await db.apiKey.update({ where: { id: expired.key.id }, data: { expiresAt: new Date(0) } });
  expect(await status(expired.secret)).toBe(401);
});

test("a key is compared by its hash alone: nothing kept has a piece of it, but its last four characters to show", async () => {
  const administrator = await api.person(role("ADMINISTRATOR"));
  const organisation = await db.organisation.create({ data: { name: "Mitra", kind: "PARTNER" } });
  statements.length = 0;
  const { key, secret } = await Identity.createApiKey(db, administrator.actor, {
    organisationId: organisation.id,
    name: "Kunci",
    days: 1,
  });
  const kept = JSON.stringify(await db.apiKey.findUnique({ where: { id: key.id } }));
  for (let at = 0; at + 8 <= secret.length; at += 1)
    expect(kept).not.toContain(secret.slice(at, at + 8));
  expect(key.hash).toMatch(/^[0-9a-f]{64}$/);
  // Found by an index on the hash of what was sent: how long that takes tells nothing of the secret.
  await Identity.actorOfKey(db, secret);
  expect(statements.at(-1)).toMatch(/ApiKey|winner_now/);
});
