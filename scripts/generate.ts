/**
 * Generates the Prisma client, the Pothos types and the types of the partners' client. Prisma's generators need no schema
 * engine, which `prisma` would otherwise download: any executable stands in for it, so this works offline.
 */
import { spawnSync } from "node:child_process";

const result = spawnSync("prisma", ["generate", "--no-hints"], {
  stdio: ["ignore", "ignore", "inherit"],
  shell: process.platform === "win32",
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  },
});
if (result.status !== 0) process.exit(result.status ?? 1);
await import("./generate-client.ts");
