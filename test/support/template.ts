/** One PostgreSQL per run, and one template database with every migration and the reference data. */

import { startScratch } from "@winner/core/database/embedded.ts";
import { openDatabase } from "@winner/core/database/index.ts";
import { deployMigrations } from "@winner/core/database/migrate.ts";
import type { TestProject } from "vitest/node";
import { seedReference } from "../../prisma/seed/reference.ts";

declare module "vitest" {
  interface ProvidedContext {
    serverUrl: string;
  }
}

export default async function setup(project: TestProject) {
  const server = await startScratch();
  const admin = openDatabase(server.url("postgres"), 1);
  await admin.$executeRaw`CREATE DATABASE template_winner`;
  await deployMigrations(server.url("template_winner"), "prisma/migrations");
  const template = openDatabase(server.url("template_winner"), 1);
  await seedReference(template);
  await template.$disconnect();
  // The migration engine keeps its connection, and a template must have none.
  await admin.$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'template_winner'`;
  await admin.$disconnect();
  project.provide("serverUrl", server.url(""));
  return async () => {
    await server.stop();
    // The package that starts it ends an idle process with code 0, also after tests that failed.
    const exit = process.exit;
    process.exit = ((code) => exit(code || process.exitCode)) as typeof process.exit;
  };
}
