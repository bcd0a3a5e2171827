import { type OutboxTopic, Prisma, type Reader, type Transaction } from "../database/index.ts";

/** A message to be delivered: its key names it for the receiver's own protection against doubles. */
export interface OutboxEntry<P = unknown> {
  id: string;
  topic: OutboxTopic;
  key: string;
  payload: P;
  /** How often it has been tried, this time included. */
  attempts: number;
}

/** Writes messages in the transaction of their cause. A key that is there already writes nothing. */
export async function enqueue(
  tx: Transaction,
  ...messages: {
    topic: OutboxTopic;
    key: string;
    payload: Prisma.InputJsonValue;
    availableAt?: Date;
  }[]
): Promise<number> {
  if (messages.length === 0) return 0;
  const { count } = await tx.outboxMessage.createMany({ data: messages, skipDuplicates: true });
  return count;
}

/** A mail in plain text to one address. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Sends mails when the transaction commits; the key names the occasion, as `agreement:ID:90`. */
export const enqueueMail = (
  tx: Transaction,
  ...mails: (Mail & { key: string; availableAt?: Date })[]
): Promise<number> =>
  enqueue(
    tx,
    ...mails.map(({ key, availableAt, to, subject, text }) => ({
      topic: "MAIL" as const,
      key: `mail:${key}`,
      payload: { to, subject, text },
      ...(availableAt && { availableAt }),
    })),
  );

/** Tries before a message is parked; the waits between them add up to about a day and a half. */
export const maxAttempts = 10;
const leaseSeconds = 300;

/** Seconds to wait after the n-th failure: 2 minutes, doubled each time, at most 12 hours. */
export const backoffSeconds = (attempts: number): number =>
  Math.min(60 * 2 ** attempts, 12 * 60 * 60);

/**
 * Takes messages that are due, oldest first, for five minutes. What two workers take at once never
 * overlaps; what a worker that died had taken comes back after that time.
 */
export const claim = (db: Reader, topic: OutboxTopic, limit: number): Promise<OutboxEntry[]> =>
  db.$queryRaw<OutboxEntry[]>`
    UPDATE "OutboxMessage" SET attempts = attempts + 1,
      "availableAt" = winner_now() + make_interval(secs => ${leaseSeconds})
    WHERE id IN (
      SELECT id FROM "OutboxMessage"
      WHERE topic = ${topic}::"OutboxTopic" AND "availableAt" <= (SELECT winner_now())
        AND "deliveredAt" IS NULL AND "parkedAt" IS NULL
      ORDER BY "availableAt", id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id, topic::text, key, payload, attempts`;

export interface Delivery {
  delivered: number;
  failed: number;
  parked: number;
}

/**
 * Delivers what is due of a topic, at most `limit` messages. A failure is noted and tried again later;
 * after the last attempt the message is parked and stays for an administrator.
 */
export async function deliver<P>(
  db: Reader,
  topic: OutboxTopic,
  send: (entry: OutboxEntry<P>) => Promise<void>,
  limit = 100,
): Promise<Delivery> {
  const outcome: Delivery = { delivered: 0, failed: 0, parked: 0 };
  for (const entry of await claim(db, topic, limit))
    try {
      await send(entry as OutboxEntry<P>);
      await db.$executeRaw`
        UPDATE "OutboxMessage" SET "deliveredAt" = winner_now(), "lastError" = NULL WHERE id = ${entry.id}::uuid`;
      outcome.delivered += 1;
    } catch (error) {
      const last = entry.attempts >= maxAttempts;
      await db.$executeRaw`
        UPDATE "OutboxMessage" SET "lastError" = ${describe(error)},
          "availableAt" = winner_now() + make_interval(secs => ${backoffSeconds(entry.attempts)}),
          "parkedAt" = ${last ? Prisma.sql`winner_now()` : Prisma.sql`NULL`}
        WHERE id = ${entry.id}::uuid AND "deliveredAt" IS NULL`;
      outcome[last ? "parked" : "failed"] += 1;
    }
  return outcome;
}

/** Days for which a delivered mail is kept, to answer whether it was sent; then nothing of it is. */
export const mailDays = 90;

/**
 * Deletes mails that were delivered that long ago, the oldest first, at most `limit`: they hold addresses and what was
 * told to people. What waits or is parked stays; other messages hold ids alone. Gives how many.
 */
export const forgetMails = (db: Reader, limit = 1000): Promise<number> =>
  db.$executeRaw`
    DELETE FROM "OutboxMessage" WHERE id IN (
      SELECT id FROM "OutboxMessage"
      WHERE topic = 'MAIL' AND "deliveredAt" < (SELECT winner_now()) - make_interval(days => ${mailDays}::int)
      ORDER BY "deliveredAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;

/** The kind of an error and the start of its text: enough to act on, without a whole answer of another system. */
const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : "unknown";
