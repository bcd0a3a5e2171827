import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@winner/core/database/embedded.ts";
import { afterEach, expect, test, vi } from "vitest";
import { agreementsOf } from "../support/agreement.ts";
import { openShop, subscribe } from "../support/billing.ts";
import { localOf } from "../support/panel.ts";
import { freshDatabase, openApi, role, setClock } from "../support/world.ts";

const folder = mkdtempSync(join(tmpdir(), "winner-data-"));
vi.stubEnv("WINNER_DATA", folder);
vi.spyOn(console, "log").mockImplementation(() => {});
const { scheduledJobs, startSchedule } = await import("@winner/functions/local/schedule.ts");
const { createLocalServer, createLocalServices } = await import(
  "@winner/functions/local/server.ts"
);
const { db } = await freshDatabase();
const api = openApi(db);
afterEach(() => {
  vi.useRealTimers();
});

test("a job runs at once and at its times, never over itself, goes on after a failure, and stops whole", async () => {
  vi.useFakeTimers();
  const told = vi.spyOn(console, "error").mockImplementation(() => {});
  let quick = 0;
  let begun = 0;
  let finished = 0;
  const schedule = startSchedule([
    {
      name: "quick",
      everySeconds: 60,
      run: async () => {
        quick += 1;
        if (quick === 2) throw new Error("no such host");
      },
    },
    {
      name: "slow",
      everySeconds: 60,
      run: async () => {
        begun += 1;
        await new Promise((resolve) => setTimeout(resolve, 90_000));
        finished += 1;
      },
    },
  ]);
  await vi.advanceTimersByTimeAsync(59_999);
  expect([quick, begun]).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(120_001);
  expect([quick, begun, finished]).toEqual([4, 2, 1]);
  expect(told).toHaveBeenCalledTimes(1);
  const stopped = schedule.stop();
  await vi.advanceTimersByTimeAsync(600_000);
  await stopped;
  expect([quick, begun, finished]).toEqual([4, 2, 2]);
});

test("a reminder is mailed once to the team and to the officials who may see the agreement", async () => {
  await setClock(db, "2024-01-15T03:00:00Z");
  const provider = await api.person();
  const told = [
    provider,
    await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "36" })),
    await api.person(role("ORGANISER")),
  ];
  await api.person(role("PROVINCIAL_OFFICER", { provinceCode: "53" }));
  await api.person(role("AUDITOR"));
  const revoked = await api.person(role("ORGANISER"));
  await db.membership.updateMany({
    where: { userId: revoked.id },
    data: { revokedAt: new Date(0) },
  });
  const { active } = await agreementsOf(api, provider);
  const [ending, renewing] = [
    await active({ effectiveTo: "2024-06-30" }),
    await active({ effectiveTo: "2024-06-30", autoRenewalMonths: 12, terminationNoticeDays: 14 }),
  ];
  const jobs = scheduledJobs(createLocalServices(db, 4000));
  const run = async () => {
    for (const job of jobs) await job.run();
  };
  await setClock(db, "2024-05-31T03:00:00Z");
  await run();
  await run();
  const mails = readFileSync(join(folder, "outbox.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { to: string; subject: string; text: string });
  const addresses = told.map(({ id }) => `${id}@test.invalid`);
  expect(mails.map((mail) => mail.to).sort()).toEqual([...addresses, ...addresses].sort());
  expect(new Set(mails.map((mail) => mail.subject))).toEqual(
    new Set(["Perjanjian berakhir dalam 30 hari: Rekam medis elektronik"]),
  );
  const texts = [...new Set(mails.map((mail) => mail.text))].sort();
  expect(texts).toHaveLength(2);
  expect(texts[1]).toContain("tidak lagi dihitung sebagai layanan aktif");
  expect(texts[0]).toContain("pemberitahuan paling lambat 16 Juni 2024");
  // The end moved: it is reminded of anew.
  await setClock(db, "2024-06-30T17:00:00Z");
  await run();
  await setClock(db, "2025-06-23T03:00:00Z");
  await run();
  const given = await db.agreementReminder.findMany({ orderBy: { endsOn: "asc" } });
  expect(given.map((one) => [one.agreementId, one.days])).toEqual(
    expect.arrayContaining([
      [localOf(ending), 30],
      [localOf(renewing), 30],
      [localOf(renewing), 7],
    ]),
  );
  expect(given).toHaveLength(3);
});

test("the jobs bill what is due, make it payable, mail it once, and post the money", async () => {
  const gateway = { gateway: "MIDTRANS", method: "VIRTUAL_ACCOUNT", bank: "BCA" } as const;
  const shop = await openShop(db);
  await db.paymentProfile.create({
    data: { providerId: shop.providerId, expiryHours: 24, ...gateway },
  });
  const subscription = await subscribe(db, shop, "2026-03-01");
  const { institutionId } = await db.subscription.findUniqueOrThrow({
    where: { id: subscription },
  });
  await db.billingProfile.create({
    data: {
      institutionId,
      legalName: "PT Klinik",
      address: "Rangkasbitung",
      email: "klinik@test.invalid",
    },
  });
  const port = await freePort();
  const services = createLocalServices(db, port);
  const server = createLocalServer(services);
  await new Promise<void>((resolve) => server.listen(port, resolve));
  const run = async () => {
    for (const job of scheduledJobs(services)) await job.run();
  };
  await setClock(db, "2026-03-01T03:00:00Z");
  await run();
  await run();
  const mails = () =>
    readFileSync(join(folder, "outbox.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { to: string; subject: string; text: string })
      .filter((mail) => mail.to === "klinik@test.invalid");
  expect(mails()).toHaveLength(1);
  const [, payTo] = /Virtual account BCA (\d+)/.exec(mails()[0]?.text ?? "") ?? [];
  const answer = await fetch(`${services.baseUrl}/gateway/pay`, {
    method: "POST",
    body: JSON.stringify({ payTo }),
  });
  expect(await answer.json()).toMatchObject({ webhook: 200 });
  // The server processes the message after it has answered, unless a job is quicker.
  const paid = () =>
    expect
      .poll(() => db.invoice.findMany({ where: { institutionId } }), { timeout: 20_000 })
      .toMatchObject([{ state: "PAID", settled: 333_000n }]);
  await run();
  await paid();
  await run();
  expect(await db.receipt.findMany({ where: { institutionId } })).toMatchObject([
    { total: 333_000n, sequence: 1 },
  ]);
  expect(mails().map((mail) => mail.subject)).toEqual([
    expect.stringContaining("Tagihan"),
    expect.stringContaining("Kuitansi"),
  ]);
  server.closeAllConnections();
  server.close();
});
