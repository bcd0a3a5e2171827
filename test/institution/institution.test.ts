import { expect, test } from "vitest";
import { freshDatabase, openApi, role } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const organiser = await api.person(role("ORGANISER"));
const payload = "institution { id name number } warnings { code }";
const clinic = {
  kind: "CLINIC",
  name: "Klinik Rangkasbitung",
  provinceCode: "36",
  regencyCode: "3602",
};

test("an institution is registered once, with its official number checked", async () => {
  const made = await api.run(
    organiser,
    "createInstitution",
    { ...clinic, number: "1230458" },
    payload,
  );
  expect(made).toMatchObject({ institution: { number: "1230458" }, warnings: [] });
  expect(
    await api.run(organiser, "createInstitution", { ...clinic, number: "1230458" }, payload),
  ).toMatchObject({ __typename: "ConflictError", code: "NUMBER_TAKEN", path: ["number"] });
  expect(
    await api.run(organiser, "createInstitution", { ...clinic, number: "12" }, payload),
  ).toMatchObject({ faults: [{ code: "NUMBER_LENGTH", path: ["number"] }] });
  expect(
    await api.run(organiser, "createInstitution", { ...clinic, number: "AB123" }, payload),
  ).toMatchObject({ warnings: [{ code: "NUMBER_UNUSUAL_LENGTH" }] });
  expect(
    await api.run(organiser, "createInstitution", { ...clinic, regencyCode: "5371" }, payload),
  ).toMatchObject({ faults: [{ code: "UNKNOWN_REGION", path: ["regencyCode"] }] });
});

test("staff limited to one institution see that one alone, an officer those of the province", async () => {
  const make = async (name: string, provinceCode: string) =>
    (await api.run(organiser, "createInstitution", { kind: "SCHOOL", name, provinceCode }, payload))
      .institution.id as string;
  const [kupang, lebak] = [await make("SMK 5 Kupang", "53"), await make("SMK Lebak", "36")];
  const localOf = (id: string) => atob(id).split(":")[1] ?? "";
  const staff = await api.person(role("INSTITUTION_STAFF", { institutionId: localOf(kupang) }));
  const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" }));
  const list = "{ institutions { totalCount edges { node { name } } } }";
  expect((await staff.ask(list)).data.institutions).toEqual({
    totalCount: 1,
    edges: [{ node: { name: "SMK 5 Kupang" } }],
  });
  const node = "query($id: ID!) { node(id: $id) { id } }";
  expect((await staff.ask(node, { id: lebak })).data.node).toBeNull();
  expect((await officer.ask(node, { id: lebak })).data.node).not.toBeNull();
  expect((await officer.ask(node, { id: kupang })).data.node).toBeNull();
  expect(
    await api.run(
      officer,
      "createInstitution",
      { kind: "SCHOOL", name: "X", provinceCode: "53" },
      payload,
    ),
  ).toMatchObject({ code: "FORBIDDEN" });
});

test("a role is granted for one institution, edition or province that exists", async () => {
  const administrator = await api.person(role("ADMINISTRATOR"));
  const made = await api.run(organiser, "createInstitution", clinic, payload);
  const organisation = await api.run(
    administrator,
    "createOrganisation",
    { name: "Klinik", kind: "INSTITUTION" },
    "id",
  );
  const nurse = await api.person();
  const { email } = await db.user.findUniqueOrThrow({ where: { id: nurse.id } });
  const grant = { email, organisationId: organisation.id, role: "INSTITUTION_STAFF" };
  const limits = { institutionId: made.institution.id };
  expect(await api.run(administrator, "grantRole", { ...grant, ...limits }, "id")).toHaveProperty(
    "id",
  );
  expect(
    await api.run(administrator, "grantRole", { ...grant, provinceCode: "99" }, "id"),
  ).toMatchObject({ code: "NOT_FOUND" });
  expect(
    await api.run(administrator, "grantRole", { ...grant, role: "MENTOR" }, "id"),
    "it would give nothing",
  ).toMatchObject({ faults: [{ code: "ROLE_NOT_GRANTED", path: ["role"] }] });
  const [held, more] = await db.membership.findMany({ where: { userId: nurse.id } });
  expect(more).toBeUndefined();
  expect(btoa(`Institution:${held?.institutionId}`)).toBe(made.institution.id);
});
