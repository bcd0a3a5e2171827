import { deployMigrations } from "@winner/core/database/migrate.ts";
import { seedReference } from "../../../../prisma/seed/reference.ts";
import { databaseUrl, openLinkedDatabase } from "../cloud/database.ts";

/** Runs on every deployment: applies the missing migrations and the reference data. */
export async function handler(): Promise<{ applied: string[] }> {
  const applied = await deployMigrations(databaseUrl(), "prisma/migrations");
  const db = openLinkedDatabase();
  await seedReference(db);
  await db.$disconnect();
  return { applied };
}
