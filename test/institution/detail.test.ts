import { scaleOn, scalesOn } from "@winner/core/institution/index.ts";
import { addDays, type LocalDate } from "@winner/core/kernel/local-date.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { agreementsOf, bringAlive } from "../support/agreement.ts";
import { localOf } from "../support/panel.ts";
import { freshDatabase, type Json, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2024-01-15T03:00:00Z");
const organiser = await api.person(role("ORGANISER"));
const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" }));
const elsewhere = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "53" }));
const place = { provinceCode: "36", regencyCode: "3602" };
const create = (kind: string, more: object = {}): Promise<Json> =>
  api.run(
    organiser,
    "createInstitution",
    { kind, name: `${kind} Lebak`, ...place, ...more },
    "institution { id version number numbers { kind number } parent { name } } warnings { code }",
  );
const idOf = async (kind: string, more: object = {}): Promise<string> =>
  (await create(kind, more)).institution.id;
const read = async (person: typeof organiser | undefined, id: string, fields: string) =>
  (
    await api.ask(
      person?.token,
      `query($id: ID!) { node(id: $id) { ... on Institution { ${fields} } } }`,
      { id },
    )
  ).data.node as Json | null;

test("each kind has its numbers, and a number is one institution's alone", async () => {
  const numbers = [
    { kind: "SATUSEHAT_ID", number: "1000156689" },
    { kind: "NPWP", number: "01.312.166.0-091.000" },
  ];
  const made = await create("CLINIC", { number: "1230458", numbers });
  expect(made.institution).toMatchObject({
    number: "1230458",
    numbers: [
      { kind: "NPWP", number: "013121660091000" },
      { kind: "FACILITY_CODE", number: "1230458" },
      { kind: "SATUSEHAT_ID", number: "1000156689" },
    ],
  });
  const before = await db.institution.count();
  expect(await create("CLINIC", { numbers: numbers.slice(0, 1) })).toMatchObject({
    code: "NUMBER_TAKEN",
    path: ["numbers", "0", "number"],
  });
  const fresh = { kind: "NIB", number: "9120001112223" };
  expect(await create("CLINIC", { numbers: [fresh, numbers[1]] })).toMatchObject({
    code: "NUMBER_TAKEN",
    path: ["numbers", "1", "number"],
  });
  expect(await create("CLINIC", { number: "1230458", numbers: [fresh] })).toMatchObject({
    code: "NUMBER_TAKEN",
    path: ["number"],
  });
  // The old number of 15 digits, and with a 0 before it the new one (PMK 112/PMK.03/2022), are one.
  const rewritten = { kind: "NPWP", number: "0013121660091000" };
  expect(await create("CLINIC", { numbers: [rewritten] })).toMatchObject({
    code: "NUMBER_TAKEN",
    path: ["numbers", "0", "number"],
  });
  expect(await create("SCHOOL", { numbers: numbers.slice(0, 1) })).toMatchObject({
    faults: [{ code: "NUMBER_NOT_OF_KIND", path: ["numbers", "0", "number"] }],
  });
  const natural = [{ kind: "NPWP", number: "3204110609970001" }];
  expect(await create("COMPANY", { number: "1234567890123", numbers: natural })).toMatchObject({
    faults: [{ code: "NUMBER_PERSONAL" }],
  });
  expect(await db.institution.count()).toBe(before);
  const company = await create("COMPANY", { number: "1234567890123" });
  expect(company.institution.number).toBe("1234567890123");
  const add = (institutionId: string, kind: string, number: string) =>
    api.run(
      officer,
      "addInstitutionNumber",
      { institutionId, kind, number },
      "institution { numbers { kind } }",
    );
  const twice = [
    await add(company.institution.id, "NPWP", "0013121678091000"),
    await add(company.institution.id, "NPWP", "01.312.167-8.091.000"),
  ];
  for (const one of twice) expect(one.institution.numbers).toHaveLength(2);
  expect(await add(company.institution.id, "SATUSEHAT_ID", "1000156689")).toMatchObject({
    faults: [{ code: "NUMBER_NOT_OF_KIND" }],
  });
  expect(await add(made.institution.id, "NPWP", "0013121678091000")).toMatchObject({
    code: "NUMBER_TAKEN",
    path: ["number"],
  });
});

test("a local government is known by its region once, takes a new code with it, and has its agencies", async () => {
  const made = await create("LOCAL_GOVERNMENT");
  const { id, version } = made.institution;
  expect(made.institution.number).toBe("3602");
  expect(await create("LOCAL_GOVERNMENT")).toMatchObject({
    code: "NUMBER_TAKEN",
    path: ["regencyCode"],
  });
  for (const wrong of [{}, { parentId: await idOf("CLINIC") }])
    expect(await create("AGENCY", wrong)).toMatchObject({
      faults: [{ code: "PARENT_MISSING", path: ["parentId"] }],
    });
  expect(await create("CLINIC", { parentId: id })).toMatchObject({
    faults: [{ code: "PARENT_MISSING" }],
  });
  expect((await create("AGENCY", { parentId: id })).institution.parent.name).toBe(
    "LOCAL_GOVERNMENT Lebak",
  );
  const changed = await api.run(
    organiser,
    "changeInstitution",
    { id, name: "Pemkab", provinceCode: "36", regencyCode: "3601", expectedVersion: version },
    "institution { number numbers { number } }",
  );
  expect(changed.institution).toEqual({ number: "3601", numbers: [{ number: "3601" }] });
  const next = (await create("LOCAL_GOVERNMENT")).institution;
  expect(next.number).toBe("3602");
  expect(
    await api.run(
      organiser,
      "changeInstitution",
      { id: next.id, name: "X", provinceCode: "36", regencyCode: "3601", expectedVersion: 1 },
      "institution { id }",
    ),
  ).toMatchObject({ code: "NUMBER_TAKEN", path: ["regencyCode"] });
});

test("to whoever has no role for it an institution does not exist", async () => {
  const id = await idOf("CLINIC");
  const others = [
    undefined,
    elsewhere,
    await api.person(),
    await api.person(role("JUDGE")),
    await api.person(role("MENTOR")),
    await api.person(role("INSTITUTION_STAFF", { institutionId: localOf(await idOf("CLINIC")) })),
  ];
  for (const other of others) expect(await read(other, id, "name")).toBeNull();
});

test("a scale holds from its day until the next, and only those of the place record it", async () => {
  const id = await idOf("CLINIC");
  const staff = await api.person(role("INSTITUTION_STAFF", { institutionId: localOf(id) }));
  const record = (value: number, validFrom: string, as = staff, measure = "BEDS") =>
    api.run(
      as,
      "recordScale",
      { institutionId: id, measure, value, validFrom },
      "scale { value validFrom }",
    );
  expect(await record(10, "2023-01-01")).toMatchObject({ scale: { value: 10 } });
  await record(25, "2024-01-01");
  await record(3, "2023-06-01", officer, "DOCTORS");
  expect(await record(26, "2024-01-01")).toMatchObject({ scale: { value: 26 } });
  expect(await record(-1, "2024-01-01")).toMatchObject({ faults: [{ code: "TOO_SMALL" }] });
  expect(await record(1, "2024-01-01", elsewhere)).toMatchObject({ code: "NOT_FOUND" });
  const other = await api.person(
    role("INSTITUTION_STAFF", { institutionId: localOf(await idOf("CLINIC")) }),
  );
  expect(await record(1, "2024-01-01", other)).toMatchObject({ code: "NOT_FOUND" });
  const on = async (day: string) =>
    (await read(staff, id, `scale(on: "${day}") { measure value }`))?.scale;
  expect(await on("2022-12-31")).toEqual([]);
  expect(await on("2023-12-31")).toEqual([
    { measure: "BEDS", value: 10 },
    { measure: "DOCTORS", value: 3 },
  ]);
  expect((await read(staff, id, "scale { value }"))?.scale).toEqual([{ value: 26 }, { value: 3 }]);
});

test("the scale of many institutions on any day is, in one statement, that of each", async () => {
  const ids = [localOf(await idOf("CLINIC")), localOf(await idOf("CLINIC"))];
  const first = "2023-01-01" as LocalDate;
  const row = fc.record({
    institutionId: fc.constantFrom(...ids),
    measure: fc.constantFrom("BEDS" as const, "STUDENTS" as const),
    day: fc.integer({ min: 0, max: 9 }),
    value: fc.integer({ min: 0, max: 99 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 15 }), async (rows) => {
      await db.institutionScale.deleteMany({ where: { institutionId: { in: ids } } });
      await db.institutionScale.createMany({
        skipDuplicates: true,
        data: rows.map(({ day, ...one }) => ({
          ...one,
          validFrom: new Date(addDays(first, day)),
        })),
      });
      const all = await db.institutionScale.findMany({ where: { institutionId: { in: ids } } });
      for (const day of [0, 4, 9]) {
        const on = addDays(first, day);
        const flat = (scales: { measure: string; value: number; institutionId: string }[]) =>
          scales.map((one) => [one.institutionId, one.measure, one.value].join(" ")).sort();
        const each = ids.flatMap((id) =>
          scaleOn(
            all.filter((one) => one.institutionId === id),
            on,
          ),
        );
        expect(flat(await scalesOn(db, ids, on))).toEqual(flat(each));
      }
    }),
    { numRuns: 25 },
  );
});

test("contacts are for staff, officials and the team whose agreement was accepted; the audit names nobody", async () => {
  const id = await idOf("CLINIC");
  const staff = await api.person(role("INSTITUTION_STAFF", { institutionId: localOf(id) }));
  const save = (as: typeof staff, more: object = {}) =>
    api.run(
      as,
      "saveInstitutionContact",
      { institutionId: id, name: "dr. Siti", title: "Kepala klinik", ...more },
      "contact { id name phone }",
    );
  expect(await save(staff)).toMatchObject({ faults: [{ code: "NO_ADDRESS" }] });
  expect(await save(staff, { email: "bukan-surel" })).toMatchObject({
    faults: [{ path: ["email"] }],
  });
  expect(await save(elsewhere, { phone: "0252 201234" })).toMatchObject({ code: "NOT_FOUND" });
  const { contact } = await save(staff, { phone: "+62 252 201234", email: "siti@klinik.invalid" });
  const provider = await api.person();
  const { active } = await agreementsOf(api, provider);
  const agreementId = await active();
  const invite = { id: agreementId, institutionIds: [id] };
  await api.run(provider, "inviteInstitutions", invite, "invited");
  const contacts = async (person: typeof staff | undefined) => {
    const direct = (await read(person, id, "contacts { name }"))?.contacts ?? [];
    const { data } = await api.ask(
      person?.token,
      "query($id: ID!) { node(id: $id) { ... on Agreement { places { institution { contacts { name } } } } } }",
      { id: agreementId },
    );
    const places: Json[] = data.node?.places ?? [];
    return direct.length + places.flatMap((one) => one.institution.contacts).length;
  };
  expect(await contacts(provider)).toBe(0);
  await bringAlive(api, { provider, officer }, agreementId, id, []);
  expect(await contacts(provider)).toBe(1);
  for (const seer of [staff, officer, organiser]) expect(await contacts(seer)).toBe(2);
  const others = [
    undefined,
    elsewhere,
    await api.person(),
    await api.person(role("AUDITOR")),
    await api.person(role("PROVIDER")),
    await api.person(role("MENTOR")),
  ];
  for (const other of others) expect(await contacts(other)).toBe(0);
  const events = await db.auditEvent.findMany({
    where: { subjectId: localOf(id) },
    select: { actor: true, before: true, after: true },
  });
  const told = JSON.stringify(events);
  expect(told).toContain(localOf(contact.id));
  expect(told).not.toMatch(/Siti|201234|klinik\.invalid/);
  // Once the agreement is over its team has nothing more to do with the people there.
  const end = { id: agreementId, to: "TERMINATED", reason: "Selesai" };
  await api.run(provider, "endAgreement", end, "agreement { state }");
  expect(await contacts(provider)).toBe(0);
  for (const seer of [staff, officer, organiser]) expect(await contacts(seer)).toBe(2);
  const remove = (as: typeof staff) =>
    api.run(
      as,
      "removeInstitutionContact",
      { institutionId: id, contactId: contact.id },
      "institution { contacts { id } }",
    );
  expect(await remove(elsewhere)).toMatchObject({ code: "NOT_FOUND" });
  expect(await remove(staff)).toMatchObject({ institution: { contacts: [] } });
});

test("a merge moves numbers, contacts, agencies, scales and billing, and keeps who was merged", async () => {
  const [double, kept] = [
    await idOf("LOCAL_GOVERNMENT", { regencyCode: "3603" }),
    await idOf("LOCAL_GOVERNMENT", { regencyCode: "3604" }),
  ];
  const agency = await idOf("AGENCY", { parentId: double });
  const contact = { name: "Budi", title: "Sekda", phone: "0254 200123" };
  for (const institutionId of [double, kept])
    await api.run(
      officer,
      "saveInstitutionContact",
      { institutionId, ...contact },
      "contact { id }",
    );
  const scale = (institutionId: string, value: number, validFrom: string) =>
    api.run(
      officer,
      "recordScale",
      { institutionId, measure: "STUDENTS", value, validFrom },
      "scale { value }",
    );
  await scale(double, 1, "2023-01-01");
  await scale(double, 2, "2024-01-01");
  await scale(kept, 3, "2024-01-01");
  await db.billingProfile.create({
    data: { institutionId: localOf(double), legalName: "Pemkab", address: "Jl. Raya 1" },
  });
  await api.run(organiser, "mergeInstitutions", { id: double, intoId: kept }, "institution { id }");
  const fields = `numbers { number } contacts { name } merged { id }
    old: scale(on: "2023-06-01") { value } new: scale(on: "2024-06-01") { value }`;
  expect(await read(organiser, kept, fields)).toEqual({
    numbers: [{ number: "3603" }, { number: "3604" }],
    contacts: [{ name: "Budi" }, { name: "Budi" }],
    merged: [{ id: double }],
    old: [{ value: 1 }],
    new: [{ value: 3 }],
  });
  expect((await read(organiser, agency, "parent { id }"))?.parent.id).toBe(kept);
  expect(await db.billingProfile.findMany()).toMatchObject([
    { institutionId: localOf(kept), address: "Jl. Raya 1" },
  ]);
  const event = await db.auditEvent.findFirst({
    where: { action: "institution.merged", subjectId: localOf(double) },
  });
  expect(event?.after).toMatchObject({ numbers: 1, contacts: 1, agencies: 1, scales: 1 });
  expect(await scale(double, 9, "2024-02-01")).toMatchObject({ code: "MERGED" });
});
