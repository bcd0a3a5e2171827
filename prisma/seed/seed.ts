import type { Database } from "../../packages/core/src/database/index.ts";
import { seedBilling } from "./billing.ts";
import { seedCohorts } from "./cohort.ts";
import { seedDemo, seedPartner } from "./demo.ts";
import { seedFacilitation } from "./facilitation.ts";
import { seedIndicators } from "./indicator.ts";
import { seedMonitoring } from "./monitoring.ts";
import { seedOpenEditions } from "./open.ts";
import { seedReference } from "./reference.ts";
import { seedScales } from "./scale.ts";
import { seedServices } from "./services.ts";
import { seedStory } from "./story.ts";
import { seedSubscriptions } from "./subscriptions.ts";
import { seedTraining } from "./training.ts";

/** Fills an empty database, and then gives the demo partner's key; undefined when it was filled. */
export async function seed(db: Database): Promise<string | undefined> {
  if ((await db.province.count()) > 0) return undefined;
  await seedReference(db);
  return seedDemonstration(db);
}

/** What can be shown, beside the reference data: the story of 2023, open calls, demo people; gives the partner's key. */
export async function seedDemonstration(db: Database): Promise<string> {
  await seedStory(db);
  await seedDemo(db);
  await seedCohorts(db);
  await seedServices(db);
  await seedTraining(db);
  await seedScales(db);
  await seedMonitoring(db);
  // indicators and facilitation
  await seedIndicators(db);
  await seedFacilitation(db);
  // subscriptions
  await seedSubscriptions(db);
  await seedBilling(db);
  await seedOpenEditions(db);
  return seedPartner(db);
}
