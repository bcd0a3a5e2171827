import { type HttpEvent, requestOf, resultOf } from "@winner/functions/cloud/event.ts";
import { createGraphql } from "@winner/functions/graphql/handler.ts";
import { serverAudits } from "graphql-http";
import { createLocalJWKSet } from "jose";
import { expect, test } from "vitest";
import { openLocalServer } from "../support/local-server.ts";
import { freshDatabase, testServices } from "../support/world.ts";

const { db } = await freshDatabase();
const { base } = await openLocalServer(db);

const graphql = createGraphql({
  streaming: false,
  db,
  keys: createLocalJWKSet({ keys: [] }),
  logging: false,
  ...testServices(),
});

/** A request as API Gateway would tell the function of it, and the function's result as a response. */
async function throughGateway(url: string, init: RequestInit = {}): Promise<Response> {
  const { pathname, search, host } = new URL(url);
  const event: HttpEvent = {
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: Object.fromEntries(new Headers(init.headers)),
    isBase64Encoded: false,
    requestContext: {
      domainName: host,
      http: { method: init.method ?? "GET", sourceIp: "203.0.113.7" },
    },
    ...(typeof init.body === "string" && { body: init.body }),
  };
  const { statusCode, headers, body } = await resultOf(await graphql(requestOf(event)));
  return new Response(statusCode === 204 ? null : Buffer.from(body, "base64"), {
    status: statusCode,
    headers,
  });
}

/**
 * Audits of MAY that need not pass: a request whose parameters are of the wrong type may be 400 also in the
 * old type, application/json, or 200 with errors as that type has it; in the new type it is 400 (below).
 * Every MUST and SHOULD passes. docs/conformance.md has the same.
 */
const optional = new Set(["LKJ1", "LKJ2", "8764", "3E3A"]);

const ways = [
  ["the local server", `${base}/graphql`, fetch],
  ["Lambda's events", "https://api.test/graphql", throughGateway],
] as const;

for (const [name, url, fetchFn] of ways)
  test.each(serverAudits({ url, fetchFn }).map((audit) => [audit.name, audit] as const))(
    `GraphQL over HTTP through ${name}: %s`,
    async (_, audit) => {
      const result = await audit.fn();
      const reason = result.status === "ok" ? undefined : result.reason;
      if (!optional.has(audit.id)) expect(reason, audit.id).toBeUndefined();
      else expect(audit.name).toMatch(/^MAY /);
    },
  );

test("the audits find a server that answers in a wrong type or runs a mutation by GET", async () => {
  const broken = async (target: string, init?: RequestInit) => {
    const response = await fetch(target, init);
    return new Response(await response.text(), { headers: { "content-type": "text/plain" } });
  };
  const results = await Promise.all(
    serverAudits({ url: `${base}/graphql`, fetchFn: broken }).map((audit) => audit.fn()),
  );
  const failed = results.filter((result) => result.status !== "ok");
  expect(failed.length).toBeGreaterThan(5);
  expect(failed.some((result) => /mutation/i.test(result.name))).toBe(true);
});

const types = ["application/graphql-response+json", "application/json"] as const;
const ask = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${base}/graphql`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", accept: types[0], ...headers },
  });
const good = { query: "{ programmes { code } }" };
const bad = {
  "asks with a number": { query: 7 },
  "has a list for variables": { query: "{ programmes { code } }", variables: [] },
  "does not parse": { query: "{" },
  "asks for a field that is none": { query: "{ nothing }" },
  "lacks a variable": { query: "query($id: ID!) { node(id: $id) { id } }" },
  "names an operation that is none": {
    query: "query A { programmes { code } }",
    operationName: "B",
  },
};

test.each(types)("an answer is in the type that is asked for: %s", async (type) => {
  const response = await ask(good, { accept: type });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe(`${type}; charset=utf-8`);
});

test("a type that we do not speak is refused with 406", async () => {
  expect((await ask(good, { accept: "text/csv" })).status).toBe(406);
});

test.each(Object.entries(bad))(
  "a request that %s is 400 in the new type and tells its errors without data",
  async (_, body) => {
    const response = await ask(body);
    expect(response.status).toBe(400);
    const answer = await response.json();
    expect(answer.errors.length).toBeGreaterThan(0);
    expect(answer).not.toHaveProperty("data");
  },
);

test("a refused query, which ran, is 200 with data and errors", async () => {
  const response = await ask({ query: "{ me { email } }" });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    data: { me: null },
    errors: [{ extensions: { code: "UNAUTHENTICATED" } }],
  });
});

test("a mutation by GET is refused with 405 and does not run", async () => {
  const before = await db.auditEvent.count();
  const query = 'mutation { createTeam(input: { name: "A", kind: COMMUNITY }) { __typename } }';
  const response = await fetch(`${base}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { accept: types[0] },
  });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("POST");
  expect(await response.json()).not.toHaveProperty("data");
  expect(await db.auditEvent.count()).toBe(before);
});

test("a query by GET gives what it gives by POST", async () => {
  const query =
    "query($code: ProgrammeCode!) { programmes { code } planTemplates(programme: $code) { name } }";
  const variables = { code: "WINNER" };
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const byGet = await fetch(`${base}/graphql?${search}`, { headers: { accept: types[0] } });
  expect(byGet.status).toBe(200);
  expect(await byGet.json()).toEqual(await (await ask({ query, variables })).json());
});

test("a batch is answered in its order, up to ten operations", async () => {
  const batch = await ask([good, { query: "{ nothing }" }, good]);
  const answers = await batch.json();
  expect(answers).toHaveLength(3);
  expect(answers[0]).toEqual(answers[2]);
  expect(answers[1].errors).toHaveLength(1);
  const tooMany = await ask(Array.from({ length: 11 }, () => good));
  expect(tooMany.status).toBe(413);
});
