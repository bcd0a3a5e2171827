import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  inTransaction,
  once,
  type Prisma,
  rehearse,
  type SubscriptionEventKind,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, type Operation } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, sameVersion, stateError } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import { fromColumn, type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { lockSubscription, subscriptionStream } from "../subscription/index.ts";
import { type ChangeDocument, readDocuments, writeDocuments } from "./change-document.ts";
import { texts } from "./error.ts";
import { issueSubscription } from "./run-issue.ts";

/** What every change of a subscription is asked with. */
export interface ChangeRequest {
  id: string;
  expectedVersion: number;
  idempotencyKey: string;
  /** Does it all, tells what it did, and takes it back. */
  preview?: boolean | null;
}

export type SubscriptionRow = Awaited<ReturnType<typeof lockSubscription>>;

/** A change under way: the subscription is locked, and billed up to today. */
export interface Change {
  tx: Transaction;
  actor: Actor;
  subscription: SubscriptionRow;
  /** In the subscription's zone. */
  today: LocalDate;
  /** What it makes: invoices, credit notes, lines of drafts. */
  documents: ChangeDocument[];
}

/** What a change is: noted as an event, and written to the subscription. */
interface Decision {
  kind: SubscriptionEventKind;
  effectiveOn: LocalDate;
  data: Prisma.SubscriptionUncheckedUpdateInput;
  detail?: Prisma.InputJsonObject;
}

/** A change as it was made, or as it would be. */
export interface SubscriptionChange {
  id: string;
  kind: SubscriptionEventKind;
  effectiveOn: LocalDate;
  documents: readonly ChangeDocument[];
  subscription: SubscriptionRow;
  preview: boolean;
}

const limits = z.looseObject({ idempotencyKey: line(100) });

/**
 * Makes a change of a subscription: locks it, bills it up to today if that is behind (what cannot be
 * billed cannot be changed), lets `decide` make what it costs, and notes the event. Once per key. As a
 * preview the same happens and is taken back.
 */
export async function changeSubscription<R extends ChangeRequest>(
  db: Database,
  actor: Actor,
  operation: Operation,
  request: R,
  decide: (change: Change) => Promise<Decision>,
): Promise<SubscriptionChange> {
  const { idempotencyKey: key } = readInput(limits, request);
  const { preview, ...input } = request;
  const make = (tx: Transaction) => makeChange(tx, actor, operation, request, decide);
  if (preview)
    return rehearse(db, async (tx) => ({ ...(await readChange(tx, await make(tx))), preview }));
  return inTransaction(db, async (tx) =>
    readChange(
      tx,
      await once(tx, { actor: actorName(actor), operation, key, input }, () => make(tx)),
    ),
  );
}

async function makeChange(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  request: ChangeRequest,
  decide: (change: Change) => Promise<Decision>,
): Promise<string> {
  const { id, expectedVersion } = request;
  const locked = await lockSubscription(tx, actor, operation, id);
  sameVersion(locked.version, expectedVersion);
  const today = localDateAt(await now(tx), locked.timeZone);
  const subscription = await billedThrough(tx, locked, today);
  const documents: ChangeDocument[] = [];
  const { kind, effectiveOn, data, detail } = await decide({
    tx,
    actor,
    subscription,
    today,
    documents,
  });
  await tx.subscription.update({ where: { id }, data: { ...data, version: { increment: 1 } } });
  const event = await tx.subscriptionEvent.create({
    data: {
      subscriptionId: id,
      kind,
      effectiveOn: toColumn(effectiveOn),
      detail: { ...detail, documents: writeDocuments(documents) },
    },
  });
  Audit.append(tx, {
    stream: subscriptionStream(subscription.providerId),
    actor: actorName(actor),
    action: `subscription.${kind.toLowerCase().replaceAll("_", "-")}`,
    subjectType: "Subscription",
    subjectId: id,
    after: { ...detail, effectiveOn, documents: documents.map((one) => one.id) },
  });
  return event.id;
}

/** The subscription, billed up to today by the same statement as in the run. */
async function billedThrough(
  tx: Transaction,
  subscription: SubscriptionRow,
  today: LocalDate,
): Promise<SubscriptionRow> {
  const isDue = ({ state, nextPeriodStart, endsOn }: SubscriptionRow) =>
    state === "ACTIVE" &&
    fromColumn(nextPeriodStart) <= today &&
    (!endsOn || nextPeriodStart < endsOn);
  const { state, endsOn } = subscription;
  if (state === "ENDED" || (endsOn && fromColumn(endsOn) <= today)) throw stateError("ENDED");
  if (!isDue(subscription)) return subscription;
  await issueSubscription(tx, subscription.id);
  const billed = await tx.subscription.findUniqueOrThrow({ where: { id: subscription.id } });
  if (isDue(billed)) throw new DomainError("STATE", texts.notBilled);
  return billed;
}

async function readChange(tx: Transaction, eventId: string): Promise<SubscriptionChange> {
  const { id, kind, effectiveOn, detail, subscription } =
    await tx.subscriptionEvent.findUniqueOrThrow({
      where: { id: eventId },
      include: { subscription: true },
    });
  return {
    id,
    kind,
    effectiveOn: fromColumn(effectiveOn),
    documents: readDocuments(detail),
    subscription,
    preview: false,
  };
}
