import type { Database } from "@winner/core/database/index.ts";

/** The database, whose n-th statement from now on fails after it was carried out. */
export function crashing(db: Database, n: number) {
  let statements = 0;
  let crashed = false;
  const broken = db.$extends({
    query: {
      async $allOperations({ args, query }) {
        const result = await query(args);
        statements += 1;
        if (statements === n) {
          crashed = true;
          throw new Error("crash");
        }
        return result;
      },
    },
  }) as unknown as Database;
  return { broken, crashed: () => crashed };
}
