import { createExport } from "@winner/functions/http/export.ts";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { localOf } from "../support/panel.ts";
import { meanwhile } from "../support/race.ts";
import { draft, openSeason } from "../support/season.ts";
import { completeAnswers, freshDatabase, openApi, role, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);
const organiser = await api.person(role("ORGANISER"));
const season = await openSeason(api, organiser);
await setClock(db, "2023-05-20T00:00:00Z");

const row = (number: number, changes: Record<string, string> = {}) => ({
  reference: `paper-${number}`,
  team_name: `Tim ${number}`,
  team_kind: "COMMUNITY",
  leader_name: `Ketua ${number}`,
  leader_email: `ketua${number}@contoh.id`,
  province_code: "61",
  regency_code: "6101",
  issue_code: "HEALTH",
  title: `Inovasi ${number}`,
  summary: "Antrean, puskesmas",
  innovation_started_on: "2022-01-31",
  "answer:problem": "Queues at the clinic take half a day.",
  "answer:solution": "Patients book a time by telephone instead.",
  "answer:beneficiaries": "1200",
  "answer:funding": "OWN",
  ...changes,
});
const table = (rows: object[]) => stringify(rows, { header: true });
const result = "rows imported known faults { row column code message }";
const load = (csv: string, dryRun = false, editionId = season.id) =>
  api.run(organiser, "importRegistrations", { editionId, csv, dryRun }, result);

async function download(person: Awaited<ReturnType<typeof api.person>>, editionId = season.id) {
  const { url, code } = await api.run(person, "exportRegistrations", { editionId }, "url");
  if (code) return { code, text: "", records: [] };
  const response = await createExport(db, api.links)(new Request(url));
  const text = await response.text();
  const records: Record<string, string>[] = response.ok ? parse(text, { columns: true }) : [];
  return { code: response.status, text, records, url };
}

test("a table is checked without writing, then imported; bad rows lose nothing of the others", async () => {
  const csv = table([
    row(1),
    row(2, { leader_email: "nobody", province_code: "99" }),
    row(3, { "answer:beneficiaries": "many", "answer:problem": "short" }),
    row(4),
    row(4, { title: "again" }),
    row(5, { team_kind: "GOVERNMENT_OFFICE" }),
    row(6, { province_code: "11", issue_code: "SPORT", regency_code: "" }),
    row(7, { innovation_started_on: "2022-02-30" }),
  ]);
  const expected = {
    rows: 8,
    imported: 2,
    known: 0,
    faults: [
      { row: 3, column: "leader_email", code: "NOT_ACCEPTED" },
      { row: 4, column: "answer:problem", code: "TOO_SHORT" },
      { row: 4, column: "answer:beneficiaries", code: "WRONG_TYPE" },
      { row: 6, column: "reference", code: "REPEATED" },
      { row: 7, column: "team_kind", code: "APPLICANT_KIND_NOT_ELIGIBLE" },
      { row: 8, column: "province_code", code: "PROVINCE_NOT_TAKING_PART" },
      { row: 8, column: "issue_code", code: "ISSUE_NOT_OFFERED" },
      { row: 9, column: "innovation_started_on", code: "NOT_ACCEPTED" },
    ],
  };
  expect(await load(csv, true)).toMatchObject(expected);
  expect(await db.application.count()).toBe(0);
  expect(await db.user.count({ where: { email: { startsWith: "ketua" } } })).toBe(0);
  expect(await load(csv)).toMatchObject(expected);
  const stored = await db.application.findMany({ include: { team: true, check: true } });
  expect(stored.map(({ title, state }) => [title, state]).sort()).toEqual([
    ["Inovasi 1", "SUBMITTED"],
    ["Inovasi 4", "SUBMITTED"],
  ]);
  expect(stored.every((one) => one.registrationNumber && one.submittedAt)).toBe(true);
});

test("the corrected table is sent again whole: what is there stays, and the person named can sign in to it", async () => {
  const corrected = table([row(1, { title: "changed" }), row(2), row(4)]);
  expect(await load(corrected)).toMatchObject({ imported: 1, known: 2, faults: [] });
  expect(await db.application.count({ where: { title: "changed" } })).toBe(0);
  const leader = await db.user.findUniqueOrThrow({ where: { email: "ketua1@contoh.id" } });
  expect(await db.teamMember.count({ where: { userId: leader.id, role: "LEADER" } })).toBe(1);
});

test("two imports of one table at once bring each row in once", async () => {
  const csv = table([11, 12, 13, 14, 15].map((number) => row(number)));
  const results = await Promise.all([load(csv), load(csv), load(csv)]);
  expect(results.reduce((sum, one) => sum + one.imported, 0)).toBe(5);
  expect(results.flatMap((one) => one.faults)).toEqual([]);
  expect(await db.application.count({ where: { title: "Inovasi 13" } })).toBe(1);
});

test("rows that come after their edition was closed beside the import are refused", async () => {
  const { id } = await openSeason(api, organiser, { batch: 7 });
  const [imported, closed] = await meanwhile(
    db,
    (tx) =>
      tx.$queryRaw`SELECT 1 FROM "AuditHead" WHERE stream = ${`edition:${localOf(id)}`} FOR UPDATE`,
    () => load(table(Array.from({ length: 30 }, (_, index) => row(21 + index))), false, id),
    () => api.run(organiser, "closeEdition", { id, expectedVersion: 2 }, "edition { state }"),
  );
  expect(closed.edition.state).toBe("CLOSED");
  const first = imported.imported;
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(30);
  expect(imported.faults).toMatchObject(
    Array.from({ length: 30 - first }, (_, index) => ({
      row: first + index + 2,
      code: "WRONG_STATE",
    })),
  );
});

test("a table that is none, lacks a column or has an unknown one is refused whole", async () => {
  expect(await load('a,"b\nc')).toMatchObject({ faults: [{ code: "BAD_CSV" }] });
  const { title: _, ...without } = row(20);
  expect(await load(table([{ ...without, colour: "red" }]))).toMatchObject({
    faults: [
      { code: "MISSING_COLUMN", path: ["csv", "title"] },
      { code: "UNKNOWN_COLUMN", path: ["csv", "colour"] },
    ],
  });
  expect(await load("")).toMatchObject({ __typename: "InputError" });
});

test("the export holds what was submitted, under the roles of who reads it now", async () => {
  const officer = await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "35" }));
  const everything = await download(organiser);
  expect(everything.records).toHaveLength(8);
  expect(everything.records[0]).toMatchObject({
    state: "SUBMITTED",
    team_name: "Tim 1",
    province_code: "61",
    innovation_started_on: "2022-01-31",
    summary: "Antrean, puskesmas",
    "answer:beneficiaries": "1200",
  });
  expect((await download(officer)).records).toEqual([]);
  expect((await download(await api.person())).code).toBe("FORBIDDEN");
  await db.membership.updateMany({
    where: { userId: organiser.id },
    data: { revokedAt: new Date() },
  });
  const response = await createExport(db, api.links)(new Request(everything.url ?? ""));
  expect(response.status).toBe(403);
  await db.membership.updateMany({ where: { userId: organiser.id }, data: { revokedAt: null } });
  const forged = (everything.url ?? "").replace(organiser.id, officer.id);
  expect((await createExport(db, api.links)(new Request(forged))).status).toBe(403);
  expect(await db.auditEvent.count({ where: { action: "registrations.exported" } })).toBe(2);
});

test("an officer who judges elsewhere does not export what they judge", async () => {
  const officer = await api.person(
    role("PROVINCIAL_OFFICER", { provinceCode: "35" }),
    role("JUDGE"),
  );
  const { stageId, applicationId } = await db.stageEntry.findFirstOrThrow({
    where: { application: { provinceCode: "61" } },
  });
  const panel = await db.panel.create({
    data: { stageId, name: "P", method: {}, methodReason: "x", judgesPerEntry: 1, blind: true },
  });
  const panelId = panel.id;
  await db.panelJudge.create({ data: { panelId, judgeId: officer.id, state: "ACCEPTED" } });
  await db.assignment.create({ data: { panelId, judgeId: officer.id, applicationId } });
  await db.stage.update({ where: { id: stageId }, data: { voteMode: "ADVISORY" } });
  expect((await download(officer)).records).toEqual([]);
});

test("no cell of an export is a formula, whatever applicants write", async () => {
  const person = await api.person();
  const attacks = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("x")'];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...attacks),
      fc.string({ maxLength: 20 }),
      async (attack, rest) => {
        const title = `${attack}${rest.replaceAll("\0", "")}`;
        const { id } = await draft(api, person, season.id, completeAnswers, { title });
        const local = atob(id).split(":")[1] ?? "";
        await db.application.update({
          where: { id: local },
          data: { submittedAt: new Date(), registrationNumber: local },
        });
        const { records } = await download(organiser);
        const cells = records.flatMap((record) => Object.values(record));
        expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
      },
    ),
    { numRuns: 15 },
  );
});

test("20,000 registrations stream in pages, so that memory does not grow with them", async () => {
  const edition = await openSeason(api, organiser, { year: 2024 });
  const local = atob(edition.id).split(":")[1] ?? "";
  await db.$executeRaw`
    INSERT INTO "Application" ("editionId", "teamId", "formId", "provinceCode", "issueCode", title, summary, answers, state, "submittedAt", "updatedAt")
    SELECT ${local}::uuid, (SELECT id FROM "Team" LIMIT 1), (SELECT id FROM "Form" WHERE "editionId" = ${local}::uuid),
      '61', 'HEALTH', 'Inovasi ' || n, repeat('x', 500), '{}', 'DRAFT', now(), now() FROM generate_series(1, 20000) n`;
  const { url } = await api.run(organiser, "exportRegistrations", { editionId: edition.id }, "url");
  const response = await createExport(db, api.links)(new Request(url));
  let [pages, lines, largest] = [0, 0, 0];
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    pages += 1;
    largest = Math.max(largest, chunk.length);
    lines += chunk.filter((byte) => byte === 10).length;
  }
  expect(lines).toBe(20_001);
  expect(pages).toBe(41);
  expect(largest).toBeLessThan(500_000);
});
