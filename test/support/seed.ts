import type { Database } from "@winner/core/database/index.ts";
import { seedBilling } from "../../prisma/seed/billing.ts";
import { seedCohorts } from "../../prisma/seed/cohort.ts";
import { seedDemo } from "../../prisma/seed/demo.ts";
import { seedFacilitation } from "../../prisma/seed/facilitation.ts";
import { seedIndicators } from "../../prisma/seed/indicator.ts";
import { seedMonitoring } from "../../prisma/seed/monitoring.ts";
import { seedOpenEditions } from "../../prisma/seed/open.ts";
import { seedScales } from "../../prisma/seed/scale.ts";
import { seedServices } from "../../prisma/seed/services.ts";
import { seedStory } from "../../prisma/seed/story.ts";
import { seedSubscriptions } from "../../prisma/seed/subscriptions.ts";
import { seedTraining } from "../../prisma/seed/training.ts";

/** The whole seed, on a test's database, which has the reference data already. */
export async function seedWhole(db: Database): Promise<void> {
  for (const fill of [
    seedStory,
    seedDemo,
    seedCohorts,
    seedServices,
    seedTraining,
    seedScales,
    seedMonitoring,
    seedIndicators,
    seedFacilitation,
    seedSubscriptions,
    seedBilling,
    seedOpenEditions,
  ])
    await fill(db);
}
