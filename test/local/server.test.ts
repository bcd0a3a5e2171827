import { createHash } from "node:crypto";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { expect, test, vi } from "vitest";
import { seedDemo } from "../../prisma/seed/demo.ts";
import { seedOpenEditions } from "../../prisma/seed/open.ts";
import { openLocalServer } from "../support/local-server.ts";
import { openTill } from "../support/till.ts";
import { freshDatabase, type Json } from "../support/world.ts";

/** The local server as a newcomer meets it: over HTTP alone. */
vi.spyOn(console, "log").mockImplementation(() => {});
const { db } = await freshDatabase();
await seedOpenEditions(db);
await seedDemo(db);
const { base, post, signIn } = await openLocalServer(db);

const tokenOf = async (email: string) => (await signIn(email)).token;

const ask = async (token: string, query: string, variables: object = {}): Promise<Json> => {
  const response = await post(
    "/graphql",
    { query, variables },
    { authorization: `Bearer ${token}` },
  );
  const { data, errors } = await response.json();
  expect(errors).toBeUndefined();
  return data;
};

test("an applicant signs in by code, applies with a file and submits; the organiser exports it", async () => {
  const applicant = await tokenOf("applicant@demo.winner.id");
  expect(await ask(applicant, "{ me { email roles { role } } }")).toEqual({
    me: { email: "applicant@demo.winner.id", roles: [] },
  });
  const { editions } = await ask(
    applicant,
    "{ editions { edges { node { id programme { code } } } } }",
  );
  const editionId = editions.edges.find((edge: Json) => edge.node.programme.code === "WINNER").node
    .id;
  const { createTeam } = await ask(
    applicant,
    'mutation { createTeam(input: { name: "Air", kind: COMMUNITY }) { ... on CreateTeamPayload { team { id } } } }',
  );
  const { createApplication } = await ask(
    applicant,
    "mutation($input: CreateApplicationInput!) { createApplication(input: $input) { ... on CreateApplicationPayload { application { id version } } ... on Error { code path } } }",
    {
      input: {
        editionId,
        teamId: createTeam.team.id,
        provinceCode: "36",
        issueCode: "WATER",
        title: "Air bersih",
        summary: "Sumur",
      },
    },
  );
  const { id, version } = createApplication.application;
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  const { requestUpload } = await ask(
    applicant,
    "mutation($input: RequestUploadInput!) { requestUpload(input: $input) { ... on RequestUploadPayload { fileId url headers { name value } } ... on Error { code } } }",
    {
      input: {
        applicationId: id,
        questionKey: "proposal",
        name: "foto.png",
        mediaType: "image/png",
        size: png.length,
        sha256: createHash("sha256").update(png).digest("hex"),
      },
    },
  );
  const sent = await fetch(requestUpload.url, {
    method: "PUT",
    body: png,
    headers: { "content-type": "image/png" },
  });
  expect(sent.status).toBe(200);
  const { confirmUpload } = await ask(
    applicant,
    "mutation($id: ID!) { confirmUpload(input: { fileId: $id }) { ... on ConfirmUploadPayload { file { url } } ... on Error { code } } }",
    { id: requestUpload.fileId },
  );
  const read = await fetch(confirmUpload.file.url);
  expect(Buffer.from(await read.arrayBuffer())).toEqual(png);
  const { saveApplication } = await ask(
    applicant,
    "mutation($input: SaveApplicationInput!) { saveApplication(input: $input) { ... on SaveApplicationPayload { application { version } } ... on Error { code path } } }",
    {
      input: {
        id,
        expectedVersion: version,
        answers: {
          problem: "The river is far from the village.",
          solution: "Wells with pumps that the village keeps.",
          beneficiaries: 300,
          funding: "OWN",
        },
      },
    },
  );
  expect(saveApplication.application.version).toBe(version + 1);
  const { submitApplication } = await ask(
    applicant,
    "mutation($id: ID!) { submitApplication(input: { id: $id }) { ... on SubmitApplicationPayload { application { state registrationNumber } } ... on Error { code } } }",
    { id },
  );
  expect(submitApplication.application.state).toBe("SUBMITTED");
  const organiser = await tokenOf("organiser@demo.winner.id");
  const { exportRegistrations } = await ask(
    organiser,
    "mutation($id: ID!) { exportRegistrations(input: { editionId: $id }) { ... on ExportRegistrationsPayload { url } } }",
    { id: editionId },
  );
  const table = await (await fetch(exportRegistrations.url)).text();
  expect(table).toContain(submitApplication.application.registrationNumber);
});

test("an invoice is paid through the simulated gateway, its client and its webhook", async () => {
  const administrator = await tokenOf("administrator@demo.winner.id");
  const till = await openTill(db);
  const invoice = await till.invoice(await till.clinic(), 300_000n);
  const input = {
    invoiceId: globalId("Invoice", invoice.id),
    gateway: "XENDIT",
    method: "VIRTUAL_ACCOUNT",
    bank: "BRI",
    idempotencyKey: "local",
  };
  const { requestPayment } = await ask(
    administrator,
    "mutation($input: RequestPaymentInput!) { requestPayment(input: $input) { ... on RequestPaymentPayload { request { accountNumber } } ... on Error { code } } }",
    { input },
  );
  const payTo = requestPayment.request.accountNumber;
  const paid = await (await post("/gateway/pay", { payTo })).json();
  expect(paid).toEqual({ paid: payTo, gateway: "XENDIT", webhook: 200 });
  await vi.waitFor(async () =>
    expect(await till.stateOf(invoice.id)).toEqual({ state: "PAID", open: 0n }),
  );
  expect((await post("/gateway/pay", { payTo })).status).toBe(404);
});

test("a wrong code is refused, and guessing is stopped", async () => {
  const email = "auditor@demo.winner.id";
  await post("/auth/email-otp/send-verification-otp", { email, type: "sign-in" });
  const tries = [];
  for (let index = 0; index < 12; index += 1)
    tries.push((await post("/auth/sign-in/email-otp", { email, otp: "000000" })).status);
  expect(tries.every((status) => status >= 400)).toBe(true);
  expect(tries.at(-1)).toBe(429);
});

test("the playground is served whole from here", async () => {
  const page = await (await fetch(`${base}/graphql`, { headers: { accept: "text/html" } })).text();
  // The page has some megabytes, which no failed test should print.
  expect(page.includes("GraphiQL")).toBe(true);
  expect(/(src|href)="https?:\/\//.test(page)).toBe(false);
  expect(page.includes("Demo organiser")).toBe(true);
  expect(page.includes("Bearer ey")).toBe(false);
});

test("a demo person acts by name, anybody else's name and another scheme are refused with what to send", async () => {
  const me = async (authorization: string) => {
    const response = await post("/graphql", { query: "{ me { email } }" }, { authorization });
    return { status: response.status, ...(await response.json()) };
  };
  expect(await me("Demo organiser")).toMatchObject({
    status: 200,
    data: { me: { email: "organiser@demo.winner.id" } },
  });
  for (const wrong of ["Demo nobody", "Basic YTpi", "Bearer", "wk_key"])
    expect(await me(wrong), wrong).toMatchObject({
      status: 401,
      errors: [
        { message: expect.stringContaining("Bearer"), extensions: { code: "BAD_AUTHORIZATION" } },
      ],
    });
  expect(await me("Bearer wk_unknown")).toMatchObject({
    status: 401,
    errors: [{ message: expect.stringContaining("key"), extensions: { code: "BAD_TOKEN" } }],
  });
});

test("what is not here says where the API is, and a misspelt field what was meant", async () => {
  const nothing = await fetch(`${base}/api`);
  expect(nothing.status).toBe(404);
  expect(await nothing.text()).toContain(`${base}/graphql`);
  expect((await fetch(base, { redirect: "manual" })).headers.get("location")).toBe(
    `${base}/graphql`,
  );
  const { errors } = await (await post("/graphql", { query: "{ provinces { nameEm } }" })).json();
  expect(errors[0].message).toContain('Did you mean "nameEn"');
});

test("a body too large gets its status over HTTP too", async () => {
  const response = await post("/graphql", { query: "x".repeat(10_000_000) });
  expect(response.status).toBe(413);
});
