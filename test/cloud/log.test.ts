import { appendFileSync } from "node:fs";
import { type Auth, createAuth } from "@winner/functions/auth/auth.ts";
import { createDatabaseKeys } from "@winner/functions/auth/keys.ts";
import { job } from "@winner/functions/cloud/job.ts";
import { graphqlLog, log } from "@winner/functions/cloud/log.ts";
import { serve } from "@winner/functions/cloud/serve.ts";
import { createGraphql } from "@winner/functions/graphql/handler.ts";
import { withCaching } from "@winner/functions/http/cache.ts";
import { createHealth } from "@winner/functions/http/health.ts";
import { expect, test, vi } from "vitest";
import { httpEvent } from "../infra/process.ts";
import { freshDatabase, type Json, testServices } from "../support/world.ts";

/** Everything that this process writes while the functions work, as CloudWatch would get it. */
const written: string[] = [];
vi.spyOn(process.stdout, "write").mockImplementation((text) => {
  written.push(String(text));
  if (process.env.LOG) appendFileSync(process.env.LOG, String(text));
  return true;
});
for (const method of ["log", "info", "warn", "error", "debug"] as const)
  vi.spyOn(console, method).mockImplementation((...parts) => {
    written.push(`${parts.map(String).join(" ")}\n`);
  });

const { db } = await freshDatabase();
const codes: string[] = [];
const auth: Auth = createAuth({
  db,
  baseUrl: "https://api.example.invalid",
  secret: "a secret of thirty-two characters",
  sendCode: async (_email, code) => {
    codes.push(code);
  },
});
const graphql = createGraphql({
  ...testServices(),
  db,
  streaming: false,
  keys: createDatabaseKeys(db),
  logging: graphqlLog,
});
const health = createHealth(db, "20261124000000_init");
const handlers = {
  auth: serve("auth", (request) => auth.handler(request)),
  graphql: serve(
    "graphql",
    async (request) => (await health(request)) ?? withCaching(request, await graphql(request)),
  ),
};
let requests = 0;
const send = async (to: keyof typeof handlers, event: ReturnType<typeof httpEvent>) => {
  requests += 1;
  const result = await handlers[to](event as never, { awsRequestId: `request-${requests}` });
  const text = Buffer.from(result.body, "base64").toString();
  return { ...result, text, json: /^[{[]/.test(text) ? (JSON.parse(text) as Json) : {} };
};
const lines = (): Json[] =>
  written
    .join("")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

const email = "siti.rahayu@example.go.id";
const friend = "budi.santoso@example.co.id";
const name = "Siti Rahayu";
const number = "3204110609970001";

test("a run with sign-in, an identity number, refusals and faults leaves no personal data in the log", async () => {
  const secrets: string[] = [];
  await send(
    "auth",
    httpEvent("POST", "/auth/email-otp/send-verification-otp", { email, type: "sign-in" }),
  );
  const wrong = await send(
    "auth",
    httpEvent("POST", "/auth/sign-in/email-otp", { email, otp: "000000" }),
  );
  expect(wrong.statusCode).toBeGreaterThanOrEqual(400);
  const session = await send(
    "auth",
    httpEvent("POST", "/auth/sign-in/email-otp", { email, otp: codes[0] ?? "" }),
  );
  expect(session.statusCode).toBe(200);
  const cookies = session.cookies.map((one) => one.split(";")[0] ?? "");
  const { json } = await send("auth", { ...httpEvent("GET", "/auth/token"), cookies } as never);
  const token: string = json.token;
  expect(token).toMatch(/^eyJ/);
  secrets.push(token, ...cookies, codes[0] ?? "code");
  const ask = (
    query: string,
    variables: object = {},
    headers = { authorization: `Bearer ${token}` },
  ) => send("graphql", httpEvent("POST", "/graphql", { query, variables }, headers));
  const { json: team } = await ask(
    `mutation { createTeam(input: { name: "${name}", kind: COMMUNITY }) { ... on CreateTeamPayload { team { id } } } }`,
  );
  const teamId = team.data.createTeam.team.id;
  await ask(
    "mutation($input: AddTeamMemberInput!) { addTeamMember(input: $input) { __typename } }",
    { input: { teamId, email: friend, name: "Budi Santoso" } },
  );
  const set = `mutation($input: SetIdentityNumberInput!) { setIdentityNumber(input: $input) { __typename } }`;
  const numbered = await ask(set, { input: { teamId, kind: "NIK", value: number } });
  expect(numbered.text).toContain("SetIdentityNumberPayload");
  await ask(set, { input: { teamId, kind: "NIK", value: "1234" } });
  await ask("{ me { email } }", {}, { authorization: `Bearer ${token.slice(0, -3)}xxx` });
  await ask("{ me { email } }", {}, { authorization: "Bearer wk_not_a_key_of_anybody" });
  await ask(`{ nonsense(email: "${email}") }`);
  // A fault whose message quotes what was to be written: the column is not there any more.
  await db.$executeRaw`ALTER TABLE "Team" RENAME COLUMN "name" TO "name2"`;
  const fault = await ask(
    `mutation { createTeam(input: { name: "${name} ${email} ${number}", kind: COMMUNITY }) { __typename } }`,
  );
  expect(fault.json.errors[0].message).not.toContain(email);
  // Prisma quotes the whole input of a call that it cannot understand.
  await expect(
    job("failing", async () => db.team.create({ data: { name, unknown: email } as never }))(
      {},
      { awsRequestId: "job-1" },
    ),
  ).rejects.toThrow("failing failed in request job-1");
  log.warn(`told by another system: ${email}, NIK ${number}, ?token=abc&signature=def`, { token });

  const all = written.join("");
  expect(all).toContain('"level":"ERROR"');
  for (const secret of [email, friend, name, number, "Budi", ...secrets])
    expect(all.includes(secret), `the log shows ${secret}`).toBe(false);
  expect(all).not.toMatch(/[\w.+-]+@[\w-]+\.\w+/);
  expect(all).not.toMatch(/\d{16}/);
  expect(all).not.toMatch(/\beyJ[\w-]{10}/);
  expect(all).not.toMatch(/signature=def|wk_not/);
});

test("every line is JSON; each request has its id, its status and its metrics", () => {
  const told = lines().filter(({ message }) => message === "request");
  expect(told).toHaveLength(requests);
  expect(told[0]).toMatchObject({
    requestId: "request-1",
    function: "auth",
    method: "POST",
    cold: true,
  });
  const measured = lines().filter((line) => line._aws && line.Function === "graphql");
  expect(measured.length).toBeGreaterThan(5);
  expect(measured[0]?._aws.CloudWatchMetrics[0]).toMatchObject({
    Namespace: "Winner",
    Dimensions: [["Function"]],
  });
  const faults = lines().filter(({ level }) => level === "ERROR");
  expect(faults[0]).toMatchObject({ error: { stack: expect.any(Array) } });
  expect(faults.every(({ requestId }) => typeof requestId === "string")).toBe(true);
});

test("a slow statement is noted by its name and text, without its values", async () => {
  const { noteSlow } = await import("@winner/functions/cloud/slow.ts");
  written.length = 0;
  noteSlow(`SELECT * FROM "User" WHERE email = $1 AND name = 'Siti'`, 1200);
  noteSlow("SELECT 1", 3);
  expect(lines()).toHaveLength(1);
  expect(lines()[0]).toMatchObject({
    message: "slow statement",
    milliseconds: 1200,
    statement: expect.stringMatching(/^w[0-9a-f]{40}$/),
    text: `SELECT * FROM "User" WHERE email = $1 AND name = '?'`,
  });
});

test("health is of the process, readiness of the database and its migrations", async () => {
  expect(await send("graphql", httpEvent("GET", "/health"))).toMatchObject({
    statusCode: 200,
    json: { status: "alive" },
  });
  expect(await send("graphql", httpEvent("GET", "/ready"))).toMatchObject({
    statusCode: 200,
    json: { status: "ready" },
  });
  const behind = createHealth(db, "29991231000000_not_yet");
  const answer = await behind(new Request("http://test/ready"));
  expect(answer?.status).toBe(503);
  expect(await answer?.json()).toEqual({ status: "not ready", reason: "MIGRATION_MISSING" });
});

test("an answer may be kept when nobody in particular asked by GET, and never otherwise", async () => {
  const query = `/graphql?query=${encodeURIComponent("{ priorityIssues { code } }")}`;
  const control = async (event: ReturnType<typeof httpEvent>) =>
    (await send("graphql", event)).headers["cache-control"];
  expect(await control(httpEvent("GET", query))).toBe("public, max-age=60, s-maxage=300");
  expect(await control(httpEvent("GET", query, undefined, { authorization: "Bearer wk_x" }))).toBe(
    "no-store",
  );
  expect(await control(httpEvent("GET", "/graphql?query=%7B%20nonsense%20%7D"))).toBe("no-store");
  expect(
    await control(httpEvent("POST", "/graphql", { query: "{ priorityIssues { code } }" })),
  ).toBe("no-store");
});
