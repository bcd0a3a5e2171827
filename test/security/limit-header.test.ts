import { mkdtempSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@winner/functions/cloud/serve.ts";
import { readSettings } from "@winner/functions/graphql/settings.ts";
import { withSecurity } from "@winner/functions/http/security-header.ts";
import { afterAll, describe, expect, test, vi } from "vitest";
import { httpEvent } from "../infra/process.ts";
import { freshDatabase } from "../support/world.ts";

vi.stubEnv("WINNER_DATA", mkdtempSync(join(tmpdir(), "winner-data-")));
vi.spyOn(console, "log").mockImplementation(() => {});
const { createLocalServer, createLocalServices } = await import(
  "@winner/functions/local/server.ts"
);
const { freePort } = await import("@winner/core/database/embedded.ts");
const { db } = await freshDatabase();
const ours = "https://app.example.id";

async function start(environment: Record<string, string>) {
  const port = await freePort();
  const services = createLocalServices(db, port);
  const server = createLocalServer(services, readSettings(environment));
  await new Promise<void>((resolve) => server.listen(port, resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return { services, base: `http://localhost:${(server.address() as AddressInfo).port}` };
}
const { base, services } = await start({ WINNER_ORIGINS: `${ours},http://localhost:5173` });
const closed = await start({ WINNER_PLAYGROUND: "0", WINNER_INTROSPECTION: "0" });

const post = (path: string, headers: Record<string, string> = {}, at = base) =>
  fetch(at + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: '{"query":"{ __typename }"}',
  });
const link = services.links.make(
  "/documents/billing.pdf",
  { document: "INVOICE", id: "0190a000-0000-7000-8000-000000000000" },
  60,
);

const answers: [string, () => Promise<Response>][] = [
  ["GraphQL", () => post("/graphql")],
  ["GraphQL by GET", () => fetch(`${base}/graphql?query={__typename}`)],
  ["GraphQL refused", () => post("/graphql", { authorization: "Bearer wrong" })],
  ["a form", () => post("/graphql", { "content-type": "text/plain" })],
  ["keys of sign-in", () => fetch(`${base}/auth/jwks`)],
  ["sign-in refused", () => post("/auth/sign-in/email-otp")],
  ["the playground", () => fetch(`${base}/graphql`, { headers: { accept: "text/html" } })],
  ["health", () => fetch(`${base}/health`)],
  ["readiness", () => fetch(`${base}/ready`)],
  ["a download", () => fetch(link)],
  ["a check of a document", () => fetch(`${base}/documents/verify?code=none`)],
  ["an export without a right", () => fetch(`${base}/exports/registrations.csv`)],
  ["a webhook that is not genuine", () => post("/webhooks/midtrans")],
  ["a file without a right", () => fetch(`${base}/files/x`)],
  ["nothing", () => fetch(`${base}/nothing`)],
  ["the redirection", () => fetch(base, { redirect: "manual" })],
];

test.each(answers)("every answer tells browsers what it is: %s", async (name, ask) => {
  const { headers, status } = await ask();
  expect(status, name).toBeLessThan(500);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("x-frame-options")).toBe("DENY");
  expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
  expect(headers.get("content-security-policy")).toMatch(/frame-ancestors 'none'/);
  expect(headers.get("content-security-policy")).toMatch(/default-src 'none'/);
  expect(headers.get("access-control-allow-origin")).toBeNull();
  // Plain HTTP on this machine.
  expect(headers.get("strict-transport-security")).toBeNull();
});

test("in the cloud everything is by HTTPS, also what fails", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  for (const handle of [
    async () => new Response("fine"),
    () => Promise.reject(new Error("not to be told")),
  ]) {
    const result = await serve("test", handle)(httpEvent("GET", "/x") as never, {
      awsRequestId: "1",
    });
    expect(result.headers["strict-transport-security"]).toMatch(
      /^max-age=\d{8}; includeSubDomains$/,
    );
    expect(result.headers["x-content-type-options"]).toBe("nosniff");
    expect(Buffer.from(result.body, "base64").toString()).not.toContain("not to be told");
  }
  vi.mocked(process.stdout.write).mockRestore();
});

test("a PDF may be shown by the browser's own page, but in no frame", () => {
  const pdf = new Response("", { headers: { "content-type": "application/pdf" } });
  expect(withSecurity(pdf, { https: true }).headers.get("content-security-policy")).toBe(
    "frame-ancestors 'none'",
  );
});

describe("the playground", () => {
  test("may do what it needs and call nobody else", async () => {
    const page = await fetch(`${base}/graphql`, { headers: { accept: "text/html" } });
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'unsafe-inline'");
    expect(policy).toContain("worker-src blob:");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/https?:|\*/);
  });

  test("is a setting", async () => {
    const page = await fetch(`${closed.base}/graphql`, { headers: { accept: "text/html" } });
    expect(await page.text()).not.toContain("GraphiQL");
    const schema = await (await post("/graphql", {}, closed.base)).json();
    expect(schema.data.__typename).toBe("Query");
    const asked = await fetch(`${closed.base}/graphql?query={__schema{queryType{name}}}`);
    expect((await asked.json()).errors[0].message).toMatch(/introspection/i);
  });
});

describe("pages of other sites", () => {
  const others = [
    "null",
    "https://app.example.id.evil.example",
    "https://evil.example",
    "http://app.example.id",
    "https://APP.example.id",
    "*",
    "",
  ];
  const preflight = (path: string, origin: string, at = base) =>
    fetch(at + path, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });

  test.each(others)("get no leave: %s", async (origin) => {
    for (const path of ["/graphql", "/auth/jwks", "/auth/sign-in/email-otp"]) {
      const asked = await preflight(path, origin);
      expect(asked.status).toBe(403);
      const called = await post(path, { origin });
      for (const { headers } of [asked, called]) {
        expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
        expect(headers.get("vary")).toContain("origin");
      }
    }
  });

  test("named in the settings may call; cookies go to sign-in alone", async () => {
    for (const [path, credentials] of [
      ["/graphql", null],
      ["/auth/jwks", "true"],
    ] as const) {
      const asked = await preflight(path, ours);
      expect(asked.status).toBe(204);
      expect(asked.headers.get("access-control-allow-origin")).toBe(ours);
      expect(asked.headers.get("access-control-allow-methods")).toBe("GET, POST");
      expect(asked.headers.get("access-control-allow-headers")).toContain("authorization");
      const called = await post(path, { origin: ours });
      expect(called.headers.get("access-control-allow-origin")).toBe(ours);
      expect(called.headers.get("access-control-expose-headers")).toContain("retry-after");
      for (const { headers } of [asked, called]) {
        expect(headers.get("access-control-allow-credentials")).toBe(credentials);
        expect(headers.get("vary")).toContain("origin");
      }
    }
  });

  test("get no leave at all where none is named", async () => {
    const { headers, status } = await preflight("/graphql", ours, closed.base);
    expect(status).toBe(403);
    expect(headers.get("access-control-allow-origin")).toBeNull();
  });

  test("may not sign in from elsewhere, and may from a named site", async () => {
    const body = JSON.stringify({ email: "cors@test.invalid", otp: "123456" });
    const from = (origin: string) =>
      fetch(`${base}/auth/sign-in/email-otp`, {
        method: "POST",
        headers: { "content-type": "application/json", origin, cookie: "a=b" },
        body,
      });
    for (const origin of ["https://evil.example", "null"])
      expect((await from(origin)).status).toBe(403);
    expect((await from(base)).status).toBe(400);
    expect((await from(ours)).status).toBe(400); // the code is wrong, the site is not
  });

  const form = (type: string) => ({
    method: "POST",
    headers: { ...(type && { "content-type": type }), origin: "https://evil.example" },
  });
  test.each([
    "text/plain",
    "text/plain; application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "",
  ])("cannot have a form sent as a request: %s", async (type) => {
    const query =
      'mutation { createTeam(input: { name: "Forged", kind: COMMUNITY }) { __typename } }';
    for (const body of [
      JSON.stringify({ query }),
      `query=${encodeURIComponent(query)}`,
      `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${JSON.stringify({ query })}\r\n--x--\r\n`,
    ]) {
      const response = await fetch(`${base}/graphql`, {
        ...form(type),
        body: new TextEncoder().encode(body),
      });
      expect(response.status).toBe(415);
      expect((await response.json()).errors[0].extensions.code).toBe("UNSUPPORTED_MEDIA_TYPE");
    }
  });

  test("cannot have a mutation done by an address", async () => {
    const query = encodeURIComponent(
      'mutation { createTeam(input: { name: "Forged", kind: COMMUNITY }) { __typename } }',
    );
    expect((await fetch(`${base}/graphql?query=${query}`)).status).toBe(405);
  });
});
