import type { Prisma, Reader, Transaction } from "../database/index.ts";

export interface AuditEntry {
  /** The chain: one per edition, and one for identity. */
  stream: string;
  actor: string;
  action: string;
  subjectType: string;
  subjectId: string;
  before?: Prisma.InputJsonValue;
  after?: Prisma.InputJsonValue;
}

/**
 * Appends events in the transaction of the change they tell. The database links and hashes them under the lock of the
 * chain's head, for which all who write to the chain wait: so they are written when all else is done, with the commit.
 */
export function append(tx: Transaction, ...entries: AuditEntry[]): void {
  for (const { stream, actor, action, subjectType, subjectId, before, after } of entries)
    tx.$atEnd`
      INSERT INTO "AuditEvent" (stream, actor, action, "subjectType", "subjectId", before, after)
      VALUES (${stream}, ${actor}, ${action}, ${subjectType}, ${subjectId}, ${json(before)}::jsonb, ${json(after)}::jsonb)`;
}

const json = (value: Prisma.InputJsonValue | undefined): string | null =>
  value === undefined ? null : JSON.stringify(value);

export interface ChainFault {
  stream: string;
  seq: bigint;
  fault: "HASH" | "LINK" | "GAP" | "HEAD";
}

/** Recomputes every hash and link, and compares each chain's last event with its head. */
export async function verifyChains(db: Reader): Promise<{ events: number; faults: ChainFault[] }> {
  const [{ events } = { events: 0n }] = await db.$queryRaw<{ events: bigint }[]>`
    SELECT count(*) AS events FROM "AuditEvent"`;
  const faults = await db.$queryRaw<ChainFault[]>`
    WITH chain AS (
      SELECT stream, seq, hash, "previousHash",
        audit_hash(e) AS computed,
        lag(hash, 1, '') OVER w AS before_hash,
        lag(seq, 1, 0::bigint) OVER w AS before_seq
      FROM "AuditEvent" e WINDOW w AS (PARTITION BY stream ORDER BY seq)
    )
    SELECT stream, seq, fault FROM (
      SELECT stream, seq, CASE
        WHEN hash <> computed THEN 'HASH'
        WHEN seq <> before_seq + 1 THEN 'GAP'
        WHEN "previousHash" <> before_hash THEN 'LINK' END AS fault
      FROM chain
      UNION ALL
      SELECT h.stream, h.seq, 'HEAD' FROM "AuditHead" h
      LEFT JOIN "AuditEvent" e ON e.stream = h.stream AND e.seq = h.seq AND e.hash = h.hash
      WHERE e.id IS NULL
    ) found WHERE fault IS NOT NULL ORDER BY stream, seq`;
  return { events: Number(events), faults };
}
