import { createHash } from "node:crypto";
import { newId } from "@winner/core/kernel/clock.ts";
import type { FileStore } from "@winner/core/kernel/file-store.ts";
import { createS3Store } from "@winner/functions/storage/s3-store.ts";
import { startFauxqs } from "fauxqs";
import { afterAll, describe, expect, test } from "vitest";
import { questions } from "../../prisma/seed/call.ts";
import { draft, openSeason } from "../support/season.ts";
import {
  completeAnswers,
  freshDatabase,
  openApi,
  role,
  setClock,
  testServices,
  unread,
} from "../support/world.ts";

const proposal = {
  key: "proposal",
  type: "FILE",
  required: true,
  mediaTypes: ["application/pdf"],
  maxBytes: 10_000,
  label: { id: "Proposal", en: "Proposal" },
};
const pdf = (text: string) => new TextEncoder().encode(`%PDF-1.7\n${text}`);
const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const s3 = await startFauxqs({ port: 0, logger: false });
s3.createBucket("winner-files");
afterAll(() => s3.stop());
const local = testServices();
const stores: [string, FileStore, (request: Request) => Promise<Response>][] = [
  ["a local folder", local.files, local.folder.handle],
  [
    "an S3 bucket",
    createS3Store("winner-files", {
      endpoint: s3.address,
      region: "ap-southeast-3",
      forcePathStyle: true,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    }),
    (request) => fetch(request),
  ],
];

describe.each(stores)("files in %s", async (_name, store, send) => {
  const { db } = await freshDatabase();
  const api = openApi(db, store);
  const organiser = await api.person(role("ORGANISER"));
  const season = await openSeason(api, organiser, { questions: [...questions, proposal] });
  await setClock(db, "2023-05-20T00:00:00Z");
  const leader = await api.person();
  const { id, version } = await draft(api, leader, season.id, completeAnswers);
  const announce = (bytes: Uint8Array, changes: object = {}) =>
    api.run(
      leader,
      "requestUpload",
      {
        applicationId: id,
        questionKey: "proposal",
        name: "proposal.pdf",
        mediaType: "application/pdf",
        size: bytes.length,
        sha256: hash(bytes),
        ...changes,
      },
      "fileId url headers { name value }",
    );
  const put = async (upload: Awaited<ReturnType<typeof announce>>, bytes: Uint8Array) =>
    send(
      new Request(upload.url, {
        method: "PUT",
        body: bytes as BodyInit,
        headers: Object.fromEntries(
          upload.headers.map((h: { name: string; value: string }) => [h.name, h.value]),
        ),
      }),
    );
  const confirm = (fileId: string, as = leader) =>
    api.run(as, "confirmUpload", { fileId }, "file { name size sha256 url }");
  const submit = () =>
    api.run(leader, "submitApplication", { id, expectedVersion: version }, "application { state }");

  test("an announced, sent and confirmed file answers its question and is read back", async () => {
    expect(await submit()).toMatchObject({
      faults: [{ code: "FILE_MISSING", path: ["answers", "proposal"] }],
    });
    const bytes = pdf("our proposal");
    const upload = await announce(bytes);
    expect(await confirm(upload.fileId)).toMatchObject({ code: "NOT_UPLOADED" });
    expect(await submit()).toMatchObject({ faults: [{ code: "FILE_MISSING" }] });
    expect((await put(upload, bytes)).status).toBe(200);
    const { file } = await confirm(upload.fileId);
    expect(file).toMatchObject({ name: "proposal.pdf", size: bytes.length, sha256: hash(bytes) });
    const read = await send(new Request(file.url));
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(bytes);
    expect((await confirm(upload.fileId)).file.sha256).toBe(hash(bytes));
  });

  test("a file that is announced twice with one key, as by a phone that heard no answer, is one", async () => {
    const bytes = pdf("announced twice");
    const idempotencyKey = newId();
    const before = await db.applicationFile.count();
    const twice = await Promise.all([1, 2].map(() => announce(bytes, { idempotencyKey })));
    const again = await announce(bytes, { idempotencyKey });
    expect(new Set([...twice, again].map(({ fileId }) => fileId)).size).toBe(1);
    expect(await db.applicationFile.count()).toBe(before + 1);
    expect((await put(again, bytes)).status).toBe(200);
    expect(await announce(pdf("another"), { idempotencyKey })).toMatchObject({
      code: "IDEMPOTENCY_KEY_REUSED",
    });
  });

  test("a new file replaces the one before, which is kept", async () => {
    const bytes = pdf("a better proposal");
    const upload = await announce(bytes);
    await put(upload, bytes);
    await confirm(upload.fileId);
    const states = await db.applicationFile.findMany({ where: { state: { not: "PENDING" } } });
    expect(states.map((file) => file.state).sort()).toEqual(["REPLACED", "STORED"]);
    const { data } = await leader.ask(
      "query($id: ID!) { node(id: $id) { ... on Application { files { sha256 } } } }",
      { id },
    );
    expect(data.node.files).toEqual([{ sha256: hash(bytes) }]);
  });

  test("who may not confirm an upload does not make the store read it", async () => {
    const upload = await announce(pdf("not theirs"));
    const outsider = await openApi(db, unread(store)).person();
    expect(await confirm(upload.fileId, outsider)).toMatchObject({ code: "NOT_FOUND" });
  });

  test("what is too large, of another type or for another question is not announced", async () => {
    expect(await announce(pdf("x"), { size: 10_001 })).toMatchObject({
      faults: [{ code: "FILE_TOO_LARGE", path: ["size"] }],
    });
    expect(await announce(pdf("x"), { mediaType: "text/html" })).toMatchObject({
      faults: [{ code: "MEDIA_TYPE", path: ["mediaType"] }],
    });
    expect(await announce(pdf("x"), { questionKey: "problem" })).toMatchObject({
      faults: [{ code: "NOT_A_FILE_QUESTION" }],
    });
    expect(await announce(pdf("x"), { name: "../../etc/passwd" })).toMatchObject({
      faults: [{ path: ["name"] }],
    });
    expect(await announce(pdf("x"), { sha256: "zz" })).toMatchObject({
      faults: [{ path: ["sha256"] }],
    });
  });

  test("what was sent must be what was announced, and of the type that it says", async () => {
    const good = pdf("aaaa");
    const other = pdf("bbbb");
    const swapped = await announce(good);
    const sent = await put(swapped, other);
    const result = await confirm(swapped.fileId);
    if (sent.ok) expect(result).toMatchObject({ code: "CONTENT_DIFFERS" });
    else expect(result).toMatchObject({ code: "NOT_UPLOADED" });
    const script = new TextEncoder().encode("<script>alert(1)</script>");
    const disguised = await announce(script);
    await put(disguised, script);
    expect(await confirm(disguised.fileId)).toMatchObject({ code: "CONTENT_DIFFERS" });
  });

  test("another's application takes no file, and a submitted one no more", async () => {
    const stranger = await api.person();
    const bytes = pdf("late");
    const upload = await announce(bytes);
    await put(upload, bytes);
    expect(await confirm(upload.fileId, stranger)).toMatchObject({ code: "NOT_FOUND" });
    expect(await submit()).toMatchObject({ application: { state: "SUBMITTED" } });
    expect(await confirm(upload.fileId)).toMatchObject({ code: "WRONG_STATE" });
    expect(await announce(bytes)).toMatchObject({ code: "WRONG_STATE" });
  });
});

test("a folder's address is bound to its file, its method, its size and its time", async () => {
  const { files, folder } = testServices();
  const { url } = await files.uploadTarget("0192aaaa-0000-7000-8000-000000000000", {
    mediaType: "application/pdf",
    size: 4,
    sha256: hash(new TextEncoder().encode("1234")),
  });
  const status = async (address: string, init: RequestInit) =>
    (await folder.handle(new Request(address, init))).status;
  expect(await status(url, { method: "PUT", body: "12345" })).toBe(413);
  expect(await status(url, { method: "PUT", body: "123" })).toBe(400);
  expect(await status(url, { method: "PUT", body: "4321" })).toBe(400);
  expect(await status(url, {})).toBe(403);
  expect(await status(url.replace("0192aaaa", "0192bbbb"), { method: "PUT", body: "1234" })).toBe(
    403,
  );
  expect(await status(url.replace("until=", "until=9"), { method: "PUT", body: "1234" })).toBe(403);
  expect(await status(url, { method: "PUT", body: "1234" })).toBe(200);
});
