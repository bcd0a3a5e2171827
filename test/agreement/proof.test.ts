import { expect, test } from "vitest";
import { agreementsOf } from "../support/agreement.ts";
import { localOf } from "../support/panel.ts";
import { freshDatabase, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2024-01-15T03:00:00Z");
const provider = await api.person();
const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" }));
const { party, create, move, sign, active } = await agreementsOf(api, provider);
const pks = (changes: object = {}) => ({
  kind: "PKS",
  value: "5000001",
  parentException: "Uji coba",
  parties: [party("PROVIDER", "KlinikGo"), party("AGENCY", "Dinas Kesehatan")],
  ...changes,
});
const warnings = async (id: string): Promise<string[]> =>
  (
    await provider.ask(
      "query($id: ID!) { node(id: $id) { ... on Agreement { warnings { code } } } }",
      { id },
    )
  ).data.node.warnings.map((one: { code: string }) => one.code);
const stamp = (id: string, serial: string, kind = "ELEKTRONIK", stampedOn = "2024-01-15") =>
  api.run(
    provider,
    "stampAgreement",
    { id, kind, serial, stampedOn },
    "agreement { stamps { kind serial amount } }",
  );
const serial = "1234567890123456789012";

test("the stamp warning stands from the draft until the stamp, and only above five million rupiah", async () => {
  const { agreement } = await create(pks());
  expect(await warnings(agreement.id)).toEqual(["STAMP_DUTY"]);
  expect(await warnings((await create(pks({ value: "5000000" }))).agreement.id)).toEqual([]);
  expect(await stamp(agreement.id, serial)).toMatchObject({ code: "WRONG_STATE" });
  await move(agreement.id, "REVIEW");
  await move(agreement.id, "SIGNING");
  for (const bad of [serial.slice(1), `${serial}1`, `A${serial.slice(1)}`])
    expect(await stamp(agreement.id, bad)).toMatchObject({ faults: [{ code: "STAMP_SERIAL" }] });
  expect(await stamp(agreement.id, serial, "ELEKTRONIK", "2024-01-16")).toMatchObject({
    faults: [{ code: "IN_THE_FUTURE" }],
  });
  expect(await warnings(agreement.id)).toEqual(["STAMP_DUTY"]);
  const stamped = { agreement: { stamps: [{ kind: "ELEKTRONIK", serial, amount: "10000" }] } };
  expect(await Promise.all([stamp(agreement.id, serial), stamp(agreement.id, serial)])).toEqual([
    expect.objectContaining(stamped),
    expect.objectContaining(stamped),
  ]);
  expect(await warnings(agreement.id)).toEqual([]);
  expect(await stamp(await active(), serial)).toMatchObject({ code: "STAMP_USED" });
  const audited = { action: "agreement.stamped", subjectId: localOf(agreement.id) };
  expect(await db.auditEvent.count({ where: audited })).toBe(1);
});

test("a mandate is by office, or by a letter of authority with number and date", async () => {
  const with2 = (mandate: object) =>
    create({
      parties: [party("PROVIDER", "A"), { ...party("LOCAL_GOVERNMENT", "B"), ...mandate }],
    });
  const incomplete = {
    faults: [{ code: "MANDATE_INCOMPLETE", path: ["parties", "1", "mandateOn"] }],
  };
  expect(await with2({ mandateNumber: "SK/1" })).toMatchObject(incomplete);
  expect(await with2({ mandateOn: "2024-01-02" })).toMatchObject(incomplete);
  expect(await with2({})).toHaveProperty("agreement");
  const { agreement } = await with2({ mandateNumber: "SK/1", mandateOn: "2024-01-02" });
  const { data } = await provider.ask(
    "query($id: ID!) { node(id: $id) { ... on Agreement { parties { mandateNumber mandateOn } } } }",
    { id: agreement.id },
  );
  expect(data.node.parties).toEqual([
    { mandateNumber: null, mandateOn: null },
    { mandateNumber: "SK/1", mandateOn: "2024-01-02" },
  ]);
  await expect(
    db.agreementParty.updateMany({ where: { mandateNumber: "SK/1" }, data: { mandateOn: null } }),
  ).rejects.toThrow("AgreementParty_mandate");
});

test("a certified signature names its PSrE and certificate; its verifications add up and never change it", async () => {
  const { agreement } = await create();
  const { id } = agreement;
  await move(id, "REVIEW");
  await move(id, "SIGNING");
  for (const missing of [{ provider: null }, { certificateSerial: null }])
    expect(await sign(id, 0, "2024-01-10", missing)).toMatchObject({
      faults: [{ code: "CERTIFICATE_MISSING" }],
    });
  const wet = { method: "WET", provider: null, certificateSerial: null };
  expect(await sign(id, 1, "2024-01-10", wet)).toHaveProperty("agreement");
  const verify = (as: typeof officer, position: number, result: string) =>
    api.run(as, "verifySignature", { id, position, result }, "agreement { warnings { code } }");
  expect(await verify(officer, 0, "VALID")).toMatchObject({ code: "NOT_SIGNED" });
  await sign(id, 0);
  expect(await verify(provider, 0, "VALID")).toMatchObject({ code: "FORBIDDEN" });
  const elsewhere = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "53" }));
  expect(await verify(elsewhere, 0, "VALID")).toMatchObject({ code: "NOT_FOUND" });
  expect(await verify(officer, 0, "INVALID")).toMatchObject({
    agreement: { warnings: [{ code: "SIGNATURE_INVALID" }] },
  });
  await setClock(db, "2024-01-16T03:00:00Z");
  expect(await verify(officer, 0, "VALID")).toMatchObject({ agreement: { warnings: [] } });
  const { data } = await provider.ask(
    `query($id: ID!) { node(id: $id) { ... on Agreement { parties {
      signatureProvider certificateSerial verifications { result verifiedAt } } } } }`,
    { id },
  );
  expect(data.node.parties).toEqual([
    {
      signatureProvider: "BSrE",
      certificateSerial: "5A:0F:11",
      verifications: [
        { result: "VALID", verifiedAt: "2024-01-16T03:00:00.000Z" },
        { result: "INVALID", verifiedAt: "2024-01-15T03:00:00.000Z" },
      ],
    },
    { signatureProvider: null, certificateSerial: null, verifications: [] },
  ]);
});
