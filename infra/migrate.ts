import { database } from "./database.ts";
import { defaults } from "./function.ts";
import { firstAdministrator } from "./secret.ts";

const migrate = new sst.aws.Function("Migrate", {
  ...defaults,
  handler: "packages/functions/src/migrate/lambda.handler",
  timeout: "15 minutes",
  link: [database, firstAdministrator],
  nodejs: { install: ["@prisma/schema-engine-wasm"] },
  copyFiles: [{ from: "prisma/migrations" }, { from: "prisma/seed/regions" }],
});

/** Every deployment applies what the database lacks. */
new aws.lambda.Invocation("MigrateOnDeploy", {
  functionName: migrate.name,
  input: "{}",
  triggers: { deployedAt: new Date().toISOString() },
});
