import type { Database } from "../../packages/core/src/database/index.ts";
import { seedDemo } from "./demo.ts";
import { seedOpenEditions } from "./open.ts";
import { seedReference } from "./reference.ts";
import { seedStory } from "./story.ts";

/** Fills an empty database; tells whether it was empty. */
export async function seed(db: Database): Promise<boolean> {
  if ((await db.province.count()) > 0) return false;
  await seedReference(db);
  await seedStory(db);
  await seedOpenEditions(db);
  await seedDemo(db);
  return true;
}
