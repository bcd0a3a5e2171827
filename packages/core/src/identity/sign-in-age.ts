import type { Reader } from "../database/index.ts";

/**
 * Deletes sessions and one-time codes whose time is over, at most `limit` of each: better-auth leaves those of whoever
 * does not come back. Gives how many.
 */
export async function forgetSignIns(db: Reader, limit = 1000): Promise<number> {
  const sessions = await db.$executeRaw`
    DELETE FROM "Session" WHERE id IN (
      SELECT id FROM "Session" WHERE "expiresAt" < (SELECT winner_now())
      ORDER BY "expiresAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
  const codes = await db.$executeRaw`
    DELETE FROM "Verification" WHERE id IN (
      SELECT id FROM "Verification" WHERE "expiresAt" < (SELECT winner_now())
      ORDER BY "expiresAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
  return sessions + codes;
}
