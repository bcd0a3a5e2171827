import { cp, mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@winner/core/database/index.ts";
import { deployMigrations } from "@winner/core/database/migrate.ts";
import { consentToTeam, withdrawTeamConsent } from "@winner/core/institution/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { orderService } from "@winner/core/training/index.ts";
import { Client } from "pg";
import { afterAll, expect, inject, test } from "vitest";

/**
 * A database as it was before consent was asked for, in SQL alone: what the client knows is the datamodel
 * of today.
 */
const serverUrl = inject("serverUrl");
const name = `before_${newId().replaceAll("-", "")}`;
const url = `${serverUrl}${name}`;
const admin = openDatabase(`${serverUrl}postgres`, 1);
await admin.$executeRawUnsafe(`CREATE DATABASE ${name}`);
const db = openDatabase(url, 2);
afterAll(async () => {
  await db.$disconnect();
  await admin.$executeRawUnsafe(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin.$disconnect();
});

const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const [klinikGo, alterra, shop] = [id(1), id(2), id(3)];
const institutions = {
  ordered: id(11),
  sent: id(12),
  subscribed: id(13),
  sponsored: id(14),
  invoiced: id(15),
  /** Merged into `kept`, with an order. */
  double: id(16),
  kept: id(17),
  invited: id(18),
  hosted: id(51),
  employed: id(52),
  /** Merged into `heir`, as a host. */
  hostDouble: id(54),
  heir: id(55),
};
const subscription = `'${id(31)}', '${shop}', '${institutions.subscribed}', '${id(41)}', '${id(42)}', '${id(43)}'`;
const before = `
  INSERT INTO "Province" (code, "bpsCode", "isoCode", "nameId", "nameEn", "timeZone")
    VALUES ('36', '36', 'ID-BT', 'Banten', 'Banten', 'Asia/Jakarta');
  INSERT INTO "Team" (id, name, kind) VALUES
    ('${klinikGo}', 'KlinikGo', 'SOCIAL_ENTERPRISE'), ('${alterra}', 'Alterra Academy', 'SOCIAL_ENTERPRISE');
  INSERT INTO "Institution" (id, kind, name, "provinceCode") VALUES
    ${Object.values(institutions)
      .map((one) => `('${one}', 'CLINIC', 'Klinik', '36')`)
      .join(", ")};
  UPDATE "Institution" SET "mergedIntoId" = '${institutions.kept}' WHERE id = '${institutions.double}';
  INSERT INTO "TeamService" (id, "teamId", name, unit, price) VALUES ('${id(21)}', '${alterra}', 'Kelas', 'hari', 1000);
  INSERT INTO "ServiceOrder" ("serviceId", "institutionId", quantity, "unitPrice", "orderedAt", "idempotencyKey") VALUES
    ('${id(21)}', '${institutions.ordered}', 1, 1000, now(), '1'),
    ('${id(21)}', '${institutions.ordered}', 1, 1000, now(), '2'),
    ('${id(21)}', '${institutions.double}', 1, 1000, now(), '1');
  INSERT INTO "TrainingEvent" (id, "teamId", kind, title, mode, "provinceCode", "startsAt", "endsAt", capacity)
    VALUES ('${id(22)}', '${alterra}', 'OTHER', 'Pelatihan', 'ONLINE', '36', now() + interval '1 day', now() + interval '2 days', 9);
  INSERT INTO "TrainingParticipant" ("eventId", "institutionId", number, name, state)
    VALUES ('${id(22)}', '${institutions.sent}', 1, 'Siti', 'REGISTERED');
  INSERT INTO "Provider" (id, "teamId", name, address, email, "numberPrefix")
    VALUES ('${shop}', '${klinikGo}', 'KlinikGo', 'Jakarta', 'kg@test.invalid', 'KG');
  INSERT INTO "Product" (id, "providerId", code, name) VALUES ('${id(41)}', '${shop}', 'RME', 'RME');
  INSERT INTO "Plan" (id, "productId", name, measure) VALUES ('${id(42)}', '${id(41)}', 'Bulanan', 'BEDS');
  INSERT INTO "Tier" (id, "planId", position, name) VALUES ('${id(43)}', '${id(42)}', 0, 'Semua');
  INSERT INTO "Subscription" (id, "providerId", "institutionId", "productId", "planId", "tierId", "startsOn", "anchorDay",
      "anchoredOn", "timeZone", "nextPeriodStart", "sponsorId", "sponsorBasisPoints")
    VALUES (${subscription}, '2026-01-01', 1, '2026-01-01', 'Asia/Jakarta', '2026-01-01', '${institutions.sponsored}', 5000);
  INSERT INTO "Invoice" ("providerId", "institutionId", kind, "timeZone", "sellerName", "sellerAddress", "buyerName", "buyerAddress", base, tax, total)
    VALUES ('${shop}', '${institutions.invoiced}', 'ONE_OFF', 'Asia/Jakarta', 'KlinikGo', 'Jakarta', 'Klinik', 'Lebak', 0, 0, 0);
  UPDATE "Institution" SET "mergedIntoId" = '${institutions.heir}' WHERE id = '${institutions.hostDouble}';
  INSERT INTO "Agreement" (id, kind, title, "teamId", "provinceCode", "effectiveFrom", "effectiveTo") VALUES
    ('${id(71)}', 'PKS', 'Satu', '${klinikGo}', '36', '2026-01-01', '2026-12-31'),
    ('${id(72)}', 'PKS', 'Dua', '${klinikGo}', '36', '2026-01-01', '2026-12-31');
  INSERT INTO "AgreementInstitution" ("agreementId", "institutionId", state, "trainedOn") VALUES
    ('${id(71)}', '${institutions.double}', 'ACCEPTED', '2026-01-02'), ('${id(71)}', '${institutions.kept}', 'INVITED', NULL),
    ('${id(72)}', '${institutions.double}', 'DECLINED', NULL), ('${id(72)}', '${institutions.kept}', 'ACCEPTED', '2026-01-03');
  INSERT INTO "Student" (id, "teamId", "schoolId", name, "bornOn")
    VALUES ('${id(61)}', '${alterra}', '${institutions.invited}', 'Ani', '2000-01-01');
  INSERT INTO "Internship" ("studentId", "hostId", supervisor, "startsOn", "endsOn") VALUES
    ${[institutions.hosted, institutions.hostDouble]
      .map(
        (host, n) => `('${id(61)}', '${host}', 'Sari', '2026-0${n + 1}-01', '2026-0${n + 1}-20')`,
      )
      .join(", ")};
  INSERT INTO "User" (id, email, name, "updatedAt") VALUES ('${id(62)}', 'a@test.invalid', 'Ari', now());
  INSERT INTO "BootcampProgramme" (id, "teamId", title) VALUES ('${id(63)}', '${alterra}', 'Bootcamp');
  INSERT INTO "CurriculumVersion" (id, "programmeId", version, "passMark", "maxRepeats") VALUES ('${id(64)}', '${id(63)}', 1, 70, 1);
  INSERT INTO "CurriculumUnit" ("curriculumId", position, title) VALUES ('${id(64)}', 1, 'Satu');
  INSERT INTO "BootcampBatch" (id, "curriculumId", name, "startsOn", "endsOn", mode, "provinceCode", "timeZone", capacity)
    VALUES ('${id(65)}', '${id(64)}', 'Satu', '2026-01-01', '2026-03-01', 'ONLINE', '36', 'Asia/Jakarta', 9);
  INSERT INTO "Enrolment" (id, "batchId", name, email, category, "placementOptIn")
    VALUES ('${id(66)}', '${id(65)}', 'Budi', 'b@test.invalid', 'IT', true);
  INSERT INTO "Placement" ("enrolmentId", "companyId", "offeredOn", "startsOn", contract, "salaryBand", "recordedById")
    VALUES ('${id(66)}', '${institutions.employed}', '2026-03-01', '2026-03-02', 'PERMANENT', 'FROM_5_TO_8_MILLION', '${id(62)}');`;

test("whoever has dealings at the change to consent has consented to that team, and goes on", async () => {
  const names = await readdir("prisma/migrations");
  const consent = names.find((one) => one.endsWith("_team_consent")) ?? "";
  const hosts = names.find((one) => one.endsWith("_consent_of_hosts")) ?? "";
  const folder = await mkdtemp(join(tmpdir(), "winner-migrations-"));
  for (const one of names.filter((other) => other < consent))
    await cp(join("prisma/migrations", one), join(folder, one), { recursive: true });
  await deployMigrations(url, folder);
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(before);
  await client.end();
  const applied = await deployMigrations(url, "prisma/migrations");
  expect(applied).toEqual(expect.arrayContaining([consent, hosts]));

  const rows = await db.teamConsent.findMany({
    orderBy: [{ institutionId: "asc" }],
  });
  const carried = { basis: "CARRIED_OVER", withdrawnAt: null };
  const { ordered, sent, subscribed, sponsored, invoiced, kept, invited } = institutions;
  const { hosted, employed, heir } = institutions;
  expect(rows).toMatchObject([
    { institutionId: ordered, teamId: alterra, ...carried },
    { institutionId: sent, teamId: alterra, ...carried },
    { institutionId: subscribed, teamId: klinikGo, ...carried },
    { institutionId: sponsored, teamId: klinikGo, ...carried },
    { institutionId: invoiced, teamId: klinikGo, ...carried },
    { institutionId: kept, teamId: alterra, ...carried },
    { institutionId: hosted, teamId: alterra, ...carried },
    { institutionId: employed, teamId: alterra, ...carried },
    { institutionId: heir, teamId: alterra, ...carried },
  ]);
  const system = { kind: "SYSTEM", name: "test" } as const;
  const order = (institutionId: string) =>
    orderService(db, system, {
      serviceId: id(21),
      institutionId,
      quantity: 1,
      idempotencyKey: newId(),
    });
  for (const one of [ordered, sent, kept, hosted, employed, heir])
    expect(await order(one)).toMatchObject({ state: "ORDERED" });
  for (const one of [subscribed, invited])
    await expect(order(one)).rejects.toThrow("CONSENT_MISSING");

  // Of two places that a merge left under one agreement the one that has come further stays.
  expect(await db.agreementInstitution.findMany({ orderBy: { agreementId: "asc" } })).toMatchObject(
    [
      { agreementId: id(71), institutionId: kept, trainedOn: new Date("2026-01-02") },
      { agreementId: id(72), institutionId: kept, trainedOn: new Date("2026-01-03") },
    ],
  );

  // Its staff make it their own, or take it back.
  const pair = { institutionId: ordered, teamId: alterra };
  expect(await consentToTeam(db, system, pair)).toMatchObject({ basis: "GIVEN" });
  const other = { institutionId: kept, teamId: alterra };
  expect(await withdrawTeamConsent(db, system, other)).toMatchObject({ basis: "CARRIED_OVER" });
  await expect(order(kept)).rejects.toThrow("CONSENT_MISSING");

  // Hosts were asked later than the others: what staff had said of the team by then stands.
  await withdrawTeamConsent(db, system, { institutionId: hosted, teamId: alterra });
  const said = await db.teamConsent.findMany();
  const change = await readFile(join("prisma/migrations", hosts, "migration.sql"), "utf8");
  await db.$executeRawUnsafe(change);
  expect(await db.teamConsent.findMany()).toEqual(said);
  await expect(order(hosted)).rejects.toThrow("CONSENT_MISSING");
});
