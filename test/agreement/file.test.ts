import { expect, test } from "vitest";
import { agreementsOf, filesBy, hash, pdf } from "../support/agreement.ts";
import { localOf } from "../support/panel.ts";
import { freshDatabase, type Json, openApi, role, setClock, unread } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
await setClock(db, "2024-01-15T03:00:00Z");
const provider = await api.person();
const { create, active } = await agreementsOf(api, provider);
const { announce, put, confirm, send } = filesBy(
  api,
  "requestAgreementUpload",
  "confirmAgreementUpload",
  "kind language sha256 size url storedAt",
);
const original = { kind: "SIGNED_ORIGINAL", language: "ID" };
const filesFor = async (person: typeof provider | undefined, id: string): Promise<Json[] | null> =>
  (
    await api.ask(
      person?.token,
      "query($id: ID!) { node(id: $id) { ... on Agreement { files { kind sha256 url } } } }",
      { id },
    )
  ).data.node?.files ?? null;

test("a signed original is kept byte for byte and never changes again", async () => {
  const agreementId = await active();
  const bytes = pdf("signed by two, with a timestamp\n%%EOF");
  const upload = await announce(provider, bytes, { agreementId, ...original });
  expect(await confirm(provider, upload.fileId)).toMatchObject({ code: "NOT_UPLOADED" });
  expect((await put(upload, bytes)).status).toBe(200);
  expect(await confirm(provider, upload.fileId)).toMatchObject({
    file: { kind: "SIGNED_ORIGINAL", language: "ID", sha256: hash(bytes), size: bytes.length },
  });
  // The address still lives: it takes the same bytes, and no others in their place.
  const forged = pdf("signed by two, with a timestomp\n%%EOF");
  expect(forged.length).toBe(bytes.length);
  expect((await put(upload, forged)).ok).toBe(false);
  const [file] = (await filesFor(provider, agreementId)) ?? [];
  const read = await api.folder.handle(new Request(file?.url));
  expect(new Uint8Array(await read.arrayBuffer())).toEqual(bytes);
  const where = { id: localOf(upload.fileId) };
  await expect(db.agreementFile.update({ where, data: { sha256: hash(forged) } })).rejects.toThrow(
    "frozen",
  );
  await expect(db.agreementFile.delete({ where })).rejects.toThrow("frozen");
  expect((await confirm(provider, upload.fileId)).file.sha256).toBe(hash(bytes));
  expect(
    await db.auditEvent.count({
      where: { action: "agreement.file-stored", subjectId: localOf(agreementId) },
    }),
  ).toBe(1);
});

test("what cannot be an original is not taken: unsigned, a picture, or other bytes than announced", async () => {
  const { agreement } = await create();
  const bytes = pdf("draft");
  const draft = { agreementId: agreement.id, language: "ID" };
  expect(await send(provider, bytes, { ...draft, kind: "SIGNED_ORIGINAL" })).toMatchObject({
    code: "WRONG_STATE",
  });
  expect(await send(provider, bytes, { ...draft, kind: "ANNEX" })).toHaveProperty("file");
  const agreementId = await active();
  expect(
    await announce(provider, bytes, { agreementId, ...original, mediaType: "image/png" }),
  ).toMatchObject({ faults: [{ code: "MEDIA_TYPE", path: ["mediaType"] }] });
  expect(
    await announce(provider, bytes, { agreementId, ...original, size: 50_000_001 }),
  ).toMatchObject({ faults: [{ code: "FILE_TOO_LARGE", path: ["size"] }] });
  const text = new TextEncoder().encode("not a PDF at all");
  expect(await send(provider, text, { agreementId, ...original })).toMatchObject({
    code: "CONTENT_DIFFERS",
  });
  expect(await filesFor(provider, agreementId)).toEqual([]);
});

test("who may not confirm an upload does not make the store read it", async () => {
  const agreementId = await active();
  const upload = await announce(provider, pdf("not theirs"), { agreementId, ...original });
  const outsider = await openApi(db, unread(api.files)).person();
  expect(await confirm(outsider, upload.fileId)).toMatchObject({ code: "NOT_FOUND" });
});

test("whoever may see the agreement reads its documents, and nobody else", async () => {
  const agreementId = await active();
  const organiser = await api.person(role("ORGANISER"));
  const clinic = () =>
    api.run(
      organiser,
      "createInstitution",
      { kind: "CLINIC", name: "Klinik", provinceCode: "36", regencyCode: "3602" },
      "institution { id }",
    );
  const [{ institution }, { institution: outside }] = [await clinic(), await clinic()];
  await api.run(
    provider,
    "inviteInstitutions",
    { id: agreementId, institutionIds: [institution.id] },
    "invited",
  );
  const upload = await announce(provider, pdf("x"), { agreementId, ...original });
  await put(upload, pdf("x"));
  const stranger = await api.person();
  expect(await confirm(stranger, upload.fileId)).toMatchObject({ code: "NOT_FOUND" });
  await confirm(provider, upload.fileId);
  const seers = [
    provider,
    await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" })),
    await api.person(role("INSTITUTION_STAFF", { institutionId: localOf(institution.id) })),
    await api.person(role("AUDITOR")),
  ];
  for (const seer of seers) expect(await filesFor(seer, agreementId)).toHaveLength(1);
  const others = [
    undefined,
    stranger,
    await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "53" })),
    await api.person(role("INSTITUTION_STAFF", { institutionId: localOf(outside.id) })),
    await api.person(role("MENTOR")),
  ];
  for (const other of others) expect(await filesFor(other, agreementId)).toBeNull();
  const [, , staff, auditor] = seers as [unknown, unknown, typeof provider, typeof provider];
  const begin = (as: typeof provider) => announce(as, pdf("y"), { agreementId, ...original });
  expect(await begin(auditor)).toMatchObject({ code: "FORBIDDEN" });
  expect(await begin(staff)).toMatchObject({ code: "NOT_FOUND" });
  expect(await db.agreementFile.count({ where: { agreementId: localOf(agreementId) } })).toBe(1);
});
