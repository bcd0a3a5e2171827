import type { Database } from "../../packages/core/src/database/index.ts";
import { seedCohorts } from "./cohort.ts";
import { seedDemo, seedPartner } from "./demo.ts";
import { seedMonitoring } from "./monitoring.ts";
import { seedOpenEditions } from "./open.ts";
import { seedReference } from "./reference.ts";
import { seedServices } from "./services.ts";
import { seedStory } from "./story.ts";

/** How far a database has been seeded; the demo partner comes last. */
export async function seedState(db: Database): Promise<"EMPTY" | "PARTIAL" | "COMPLETE"> {
  if ((await db.province.count()) === 0) return "EMPTY";
  return (await db.apiKey.count({ where: { name: "demo" } })) > 0 ? "COMPLETE" : "PARTIAL";
}

/** Fills an empty database, and gives the demo partner's key. */
export async function seed(db: Database): Promise<string> {
  await seedReference(db);
  await seedStory(db);
  await seedDemo(db);
  await seedCohorts(db);
  await seedServices(db);
  await seedMonitoring(db);
  await seedOpenEditions(db);
  return seedPartner(db);
}
