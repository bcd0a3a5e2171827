import { type HttpEvent, requestOf, resultOf } from "@winner/functions/cloud/event.ts";
import { createGraphql } from "@winner/functions/graphql/handler.ts";
import { createLocalJWKSet } from "jose";
import { expect, test } from "vitest";
import { freshDatabase, testServices } from "../support/world.ts";

const { db } = await freshDatabase();
const graphql = createGraphql({
  streaming: false,
  db,
  keys: createLocalJWKSet({ keys: [] }),
  logging: false,
  ...testServices(),
});
const event = (changes: Partial<HttpEvent>): HttpEvent => ({
  rawPath: "/graphql",
  rawQueryString: "",
  headers: { "content-type": "application/json", "x-client-address": "spoofed" },
  isBase64Encoded: false,
  requestContext: { domainName: "api.test", http: { method: "POST", sourceIp: "203.0.113.7" } },
  ...changes,
});
const query = JSON.stringify({ query: "{ priorityIssues { code } }" });

test.each([
  ["plain", query, false],
  ["in base64", Buffer.from(query).toString("base64"), true],
])(
  "an event with its body %s is answered as by the local server",
  async (_name, body, isBase64Encoded) => {
    const result = await resultOf(await graphql(requestOf(event({ body, isBase64Encoded }))));
    expect(result.statusCode).toBe(200);
    const answer = JSON.parse(Buffer.from(result.body, "base64").toString());
    expect(answer.data.priorityIssues).toHaveLength(7);
  },
);

test("the address is the gateway's word, the query string and the cookies come through", () => {
  const request = requestOf(
    event({ rawPath: "/auth/x", rawQueryString: "a=1&b=%20", cookies: ["a=1", "b=2"] }),
  );
  expect(request.headers.get("x-client-address")).toBe("203.0.113.7");
  expect(request.url).toBe("https://api.test/auth/x?a=1&b=%20");
  expect(request.headers.get("cookie")).toBe("a=1; b=2");
});

test("each cookie of a response is one of its own", async () => {
  const headers = new Headers([
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
    ["x-other", "y"],
  ]);
  expect(await resultOf(new Response("", { headers }))).toMatchObject({
    cookies: ["a=1", "b=2"],
    headers: { "x-other": "y" },
  });
});

test("a subscription is refused with what to do, and does not hang until the function's end", async () => {
  const id = btoa("Panel:01900000-0000-7000-8000-000000000000");
  const body = JSON.stringify({
    query: `subscription { judgingProgressed(panelId: "${id}") { submitted } }`,
  });
  const headers = { "content-type": "application/json", accept: "text/event-stream" };
  const result = await resultOf(await graphql(requestOf(event({ body, headers }))));
  expect(Buffer.from(result.body, "base64").toString()).toContain("SUBSCRIPTIONS_UNAVAILABLE");
});

test("a body that is too large is refused with its status", async () => {
  const body = "x".repeat(1_000_001);
  expect((await resultOf(await graphql(requestOf(event({ body }))))).statusCode).toBe(413);
});
