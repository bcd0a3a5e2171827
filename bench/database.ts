/** The database of the bench: the seed, one judged edition of 20 entries, and who asks. */
import { readFileSync } from "node:fs";
import { type EmbeddedServer, startScratch } from "@winner/core/database/embedded.ts";
import { type Database, openDatabase } from "@winner/core/database/index.ts";
import { deployMigrations } from "@winner/core/database/migrate.ts";
import { type Actor, type Grant, personOf } from "@winner/core/identity/index.ts";
import {
  createPanel,
  createRubric,
  importMarks,
  publishResults,
} from "@winner/core/judging/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { audience } from "@winner/functions/auth/token.ts";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { seed } from "../prisma/seed/seed.ts";

export interface BenchDatabase {
  server: EmbeddedServer;
  db: Database;
  url: string;
  /** The process of PostgreSQL. */
  postgres: number;
  /** The judged edition, and one with hundreds of applications. */
  editionId: string;
  pageEditionId: string;
  /** Who reads, as an organiser; who founds teams; and who sees all. */
  asker: Person;
  founder: Person;
  official: Person;
}
export interface Person {
  userId: string;
  token: string;
}

const system: Actor = { kind: "SYSTEM", name: "bench" };
const criteria = ["impact", "novelty", "reach", "cost", "team"];
const judges = 3;

/** Starts PostgreSQL in a temporary folder and fills it. */
export async function startBenchDatabase(): Promise<BenchDatabase> {
  const server = await startScratch();
  const url = server.url("postgres");
  await deployMigrations(url, "prisma/migrations");
  const db = openDatabase(url, 2);
  await seed(db);
  const editionId = await addScoreboard(db);
  await addPeerTables(db);
  await addPeerRights(db);
  const sign = await addKey(db);
  const asker = await addPerson(db, "bench", sign, { role: "ORGANISER" });
  const founder = await addPerson(db, "founder", sign);
  const official = await addPerson(
    db,
    "official",
    sign,
    { role: "ADMINISTRATOR" },
    { role: "AUDITOR" },
  );
  const large = await db.edition.findFirstOrThrow({ where: { year: 2023, batch: 1 } });
  await db.$executeRaw`ANALYZE`;
  const postgres = await postgresProcess(db);
  return {
    server,
    db,
    url,
    postgres,
    editionId,
    pageEditionId: large.id,
    asker,
    founder,
    official,
  };
}

/** People with a team each, as a system in use has them: how one of a few rows is found is not how one of many is. */
export async function addCrowd(db: Database): Promise<void> {
  const size = 20_000;
  await db.$executeRaw`
    INSERT INTO "User" (id, name, email, "updatedAt")
    SELECT gen_random_uuid(), 'Orang ' || n, 'orang' || n || '@contoh.winner.id', now()
    FROM generate_series(1, ${size}::int) n`;
  await db.$executeRaw`
    INSERT INTO "Team" (id, name, kind)
    SELECT id, 'Tim ' || name, 'SOCIAL_ENTERPRISE' FROM "User" WHERE email LIKE 'orang%'`;
  await db.$executeRaw`ANALYZE`;
  await db.$executeRaw`
    INSERT INTO "TeamMember" ("teamId", "userId", role)
    SELECT t.id, u.id, 'LEADER' FROM "Team" t JOIN "User" u ON u.id = t.id`;
  await db.$executeRaw`ANALYZE`;
}

/** Takes a person out of all teams: nobody founds thousands, among which a server might look for the one. */
export async function leaveTeams(db: Database, { userId }: Person): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
    await tx.$executeRaw`DELETE FROM "TeamMember" WHERE "userId" = ${userId}::uuid`;
  });
}

/** The parent of PostgreSQL's sessions. */
async function postgresProcess(db: Database): Promise<number> {
  const [row] = await db.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  const status = readFileSync(`/proc/${row?.pid}/status`, "utf8");
  return Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
}

/** An edition with 20 entries that three judges marked by five criteria: 100 scores, published. */
async function addScoreboard(db: Database): Promise<string> {
  const programme = await db.programme.findFirstOrThrow({ where: { code: "WINNER" } });
  const [from, to] = [new Date("2022-01-01"), new Date("2022-12-31")];
  const edition = await db.edition.create({
    data: {
      programmeId: programme.id,
      year: 2022,
      batch: 1,
      state: "CLOSED",
      nameId: "Papan skor",
      nameEn: "Scoreboard",
      forms: { create: { version: 1, questions: [] } },
      stages: {
        create: {
          position: 0,
          kind: "SELECTION",
          nameId: "Seleksi",
          nameEn: "Selection",
          opensOn: from,
          closesOn: to,
        },
      },
    },
    include: { stages: true, forms: true },
  });
  const [stageId, formId] = [edition.stages[0]?.id ?? "", edition.forms[0]?.id ?? ""];
  const entries: string[] = [];
  for (let number = 1; number <= 20; number += 1) {
    const { id } = await db.application.create({
      data: {
        title: `Inovasi papan skor ${number}`,
        summary: "Data buatan",
        state: "SUBMITTED",
        registrationNumber: `2022-1-36-${String(number).padStart(4, "0")}`,
        submittedAt: from,
        edition: { connect: { id: edition.id } },
        form: { connect: { id: formId } },
        province: { connect: { code: "36" } },
        issue: { connect: { code: "HEALTH" } },
        team: { create: { name: `Tim papan skor ${number}`, kind: "SOCIAL_ENTERPRISE" } },
        entries: { create: { stageId } },
      },
    });
    entries.push(id);
  }
  const { id: rubricId } = await createRubric(db, system, {
    editionId: edition.id,
    name: "Bench",
    criteria: criteria.map((key) => ({
      key,
      nameId: key,
      nameEn: key,
      min: "0",
      max: "100",
      step: "1",
    })),
  });
  const { id: panelId } = await createPanel(db, system, {
    stageId,
    rubricId,
    name: "Panel",
    mode: "MARKS",
    method: { judges: { kind: "MEAN" }, rounding: { panelScore: 2, total: 2 }, tieBreaks: [] },
    methodReason: "The mean",
    judgesPerEntry: judges,
    blind: false,
    appealDays: 7,
  });
  const sheets: { judgeId: string; applicationId: string; marks: object }[] = [];
  for (let judge = 0; judge < judges; judge += 1) {
    const { id: judgeId } = await db.$transaction((tx) =>
      personOf(tx, `bench${judge}@contoh.winner.id`, `Juri ${judge}`),
    );
    await db.panelJudge.create({ data: { panelId, judgeId, state: "ACCEPTED" } });
    for (const [entry, applicationId] of entries.entries())
      sheets.push({
        judgeId,
        applicationId,
        marks: Object.fromEntries(
          criteria.map((key, index) => [
            key,
            { value: String(20 + ((entry * 37 + judge * 5 + index * 11) % 71)) },
          ]),
        ),
      });
  }
  await importMarks(db, system, { panelId, sheets });
  await publishResults(db, system, { panelId });
  return edition.id;
}

/**
 * What the peers are given: the scores as rows with an index, where Winner reads the derivation kept as
 * JSON; and the mutations as SQL functions that write the same rows, audit included.
 */
async function addPeerTables(db: Database): Promise<void> {
  for (const sql of [
    `CREATE TABLE "BenchScore" ("snapshotId" uuid, "applicationId" uuid, position int, key text NOT NULL, "panelScore" text NOT NULL,
      PRIMARY KEY ("snapshotId", "applicationId", position),
      FOREIGN KEY ("snapshotId", "applicationId") REFERENCES "ResultSnapshotRow" ("snapshotId", "applicationId"))`,
    `INSERT INTO "BenchScore"
      SELECT r."snapshotId", r."applicationId", c.position, c.value->>'key', c.value->>'panelScore'
      FROM "ResultSnapshotRow" r, jsonb_array_elements(derivation->'steps'->'criteria') WITH ORDINALITY c (value, position)`,
    `CREATE FUNCTION bench_create_team(name text, "userId" uuid) RETURNS "Team" LANGUAGE plpgsql AS $$
      DECLARE made "Team";
      BEGIN
        INSERT INTO "Team" (name, kind) VALUES (bench_create_team.name, 'SOCIAL_ENTERPRISE') RETURNING * INTO made;
        INSERT INTO "TeamMember" ("teamId", "userId", role) VALUES (made.id, "userId", 'LEADER');
        INSERT INTO "AuditEvent" (stream, actor, action, "subjectType", "subjectId", after)
          VALUES ('team', 'user:' || "userId", 'team.created', 'Team', made.id, '{"kind":"SOCIAL_ENTERPRISE"}');
        RETURN made;
      END $$`,
    `CREATE FUNCTION bench_add_member(team uuid, email text, name text, "by" uuid) RETURNS "Team" LANGUAGE plpgsql AS $$
      DECLARE found "Team"; person uuid;
      BEGIN
        SELECT * INTO found FROM "Team" t WHERE t.id = team FOR UPDATE;
        INSERT INTO "User" (id, email, name, "updatedAt") VALUES (uuidv7(), bench_add_member.email, bench_add_member.name, now())
          ON CONFLICT DO NOTHING;
        SELECT u.id INTO person FROM "User" u WHERE u.email = bench_add_member.email;
        INSERT INTO "TeamMember" ("teamId", "userId", role) VALUES (team, person, 'MEMBER');
        INSERT INTO "AuditEvent" (stream, actor, action, "subjectType", "subjectId", after)
          VALUES ('team', 'user:' || "by", 'team.member_added', 'Team', team, jsonb_build_object('userId', person));
        RETURN found;
      END $$`,
  ])
    await db.$executeRawUnsafe(sql);
}

/**
 * Who may what, as PostGraphile leaves it to PostgreSQL: policies of the tables that the requests read and
 * write, with the rules that Winner has for them. They bind only who takes the role.
 */
async function addPeerRights(db: Database): Promise<void> {
  const user = `nullif(current_setting('bench.user', true), '')::uuid`;
  const organises = `current_setting('bench.organises', true) = 'true'`;
  const among = (team: string, more = "") =>
    `EXISTS (SELECT FROM "TeamMember" m WHERE m."teamId" = ${team} AND m."userId" = ${user} ${more})`;
  const judge = (table: string, more = "") =>
    `EXISTS (SELECT FROM "${table}" j WHERE j."applicationId" = "Application".id AND j."judgeId" = ${user} ${more})`;
  const policies: [table: string, policy: string][] = [
    ["Edition", `USING (state <> 'DRAFT' OR ${organises})`],
    [
      "Application",
      `USING (${among(`"Application"."teamId"`)} OR NOT ${judge("ConflictOfInterest")} AND
        (${organises} AND "submittedAt" IS NOT NULL OR ${judge("Assignment", "AND j.state = 'ASSIGNED'")}))`,
    ],
    ["StageEntry", `USING (${organises})`],
    ["Team", "FOR SELECT USING (true)"],
    ["Team", "FOR INSERT WITH CHECK (true)"],
    ["Team", `FOR UPDATE USING (${among(`"Team".id`, "AND m.role = 'LEADER'")})`],
  ];
  for (const sql of [
    "CREATE ROLE bench_person",
    "GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO bench_person",
    ...new Set(policies.map(([table]) => `ALTER TABLE "${table}" ENABLE ROW LEVEL SECURITY`)),
    ...policies.map(([table, policy], at) => `CREATE POLICY bench${at} ON "${table}" ${policy}`),
  ])
    await db.$executeRawUnsafe(sql);
}

type Sign = (userId: string, grants: Grant[]) => Promise<string>;

/** A key in the database, as sign-in keeps it, and what signs tokens with it. */
async function addKey(db: Database): Promise<Sign> {
  const kid = newId();
  const { privateKey, publicKey } = await generateKeyPair("EdDSA");
  await db.jwks.create({
    data: {
      id: kid,
      publicKey: JSON.stringify(await exportJWK(publicKey)),
      privateKey: "",
      alg: "EdDSA",
      createdAt: new Date(),
    },
  });
  return (userId, grants) =>
    new SignJWT({ grants })
      .setProtectedHeader({ alg: "EdDSA", kid })
      .setSubject(userId)
      .setAudience(audience)
      .setExpirationTime("12h")
      .sign(privateKey);
}

async function addPerson(
  db: Database,
  name: string,
  sign: Sign,
  ...grants: Grant[]
): Promise<Person> {
  const userId = newId();
  await db.user.create({ data: { id: userId, name, email: `${name}@contoh.winner.id` } });
  const organisation = await db.organisation.create({ data: { name, kind: "MINISTRY" } });
  await db.membership.createMany({
    data: grants.map((grant) => ({ ...grant, userId, organisationId: organisation.id })),
  });
  return { userId, token: await sign(userId, grants) };
}
