import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { verifyChains } from "@winner/core/audit/index.ts";
import { type EmbeddedServer, freePort, startEmbedded } from "@winner/core/database/embedded.ts";
import { type Database, openDatabase } from "@winner/core/database/index.ts";
import { deployMigrations } from "@winner/core/database/migrate.ts";
import { createHealth } from "@winner/functions/http/health.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedReference } from "../../prisma/seed/reference.ts";
import { type Json, openApi } from "../support/world.ts";

/** A database of this file's own, which keeps what it acknowledges, and which is killed under load. */
const folder = join(mkdtempSync(join(tmpdir(), "winner-failover-")), "pg");
const port = await freePort();
let server: EmbeddedServer;
let db: Database;
const start = () => startEmbedded({ folder, port, durable: true });
/** Ends every process of the server at once, without a checkpoint: as a crash, WAL is all that is left. */
const crash = () => {
  const [pid] = readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n");
  process.kill(Number(pid), "SIGQUIT");
};

beforeAll(async () => {
  await chmod(join(folder, ".."), 0o755);
  server = await start();
  await deployMigrations(server.url("postgres"), "prisma/migrations");
  db = openDatabase(server.url("postgres"), 8);
  await seedReference(db);
}, 120_000);
afterAll(async () => {
  await db.$disconnect();
  await server.stop();
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

test("no acknowledged write is lost when the database dies under load, and service resumes by itself", async () => {
  const api = openApi(db);
  const health = createHealth(db, "20261124000000_init");
  const ready = async () => (await health(new Request("http://test/ready")))?.status;
  const people = await Promise.all(Array.from({ length: 6 }, () => api.person()));
  const newcomer = await api.person();
  const acknowledged: string[] = [];
  const refused: Json[] = [];
  let working = true;
  let serial = 0;
  const work = async (person: (typeof people)[number]) => {
    while (working) {
      serial += 1;
      const name = `Team ${serial}`;
      const { data, errors } = await person.ask(
        `mutation($name: String!) { createTeam(input: { name: $name, kind: COMMUNITY }) {
          ... on CreateTeamPayload { team { name } } ... on Error { code } } }`,
        { name },
      );
      if (data?.createTeam?.team) acknowledged.push(name);
      else {
        refused.push(errors?.[0]?.extensions ?? { data });
        await setTimeout(20);
      }
    }
  };
  const reached = async (count: number) => {
    while (acknowledged.length < count) await setTimeout(5);
  };
  const load = people.map(work);
  await reached(30);
  expect(await ready()).toBe(200);
  crash();
  while (refused.length < 10) await setTimeout(5);
  expect(await ready()).toBe(503);
  // Whose token was not seen before is not told to sign in again: nobody can look whose it is.
  const { errors } = await newcomer.ask("{ me { email } }");
  expect(errors?.[0]?.extensions).toMatchObject({ code: "UNAVAILABLE", retryable: true });
  await setTimeout(500);
  for (let tries = 0; ; tries += 1)
    try {
      server = await start();
      break;
    } catch (error) {
      if (tries > 20) throw error;
      await setTimeout(250);
    }
  const before = acknowledged.length;
  await reached(before + 30);
  working = false;
  await Promise.all(load);
  expect(await ready()).toBe(200);

  const teams = await db.team.findMany({ select: { name: true } });
  const kept = new Set(teams.map(({ name }) => name));
  expect(acknowledged.filter((name) => !kept.has(name))).toEqual([]);
  // Each team has its event: transactions were whole or not at all.
  expect(await db.auditEvent.count({ where: { action: "team.created" } })).toBe(teams.length);
  expect((await verifyChains(db)).faults).toEqual([]);
  const unlike = refused.filter((one) => one.code !== "UNAVAILABLE" || one.retryable !== true);
  expect(unlike).toEqual([]);
}, 120_000);
