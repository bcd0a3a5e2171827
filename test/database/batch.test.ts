import * as Audit from "@winner/core/audit/index.ts";
import { addTeamMember, createTeam } from "@winner/core/competition/index.ts";
import { inTransaction, openDatabase, type Transaction } from "@winner/core/database/index.ts";
import { type Actor, underRolesOfNow } from "@winner/core/identity/index.ts";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { openWire } from "../support/wire.ts";
import { freshDatabase, openApi } from "../support/world.ts";

const { db, url } = await freshDatabase();
const wire = await openWire(url);
const far = openDatabase(wire.url, 1);
const single = openDatabase(url, 1);
afterAll(async () => {
  await Promise.all([far.$disconnect(), single.$disconnect()]);
  await wire.close();
});

await db.$executeRaw`CREATE TABLE box (id int PRIMARY KEY, what text NOT NULL)`;

/** What can be asked, each of its own shape; of some, that PostgreSQL refuses them. */
const steps = {
  put: (tx: Transaction, id: number) =>
    tx.$executeRaw`INSERT INTO box VALUES (${id}, ${`thing ${id}`})`,
  take: (tx: Transaction, id: number) =>
    tx.$queryRaw`DELETE FROM box WHERE id = ${id} RETURNING id, what`,
  count: (tx: Transaction) => tx.$queryRaw`SELECT count(*) AS count, max(id) AS largest FROM box`,
  list: (tx: Transaction, id: number) =>
    tx.$queryRaw`SELECT what, id FROM box WHERE id >= ${id} ORDER BY id`,
  divide: (tx: Transaction, id: number) =>
    tx.$queryRaw`SELECT ${id}::int / (${id}::int - 3) AS share`,
};
type Step = { name: keyof typeof steps; id: number };
const aStep = fc.record({
  name: fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[])),
  id: fc.integer({ min: 0, max: 5 }),
});

/** What came of each step, and what is in the box when it is over; nothing of it is kept. */
async function outcome(asked: readonly Step[], atOnce: boolean) {
  const undone = new Error("undone");
  const outcomes: unknown[] = [];
  const told = (one: PromiseSettledResult<unknown>) =>
    one.status === "fulfilled" ? one.value : "refused";
  await inTransaction(single, async (tx) => {
    await Promise.all([1, 2, 3].map((id) => steps.put(tx, id)));
    if (atOnce) {
      const all = await Promise.allSettled(asked.map(({ name, id }) => steps[name](tx, id)));
      outcomes.push(...all.map(told));
    } else
      for (const { name, id } of asked) {
        const [one] = await Promise.allSettled([steps[name](tx, id)]);
        outcomes.push(told(one));
      }
    throw undone;
  }).catch((error) => {
    if (error !== undone) throw error;
  });
  return outcomes;
}

test("statements asked at once do and give what they would one after the other", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { maxLength: 12 }), async (asked) => {
      expect(await outcome(asked, true)).toEqual(await outcome(asked, false));
    }),
    { numRuns: 150 },
  );
});

test("what is asked at once goes there and back once, with the beginning, and so do the last with the commit", async () => {
  const work = () =>
    inTransaction(far, async (tx) => {
      tx.$atEnd`DELETE FROM box WHERE id = ${2}`;
      await Promise.all([steps.put(tx, 1), steps.put(tx, 2), steps.count(tx)]);
      tx.$atEnd`DELETE FROM box WHERE id = ${1}`;
    });
  await work();
  expect(await wire.turnsOf(work)).toBe(2);
  expect(await db.$queryRaw`SELECT * FROM box`).toEqual([]);
  expect(await wire.turnsOf(() => inTransaction(far, async () => {}))).toBe(1);
});

/** As the mutation does it, over the wire. */
const found = (actor: Actor, name: string) =>
  underRolesOfNow(far, actor, (own, current) =>
    createTeam(own, current, { name, kind: "SOCIAL_ENTERPRISE" }),
  );

test("to found a team takes one way to the database and back, to add a member two", async () => {
  const { person } = openApi(db);
  const { actor } = await person();
  const { id: teamId } = await found(actor, "First");
  const add = (email: string) =>
    underRolesOfNow(far, actor, (own, current) =>
      addTeamMember(own, current, { teamId, email, name: "New" }),
    );
  await add("first@test.invalid");
  expect(await wire.turnsOf(() => found(actor, "Second"))).toBe(1);
  expect(await wire.turnsOf(() => add("second@test.invalid"))).toBe(2);
});

test("what was done and not told of, as the connection was lost, is not done again", async () => {
  const { actor } = await openApi(db).person();
  await found(actor, "Told");
  wire.loseNextAnswer();
  await expect(found(actor, "Lost")).rejects.toThrow();
  expect(await db.team.count({ where: { name: "Lost" } })).toBe(1);
  await found(actor, "After");
});

test("what fails at the end takes all back", async () => {
  const event = {
    stream: "end",
    actor: "a",
    action: "x",
    subjectType: "T",
    subjectId: "1",
  };
  for (let time = 0; time < 3; time += 1) {
    await expect(
      inTransaction(single, async (tx) => {
        await steps.put(tx, 1);
        Audit.append(tx, event, { ...event, after: "\0" }, event);
      }),
    ).rejects.toThrow("Unicode");
    await inTransaction(single, (tx) => Audit.append(tx, event));
  }
  expect(await db.$queryRaw`SELECT * FROM box`).toEqual([]);
  expect(await db.auditEvent.count({ where: { stream: "end" } })).toBe(3);
  expect(await Audit.verifyChains(db)).toMatchObject({ faults: [] });
});

test("what cannot be sent at the end is told when it is given", async () => {
  const work = inTransaction(single, async (tx) => {
    await steps.put(tx, 1);
    tx.$atEnd`DELETE FROM box WHERE id = ${undefined}`;
  });
  await expect(work).rejects.toThrow("undefined");
  expect(await db.$queryRaw`SELECT * FROM box`).toEqual([]);
});

test("a lost connection fails what is under way and what waits, and the next transaction has another", async () => {
  for (let time = 0; time < 3; time += 1) {
    const lost = inTransaction(single, async (tx) => {
      const [row] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      const asked = [tx.$queryRaw`SELECT pg_sleep(30)::text`, steps.count(tx), steps.put(tx, 1)];
      const waiting = new Promise((resolve) => setImmediate(resolve)).then(() => steps.list(tx, 1));
      const all = Promise.allSettled([...asked, waiting]);
      await db.$queryRaw`SELECT pg_terminate_backend(${row?.pid}::int)`;
      expect(new Set((await all).map(({ status }) => status))).toEqual(new Set(["rejected"]));
    });
    const failed = await lost.catch((error: Error) => error);
    expect(failed).toBeInstanceOf(Error);
    expect(await single.$queryRaw`SELECT count(*)::int AS count FROM box`).toEqual([{ count: 0 }]);
  }
});
