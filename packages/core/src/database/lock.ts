import type { Transaction } from "./client.ts";

/**
 * Until the transaction ends, whoever asks for the same name waits: for what has no row yet that could be locked, or is
 * unique over rows that different people hold.
 */
export const lockName = async (tx: Transaction, name: string): Promise<void> => {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))::text`;
};
