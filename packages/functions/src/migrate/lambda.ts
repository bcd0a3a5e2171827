import { deployMigrations } from "@winner/core/database/migrate.ts";
import { ensureAdministrator } from "@winner/core/identity/index.ts";
import { Resource } from "sst";
import { seedReference } from "../../../../prisma/seed/reference.ts";
import { databaseUrl, openLinkedDatabase } from "../cloud/database.ts";
import { job } from "../cloud/job.ts";

/** Runs on every deployment: migrations, reference data, and the first administrator. */
export const handler = job("migrate", async () => {
  const applied = await deployMigrations(databaseUrl(), "prisma/migrations");
  const db = openLinkedDatabase();
  await seedReference(db);
  await ensureAdministrator(db, Resource.FirstAdministrator.value);
  await db.$disconnect();
  return { applied };
});
