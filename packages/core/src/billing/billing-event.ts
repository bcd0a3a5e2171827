import { setTimeout } from "node:timers/promises";
import { type BillingEventKind, Prisma, type Reader, type Transaction } from "../database/index.ts";
import { newId } from "../kernel/clock.ts";
import { enqueue } from "../notification/index.ts";

type BillingEvent = Prisma.BillingEventGetPayload<object>;

export interface EventToEmit {
  providerId: string;
  kind: BillingEventKind;
  /** An invoice, a credit note, a payment, a subscription. */
  subjectId: string;
  /** Tells occasions apart that the subject can have again, as being paid twice. */
  occasion?: string;
  detail?: Prisma.InputJsonObject;
}

/**
 * Writes an event of a provider's billing in the transaction of its cause, and a message to each of its endpoints that
 * wants such. The same occasion is told once.
 */
export async function emitBillingEvent(tx: Transaction, event: EventToEmit): Promise<void> {
  const { providerId, kind, subjectId, occasion = "", detail = {} } = event;
  const id = newId();
  const { count } = await tx.billingEvent.createMany({
    data: [{ id, providerId, kind, subjectId, detail, key: `${kind}:${subjectId}:${occasion}` }],
    skipDuplicates: true,
  });
  if (count === 0) return;
  const endpoints = await tx.partnerEndpoint.findMany({
    where: { providerId, active: true, kinds: { has: kind } },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  await enqueue(
    tx,
    ...endpoints.map((endpoint) => ({
      topic: "BILLING_EVENT" as const,
      key: `event:${id}:${endpoint.id}`,
      payload: { eventId: id, endpointId: endpoint.id },
    })),
  );
}

/** The place of an event in the order in which readers take them. */
export const cursorOf = (event: { transaction: bigint; id: string }): string =>
  `${event.transaction}.${event.id}`;

const cursorForm = /^(\d{1,18})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/**
 * A provider's events after a cursor, oldest first. None is given while a transaction that is older still runs, since it
 * could write one before it: so no reader ever misses an event. A cursor that is not one reads from the start.
 */
export function eventsAfter(
  db: Reader,
  providerId: string,
  after: string | undefined,
  limit: number,
): Promise<BillingEvent[]> {
  const [, transaction = "0", id = "00000000-0000-0000-0000-000000000000"] =
    cursorForm.exec(after ?? "") ?? [];
  return db.$queryRaw<BillingEvent[]>(Prisma.sql`
    SELECT id, transaction, "providerId", kind::text, "subjectId", key, detail, at FROM "BillingEvent"
    WHERE "providerId" = ${providerId}::uuid AND (transaction, id) > (${BigInt(transaction)}, ${id}::uuid)
      AND transaction < (pg_snapshot_xmin(pg_current_snapshot()))::text::bigint
    ORDER BY transaction, id LIMIT ${limit}`);
}

/** A provider's events from a cursor on, as they happen: looked for each second. Ends when the reader does. */
export async function* watchEvents(
  db: Reader,
  providerId: string,
  after: string | undefined,
): AsyncGenerator<BillingEvent> {
  let cursor = after;
  for (;;) {
    const events = await eventsAfter(db, providerId, cursor, 100);
    for (const event of events) {
      yield event;
      cursor = cursorOf(event);
    }
    if (events.length < 100) await setTimeout(1000);
  }
}
