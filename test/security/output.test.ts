import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { log, logging } from "@winner/functions/cloud/log.ts";
import { serve } from "@winner/functions/cloud/serve.ts";
import { fakturXml } from "@winner/functions/document/coretax-xml.ts";
import { globalId } from "@winner/functions/graphql/global-id.ts";
import { createCalendar } from "@winner/functions/http/calendar.ts";
import { createWebhookSender } from "@winner/functions/notification/webhook-send.ts";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { afterAll, expect, test, vi } from "vitest";
import { openShop } from "../support/billing.ts";
import { drawnFinalists } from "../support/cohort.ts";
import { customer } from "../support/invoice.ts";
import { freshDatabase, openApi, role } from "../support/world.ts";

/** What an attacker writes into names and texts, where it comes out again. */
const { db } = await freshDatabase();
const api = openApi(db);
const forged = 'Nama\r\n{"level":"INFO","message":"forged"}\u001b[2K\u2028x';

test("a text with line breaks and escapes makes no second line in the log", async () => {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  await logging({ requestId: forged }, async () => {
    log.info(forged, { [forged]: forged });
    log.error(forged, new Error(forged, { cause: new TypeError(forged) }));
  });
  const handler = serve("graphql", async () => {
    throw new Error(forged);
  });
  const event = {
    rawPath: `/${forged}`,
    rawQueryString: "token=abc",
    headers: { "user-agent": "x" },
    isBase64Encoded: false,
    requestContext: { domainName: "api.test", http: { method: "GET\r\nX", sourceIp: forged } },
  };
  await handler(
    {
      ...event,
      requestContext: { ...event.requestContext, http: { method: "GET", sourceIp: "203.0.113.7" } },
    },
    { awsRequestId: forged },
  ).catch(() => {});
  spy.mockRestore();
  expect(written.length).toBeGreaterThanOrEqual(3);
  for (const line of written) {
    expect(line.endsWith("\n")).toBe(true);
    expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}]/u);
    expect(JSON.parse(line).message).not.toBe("forged");
  }
});

test.each([
  "Nama\r\nBcc: x@y.id",
  "Nama\nlain",
  "Nama\u001b[31m",
  "Nama\u202etxt.exe",
  "\u2066Nama",
  "Na\u0007ma",
])("a name like %j, which could end a header or look like another, is not taken", async (name) => {
  const shop = await openShop(db);
  const seller = await api.person(role("PROVIDER", { providerId: shop.providerId }));
  const administrator = await api.person(role("ADMINISTRATOR"));
  const institutionId = globalId("Institution", await customer(db));
  const tries = [
    [await api.person(), "createTeam", { name, kind: "COMMUNITY" }],
    [administrator, "createInstitution", { name, kind: "CLINIC", provinceCode: "36" }],
    [administrator, "createOrganisation", { name, kind: "PARTNER" }],
    [
      seller,
      "setBillingProfile",
      { institutionId, legalName: name, address: "Jl. 1", email: "a@b.id" },
    ],
    [
      seller,
      "createProduct",
      { providerId: globalId("Provider", shop.providerId), code: "P", name },
    ],
  ] as const;
  for (const [person, mutation, input] of tries)
    expect(await api.run(person, mutation, input, "__typename"), mutation).toMatchObject({
      code: "INVALID_INPUT",
      faults: [{ code: "NOT_ACCEPTED" }],
    });
});

test.each([
  "Budi O'Neill",
  "PT Müller & Söhne (Persero) Tbk.",
  "نور",
  "李小龍",
  "Ñandú 🙂",
  "A/B – “C”",
])("a name like %s is", async (name) => {
  const made = await api.run(
    await api.person(),
    "createTeam",
    { name, kind: "COMMUNITY" },
    "team { name }",
  );
  expect(made.team?.name).toBe(name);
});

test("whatever stands in a name, the tax file is well-formed XML and says the same", () => {
  for (const name of [
    `A & B <c> "d" 'e'`,
    "]]><x>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "a\u0000\u0008\u000b\u001f\uffffb",
  ]) {
    const line = {
      name,
      quantity: 1,
      price: 1n,
      discount: 0n,
      taxBase: "1",
      otherTaxBase: "1",
      vatRate: 12,
      vat: "0",
    };
    const buyer = { name, address: name, email: null, taxNumber: null, otherNumber: "1" };
    const xml = fakturXml(
      { issuedOn: "2026-01-01", fakturCode: "04", number: "X-1", buyer, lines: [line] } as never,
      { taxNumber: "0013121660091000", branch: "0" } as never,
    );
    expect(XMLValidator.validate(xml)).toBe(true);
    expect(xml).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
    expect(xml).not.toContain("<!");
    const read = new XMLParser({ parseTagValue: false, processEntities: true }).parse(
      xml,
    ).TaxInvoice;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold is left out
    const kept = name.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");
    expect(read.BuyerName).toBe(kept);
    expect(read.ListOfGoodService.GoodService.Name).toBe(kept);
  }
});

test("a title cannot add an event or an alarm to a calendar", async () => {
  const { entries, announce, formCohort } = await drawnFinalists(api, db, 1);
  await announce();
  await formCohort();
  const mentor = await api.person(role("MENTOR"));
  const { id: memberId } = await db.cohortMember.findFirstOrThrow();
  expect(entries).toHaveLength(1);
  await db.coachingSession.create({
    data: {
      memberId,
      mentorId: mentor.id,
      title: "Sesi\r\nEND:VEVENT\r\nBEGIN:VEVENT\nATTENDEE:mailto:x@y.id;\u0007,\\n",
      startsAt: new Date("2030-01-01T00:00:00Z"),
      endsAt: new Date("2030-01-01T01:00:00Z"),
    },
  });
  const { data } = await mentor.ask("{ me { calendarUrl } }");
  const text = await (await createCalendar(db, api.links)(new Request(data.me.calendarUrl))).text();
  expect(text.match(/^BEGIN:/gm)).toHaveLength(2); // the calendar and its one event
  expect(text).not.toMatch(/^ATTENDEE/m);
});

test("a partner's endpoint that sends us elsewhere is not followed", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(307, { location: "/inside" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  expect(await createWebhookSender({ allowPrivate: true })({ url, headers: {}, body: "{}" })).toBe(
    307,
  );
  expect(asked).toEqual(["/hook"]);
});
