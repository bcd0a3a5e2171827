import { bundling } from "./bundling.ts";
import { database } from "./database.ts";
import { runtime } from "./runtime.ts";
import { firstAdministrator } from "./secret.ts";

const migrate = new sst.aws.Function("Migrate", {
  ...runtime,
  handler: "packages/functions/src/migrate/lambda.handler",
  timeout: "15 minutes",
  concurrency: { reserved: 1 },
  link: [database, firstAdministrator],
  nodejs: bundling("@prisma/schema-engine-wasm"),
  copyFiles: [{ from: "prisma/migrations" }, { from: "prisma/seed/regions" }],
});

/**
 * Every deployment applies what the database lacks, when the whole of it is up: its address is known
 * long before it answers. What serves waits for this, and a migration that fails stops the deployment
 * while the code of before goes on serving.
 */
export const migrated = new aws.lambda.Invocation(
  "MigrateOnDeploy",
  {
    functionName: migrate.name,
    input: "{}",
    triggers: { deployedAt: new Date().toISOString() },
  },
  { dependsOn: [database] },
);
