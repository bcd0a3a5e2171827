import { setTimeout } from "node:timers/promises";
import type { Database } from "@winner/core/database/index.ts";

/** Milliseconds after which a database that does not answer counts as away. */
const patience = 3000;

/**
 * `/health` says that the process is alive; `/ready` that it can serve: the database answers, and has
 * the migration that this code was written for. Any other path is not its matter: undefined.
 */
export function createHealth(
  db: Database,
  latestMigration: string,
): (request: Request) => Promise<Response | undefined> {
  const answer = (status: number, body: object) =>
    Response.json(body, { status, headers: { "cache-control": "no-store" } });
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/health") return answer(200, { status: "alive" });
    if (pathname !== "/ready") return undefined;
    const migrated = await Promise.race([
      isMigrated(db, latestMigration).catch(() => undefined),
      setTimeout(patience, undefined, { ref: false }),
    ]);
    if (migrated) return answer(200, { status: "ready", migration: latestMigration });
    const reason = migrated === false ? "MIGRATION_MISSING" : "DATABASE_UNREACHABLE";
    return answer(503, { status: "not ready", reason });
  };
}

async function isMigrated(db: Database, name: string): Promise<boolean> {
  const [row] = await db.$queryRaw<{ done: boolean }[]>`
    SELECT EXISTS (SELECT FROM "_prisma_migrations"
      WHERE migration_name = ${name} AND finished_at IS NOT NULL AND rolled_back_at IS NULL) AS done`;
  return row?.done ?? false;
}
