import { mkdtempSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inTransaction, openDatabase } from "@winner/core/database/index.ts";
import { createGraphql } from "@winner/functions/graphql/handler.ts";
import { afterAll, expect, test, vi } from "vitest";
import { freshDatabase, openApi, testServices } from "../support/world.ts";

vi.stubEnv("WINNER_DATA", mkdtempSync(join(tmpdir(), "winner-data-")));
const { createLocalServer, createLocalServices } = await import(
  "@winner/functions/local/server.ts"
);

const { db, url } = await freshDatabase();
const pool = openDatabase(url, 2);
afterAll(() => pool.$disconnect());
const api = openApi(db);
const quick = { ...testServices(), streaming: true, logging: false, keys: api.keys };

const active = async () =>
  (
    await db.$queryRaw<{ query: string }[]>`
      SELECT query FROM pg_stat_activity WHERE datname = current_database()
        AND pid <> pg_backend_pid() AND state <> 'idle' AND query NOT LIKE 'LOCK%'`
  ).map(({ query }) => query);

/** Keeps everyone from a table for as long as the work takes. */
const withLocked = (table: string, work: () => Promise<void>) =>
  inTransaction(db, async (tx) => {
    await tx.$executeRawUnsafe(`LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`);
    await work();
  });

const request = (query: string, token?: string) =>
  new Request("http://test/graphql", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
  });

test("a query that takes too long is told so, and nothing of it runs on", async () => {
  const graphql = createGraphql({ ...quick, db: pool, limits: { milliseconds: 300 } });
  await withLocked("Province", async () => {
    const start = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => graphql(request("{ provinces { code } }"))),
    );
    expect(performance.now() - start).toBeLessThan(2500);
    for (const answer of answers) {
      expect(answer.status).toBe(504);
      expect((await answer.json()).errors[0].extensions.code).toBe("TIMEOUT");
    }
    await vi.waitFor(async () => expect(await active()).toEqual([]));
  });
  const after = await (await graphql(request("{ provinces { code } }"))).json();
  expect(after.data.provinces).toHaveLength(38);
});

test("a mutation that takes too long has done nothing", async () => {
  const graphql = createGraphql({ ...quick, db: pool, limits: { milliseconds: 300 } });
  const person = await api.person();
  const create = () =>
    graphql(
      request(
        'mutation { createTeam(input: { name: "Late", kind: COMMUNITY }) { __typename } }',
        person.token,
      ),
    );
  // The last it does is the audit: the team stands in the transaction by then.
  await withLocked("AuditEvent", async () => {
    const answer = await create();
    expect(answer.status).toBe(504);
    expect((await answer.json()).errors[0].message).toMatch(/idempotency key/);
    await vi.waitFor(async () => expect(await active()).toEqual([]));
  });
  expect(await db.team.count({ where: { name: "Late" } })).toBe(0);
  expect((await create()).status).toBe(200);
  expect(await db.team.count({ where: { name: "Late" } })).toBe(1);
});

test("what PostgreSQL ends by itself is told in the same way", async () => {
  const limited = openDatabase(url, 1, undefined, { statement: 200, idleInTransaction: 1000 });
  const graphql = createGraphql({ ...quick, db: limited });
  await withLocked("Province", async () => {
    const answer = await graphql(request("{ provinces { code } }"));
    expect((await answer.json()).errors[0].extensions.code).toBe("TIMEOUT");
  });
  expect((await graphql(request("{ provinces { code } }"))).status).toBe(200);
  await limited.$disconnect();
});

test("a client that hangs up ends what it asked", async () => {
  const server = createLocalServer(createLocalServices(pool, 0));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = `http://localhost:${(server.address() as AddressInfo).port}/graphql`;
  const client = new AbortController();
  const ask = (signal?: AbortSignal) =>
    fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ provinces { code } }" }),
      ...(signal && { signal }),
    });
  await withLocked("Province", async () => {
    const asked = ask(client.signal).catch((error) => error.name);
    await vi.waitFor(async () => expect(await active()).toHaveLength(1));
    client.abort();
    expect(await asked).toBe("AbortError");
    await vi.waitFor(async () => expect(await active()).toEqual([]), { timeout: 3000 });
  });
  expect((await ask()).status).toBe(200);
  server.closeAllConnections();
  server.close();
});
