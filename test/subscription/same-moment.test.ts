import { issueChunk, planRuns } from "@winner/core/billing/index.ts";
import type { LocalDate } from "@winner/core/kernel/local-date.ts";
import { setTaxProfile } from "@winner/core/subscription/index.ts";
import { expect, test } from "vitest";
import { subscribe } from "../support/billing.ts";
import { consentToProvider } from "../support/consent.ts";
import { openTill } from "../support/till.ts";
import { freshDatabase, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
await setClock(db, "2026-03-02T05:00:00Z");
const system = { kind: "SYSTEM", name: "test" } as const;

test("a bank account is of one provider, also when two name it at the same moment", async () => {
  const [first, second] = [await openTill(db), await openTill(db)];
  const set = (till: typeof first, holder: string) =>
    till.api.run(
      till.seller,
      "setBankAccount",
      {
        providerId: till.ids("").providerId,
        bank: "BCA",
        number: "8000000009",
        holder,
        active: true,
      },
      "bankAccount { holder }",
    );
  const answers = await Promise.all([set(first, "Pertama"), set(second, "Kedua")]);
  const account = await db.bankAccount.findUniqueOrThrow({
    where: { bank_number: { bank: "BCA", number: "8000000009" } },
  });
  const holder = account.providerId === first.providerId ? "Pertama" : "Kedua";
  expect(account.holder).toBe(holder);
  expect(answers.filter(({ code }) => code === "TAKEN")).toHaveLength(1);
  expect(answers.find(({ bankAccount }) => bankAccount)).toMatchObject({ bankAccount: { holder } });
});

test("a tax profile begins after today once there is anything to bill", async () => {
  const till = await openTill(db);
  const set = (validFrom: string) =>
    till.api.run(
      till.seller,
      "setTaxProfile",
      { providerId: till.ids("").providerId, validFrom, taxable: false },
      "taxProfile { validFrom }",
    );
  const clinic = await till.clinic();
  await consentToProvider(db, till.providerId, clinic);
  await till.api.run(
    till.seller,
    "createInvoice",
    {
      ...till.ids(clinic),
      lines: [{ description: "Pelatihan", unitPrice: "100000", quantity: 1 }],
      idempotencyKey: till.key(),
    },
    "__typename",
  );
  expect(await set("2026-03-02"), "a draft of today has the tax of today").toMatchObject({
    code: "BILLED_ALREADY",
    path: ["validFrom"],
  });
  // 15:30 UTC is tomorrow in Papua, where a run may bill it already.
  await setClock(db, "2026-03-02T15:30:00Z");
  expect(await set("2026-03-03")).toMatchObject({ code: "BILLED_ALREADY" });
  expect(await set("2026-03-04")).toMatchObject({ taxProfile: { validFrom: "2026-03-04" } });
  await setClock(db, "2026-03-02T05:00:00Z");
});

test("a run at the same moment as a new tax profile bills no day of it by the old one", async () => {
  const { providerId, shop } = await openTill(db);
  await subscribe(db, shop, "2026-03-02");
  const chunks = await planRuns(db);
  let release = (): void => undefined;
  // Who sets the profile waits for the audit, with everything else done and nothing of it seen.
  const audit = db.$transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE "AuditEvent" IN EXCLUSIVE MODE`;
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  });
  await expect.poll(() => locked("AuditEvent")).toBeGreaterThan(0);
  const profile = { providerId, validFrom: "2026-03-02" as LocalDate, taxable: false };
  const setting = setTaxProfile(db, system, profile).then(
    () => "set",
    () => "refused",
  );
  await expect
    .poll(
      async () => (await waiting()) > 0 || (await Promise.race([setting, "pending"])) !== "pending",
    )
    .toBe(true);
  const billing = Promise.all(chunks.map(({ chunkId }) => issueChunk(db, chunkId)));
  await new Promise((resolve) => setTimeout(resolve, 300));
  release();
  await Promise.all([audit, setting, billing]);
  const [invoice] = await db.invoice.findMany({ where: { providerId } });
  const [holds] = await db.taxProfile.findMany({
    where: { providerId, validFrom: { lte: invoice?.periodStart ?? new Date(0) } },
    orderBy: { validFrom: "desc" },
  });
  expect(invoice?.tax).toBe(holds?.taxable ? 33_000n : 0n);
});

const count = async (sql: string): Promise<number> =>
  Number((await db.$queryRawUnsafe<{ n: bigint }[]>(`SELECT count(*) AS n FROM ${sql}`))[0]?.n);
const locked = (table: string) =>
  count(`pg_locks WHERE granted AND mode = 'ExclusiveLock' AND relation = '"${table}"'::regclass`);
const waiting = () => count(`pg_locks WHERE NOT granted AND relation = '"AuditEvent"'::regclass`);
