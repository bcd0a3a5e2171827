import { runAgreements } from "@winner/core/agreement/index.ts";
import { beforeEach, expect, test } from "vitest";
import { agreementsOf } from "../support/agreement.ts";
import { localOf } from "../support/panel.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const provider = await api.person();
const organiser = await api.person(role("ORGANISER"));
const { party, create, move, sign, active, activate } = await agreementsOf(api, provider);
beforeEach(() => setClock(db, "2024-01-15T03:00:00Z"));

const drafted = async (changes: object = {}): Promise<string> =>
  (await create(changes)).agreement.id;
const signing = async (changes: object = {}): Promise<string> => {
  const id = await drafted(changes);
  await move(id, "REVIEW");
  await move(id, "SIGNING");
  return id;
};
const rowOf = (id: string) => db.agreement.findUniqueOrThrow({ where: { id: localOf(id) } });

test("an agreement is signed on the day of its latest signature, in whatever order they are recorded", async () => {
  const id = await signing();
  await sign(id, 1, "2024-01-12");
  await sign(id, 0, "2024-01-09");
  expect(await rowOf(id)).toMatchObject({ state: "ACTIVE", signedOn: new Date("2024-01-12") });
});

test("a signature is recorded once: the same again changes nothing, another is refused", async () => {
  const id = await signing();
  const [first, again] = [await sign(id, 0), await sign(id, 0)];
  expect(first).toEqual(again);
  for (const other of [
    { signedOn: "2024-01-11" },
    { method: "WET", provider: null, certificateSerial: null },
    { certificateSerial: "5A:0F:12" },
  ])
    expect(await sign(id, 0, "2024-01-10", other)).toMatchObject({ code: "SIGNED_ALREADY" });
  const both = await Promise.all([
    sign(id, 1, "2024-01-10"),
    sign(id, 1, "2024-01-10", { certificateSerial: "00:00" }),
  ]);
  expect(both.map((one: Json) => one.code ?? "signed").sort()).toEqual([
    "SIGNED_ALREADY",
    "signed",
  ]);
});

test("a party signs by a letter of authority on its day or later", async () => {
  const mandated = {
    ...party("LOCAL_GOVERNMENT", "Kabupaten Lebak"),
    mandateNumber: "SK/1",
    mandateOn: "2024-01-10",
  };
  const id = await signing({ parties: [party("PROVIDER", "KlinikGo"), mandated] });
  expect(await sign(id, 1, "2024-01-09")).toMatchObject({
    faults: [{ code: "MANDATE_LATER", path: ["signedOn"] }],
  });
  expect(await sign(id, 1, "2024-01-10")).toHaveProperty("agreement");
});

test("of one letter number given at the same moment in two agreements one is kept, the other told by its path", async () => {
  const other = () => [party("PROVIDER", "KlinikGo"), party("LOCAL_GOVERNMENT", "Lebak", null)];
  for (let round = 0; round < 5; round += 1) {
    const ids = [await drafted({ parties: other() }), await drafted({ parties: other() })];
    const number = (id: string) =>
      api.run(
        provider,
        "setLetterNumber",
        { id, position: 1, letterNumber: `S/${round}`, letterYear: 2024 },
        "agreement { id }",
      );
    const both = await Promise.all(ids.map(number));
    expect(both.filter((one) => one.agreement)).toHaveLength(1);
    expect(both).toContainEqual(
      expect.objectContaining({
        faults: [expect.objectContaining({ code: "LETTER_NUMBER_TAKEN", path: ["letterNumber"] })],
      }),
    );
    const twins = () =>
      create({ parties: [party("PROVIDER", "X", `T/${round}`), party("COMPANY", "Y")] });
    const drafts = await Promise.all([twins(), twins()]);
    expect(drafts.filter((one) => one.agreement)).toHaveLength(1);
    expect(drafts).toContainEqual(
      expect.objectContaining({
        faults: [
          expect.objectContaining({
            code: "LETTER_NUMBER_TAKEN",
            path: ["parties", "0", "letterNumber"],
          }),
        ],
      }),
    );
  }
});

test("a PKS goes to signing while the Kesepakatan Bersama that it rests on, or the renewal of that, is in force", async () => {
  const under = async (parentId: string) => {
    const id = await drafted({ kind: "PKS", parentId });
    await move(id, "REVIEW");
    return id;
  };
  const end = (id: string, to: string) =>
    api.run(organiser, "endAgreement", { id, to, reason: "Selesai" }, "agreement { state }");
  const ended = await active();
  const pks = await under(ended);
  await end(ended, "TERMINATED");
  expect(await move(pks, "SIGNING")).toMatchObject({
    code: "PARENT_MISSING",
  });
  expect(await rowOf(pks)).toMatchObject({ state: "REVIEW" });

  const renewed = await active();
  const next = await under(renewed);
  const { agreement } = await api.run(
    provider,
    "renewAgreement",
    { id: renewed },
    "agreement { id }",
  );
  for (const position of [0, 1])
    await api.run(
      provider,
      "setLetterNumber",
      { id: agreement.id, position, letterNumber: `R/${position}`, letterYear: 2026 },
      "agreement { id }",
    );
  await activate(agreement.id);
  await setClock(db, "2026-01-01T03:00:00Z");
  await runAgreements(db);
  expect(await rowOf(renewed)).toMatchObject({ state: "SUPERSEDED" });
  expect(await move(next, "SIGNING")).toMatchObject({ agreement: { state: "SIGNING" } });
});

test("an official answers for an institution of the own province, whichever the agreement's is, and no other", async () => {
  const { institution } = await api.run(
    organiser,
    "createInstitution",
    { kind: "CLINIC", name: "Klinik seberang", provinceCode: "31" },
    "institution { id }",
  );
  const id = await active();
  const key = { agreementId: id, institutionId: institution.id };
  await api.run(
    provider,
    "inviteInstitutions",
    { id, institutionIds: [institution.id] },
    "invited",
  );
  const answer = async (provinceCode: string) =>
    api.run(
      await api.person(role("PROVINCIAL_OFFICER", { provinceCode })),
      "respondToAgreement",
      { ...key, accept: true },
      "state",
    );
  expect(await answer("36")).toMatchObject({ code: "FORBIDDEN" });
  expect(await answer("53")).toMatchObject({ code: "NOT_FOUND" });
  expect(await answer("31")).toMatchObject({ state: "ACCEPTED" });
});
