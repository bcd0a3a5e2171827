import { ensureAdministrator } from "@winner/core/identity/index.ts";
import { expect, test } from "vitest";
import { freshDatabase } from "../support/world.ts";

test("a new deployment gets one administrator, however often and at once it is deployed", async () => {
  const { db } = await freshDatabase();
  const made = await Promise.all([
    ensureAdministrator(db, "Kepala@Contoh.ID"),
    ensureAdministrator(db, "kepala@contoh.id"),
    ensureAdministrator(db, "lain@contoh.id"),
  ]);
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await db.membership.count({ where: { role: "ADMINISTRATOR" } })).toBe(1);
  expect(await ensureAdministrator(db, "lain@contoh.id")).toBe(false);
  await db.membership.updateMany({ data: { revokedAt: new Date() } });
  expect(await ensureAdministrator(db, "lain@contoh.id")).toBe(true);
  await expect(ensureAdministrator(db, "no address")).rejects.toThrow();
});
