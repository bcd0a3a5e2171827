import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256 } from "@winner/core/kernel/secret.ts";
import { createGraphql } from "@winner/functions/graphql/handler.ts";
import { readSettings } from "@winner/functions/graphql/settings.ts";
import { readTrustedDocuments } from "@winner/functions/graphql/trusted-document.ts";
import { withCaching } from "@winner/functions/http/cache.ts";
import { describe, expect, test } from "vitest";
import { givePartnerKey } from "../support/partner.ts";
import { freshDatabase, openApi, role, testServices } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);

const provinces =
  "query Provinces($n: Int) { provinces { code } editions(first: $n) { edges { node { id } } } }";
const me = "query Me { me { name } }";
const found =
  "mutation Found($name: String!) { createTeam(input: { name: $name, kind: COMMUNITY }) { __typename } }";
const wide =
  "{ editions(first: 100) { edges { node { stages { panels { id } results { rows { derivation { criteria { marks { value } } } } } } } } } }";
const refused = "{ applications { edges { node { id } } } }";
const all = [provinces, me, found, wide, refused];

/** As GraphQL Code Generator's client preset writes it (`persistedDocuments: { hashAlgorithm: "sha256" }`). */
const file = join(mkdtempSync(join(tmpdir(), "winner-documents-")), "persisted-documents.json");
writeFileSync(
  file,
  JSON.stringify(Object.fromEntries(all.map((document) => [sha256(document), document]))),
);

const open = (free: Parameters<typeof readSettings>[0] = {}) =>
  createGraphql({
    ...testServices(),
    db,
    keys: api.keys,
    streaming: true,
    logging: false,
    trusted: { documents: readTrustedDocuments(file), free: readSettings(free).free },
  });
const anyone = open();
const post = async (handle: typeof anyone, body: object, headers: Record<string, string> = {}) => {
  const response = await handle(
    new Request("http://test/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    }),
  );
  const answer = await response.json();
  return { status: response.status, ...answer, code: answer.errors?.[0]?.extensions?.code };
};
const get = async (query: Record<string, string>, headers: Record<string, string> = {}) => {
  const request = new Request(`http://test/graphql?${new URLSearchParams(query)}`, { headers });
  const response = await withCaching(request, await anyone(request));
  return { status: response.status, headers: response.headers, answer: await response.json() };
};
const apollo = (hash: string) => ({ persistedQuery: { version: 1, sha256Hash: hash } });

describe("a hash stands for its document", () => {
  const id = sha256(provinces);
  test.each([
    ["documentId", { documentId: id }],
    ["documentId with its algorithm", { documentId: `sha256:${id}` }],
    ["extensions", { extensions: apollo(id) }],
    [
      "documentId with variables and a name",
      { documentId: id, variables: { n: 1 }, operationName: "Provinces" },
    ],
  ])("by POST: %s", async (_, body) => {
    expect((await post(anyone, body)).data.provinces).toHaveLength(38);
  });

  test.each([
    ["documentId", { documentId: id }],
    ["extensions", { extensions: JSON.stringify(apollo(id)) }],
    ["with variables", { documentId: `sha256:${id}`, variables: '{"n":1}' }],
  ] as [string, Record<string, string>][])("by GET, kept for everyone: %s", async (_, query) => {
    const { status, headers, answer } = await get(query);
    expect(status).toBe(200);
    expect(answer.data.provinces).toHaveLength(38);
    expect(headers.get("cache-control")).toBe("public, max-age=60, s-maxage=300");
    expect(headers.get("vary")).toContain("accept-language");
  });

  test("by GET, but not kept: with a token, with an error, a mutation", async () => {
    const person = await api.person();
    const own = await get({ documentId: sha256(me) }, { authorization: `Bearer ${person.token}` });
    expect(own.answer.data.me.name).toBe("Test person");
    const failed = await get({ documentId: sha256(refused) });
    const mutation = await get({ documentId: sha256(found), variables: '{"name":"x"}' });
    expect(mutation.status).toBe(405);
    const unknown = await get({ documentId: sha256("{ __typename }") });
    expect(unknown.status).toBe(404);
    for (const { headers } of [own, failed, mutation, unknown])
      expect(headers.get("cache-control")).toBe("no-store");
    expect(await db.team.count()).toBe(0);
  });

  test("in a batch", async () => {
    const response = await api.post(JSON.stringify([{ documentId: id }]));
    expect((await response.json())[0].errors[0].extensions.code).toBe("PERSISTED_QUERY_NOT_FOUND");
    const answers = await (
      await anyone(
        new Request("http://test/graphql", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify([
            { documentId: id },
            { query: "{ __typename }" },
            { documentId: "x" },
          ]),
        }),
      )
    ).json();
    expect(answers.map((one: any) => one.errors?.[0].extensions.code)).toEqual([
      undefined,
      undefined,
      "PERSISTED_QUERY_NOT_FOUND",
    ]);
  });

  test("which keeps every limit", async () => {
    expect((await post(anyone, { documentId: sha256(wide) })).code).toBe("COST_TOO_HIGH");
  });

  test.each([
    ["unknown", { documentId: sha256("{ x }") }, 404, "PERSISTED_QUERY_NOT_FOUND"],
    ["a name of every object", { documentId: "__proto__" }, 404, "PERSISTED_QUERY_NOT_FOUND"],
    ["another", { documentId: "constructor" }, 404, "PERSISTED_QUERY_NOT_FOUND"],
    ["none", {}, 400, "BAD_REQUEST"],
    ["no text", { documentId: 7 }, 400, "BAD_REQUEST"],
    ["empty", { documentId: "", query: "" }, 400, "BAD_REQUEST"],
  ])("that is not known is refused: %s", async (_, body, status, code) => {
    const accept = { accept: "application/graphql-response+json" };
    expect(await post(anyone, body, accept)).toMatchObject({ status, code });
  });
});

describe("who may ask other documents is a setting", () => {
  const partners = open({ WINNER_FREE_DOCUMENTS: "partner" });
  const nobody = open({ WINNER_FREE_DOCUMENTS: "" });
  const other = { query: "{ provinces { code } }" };

  test("partners alone", async () => {
    const administrator = await api.person(role("ADMINISTRATOR"));
    const { secret } = await givePartnerKey(api, administrator);
    const user = { authorization: `Bearer ${administrator.token}` };
    const key = { authorization: `Bearer ${secret}` };
    expect((await post(partners, other, key)).data.provinces).toHaveLength(38);
    for (const headers of [{}, user]) {
      expect(await post(partners, other, headers)).toMatchObject({
        status: 403,
        code: "UNTRUSTED_DOCUMENT",
      });
      expect(
        await post(partners, { ...other, extensions: apollo(sha256(provinces)) }, headers),
      ).toMatchObject({ code: "UNTRUSTED_DOCUMENT" });
      expect(
        (await post(partners, { documentId: sha256(provinces) }, headers)).data.provinces,
      ).toHaveLength(38);
    }
  });

  test("nobody, not even in a batch or by GET", async () => {
    expect((await post(nobody, other)).code).toBe("UNTRUSTED_DOCUMENT");
    const answer = await nobody(
      new Request(`http://test/graphql?query=${encodeURIComponent(other.query)}`),
    );
    expect((await answer.json()).errors[0].extensions.code).toBe("UNTRUSTED_DOCUMENT");
    const batch = await nobody(
      new Request("http://test/graphql", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify([{ documentId: sha256(provinces) }, other]),
      }),
    );
    expect((await batch.json()).map((one: any) => one.errors?.[0].extensions.code)).toEqual([
      undefined,
      "UNTRUSTED_DOCUMENT",
    ]);
  });
});

test.each([
  [{ WINNER_ORIGINS: "*" }, "WINNER_ORIGINS"],
  [{ WINNER_ORIGINS: "null" }, "WINNER_ORIGINS"],
  [{ WINNER_ORIGINS: "https://app.example.id/" }, "WINNER_ORIGINS"],
  [{ WINNER_ORIGINS: "app.example.id" }, "WINNER_ORIGINS"],
  [{ WINNER_FREE_DOCUMENTS: "everyone" }, "WINNER_FREE_DOCUMENTS"],
  [{ WINNER_RATE_USER: "fast" }, "WINNER_RATE_USER"],
  [{ WINNER_RATE_USER: "0/10" }, "WINNER_RATE_USER"],
  [{ WINNER_INTROSPECTION: "no" }, "WINNER_INTROSPECTION"],
])("a setting that cannot be read stops the start and is named: %j", (environment, name) => {
  expect(() => readSettings(environment)).toThrow(name);
});

test("settings are read, and absent ones are preset", () => {
  const { rates, ...rest } = readSettings({
    WINNER_ORIGINS: "https://app.example.id, http://localhost:5173",
    WINNER_INTROSPECTION: "0",
    WINNER_RATE_KEY: "9000/500",
  });
  expect(rest).toEqual({
    origins: ["https://app.example.id", "http://localhost:5173"],
    introspection: false,
    playground: true,
    documents: undefined,
    free: ["ANONYMOUS", "USER", "PARTNER"],
  });
  expect(rates.key).toMatchObject({ perMinute: 9000, burst: 500 });
  expect(rates.user).toMatchObject({ perMinute: 600, burst: 300 });
});
