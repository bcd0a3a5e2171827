import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { BillingEventKind, type Database, inTransaction, type Reader } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { newSecret } from "../kernel/clock.ts";
import { found, refuseFaults, sameVersion } from "../kernel/error.ts";
import { line, readInput } from "../kernel/input.ts";
import type { Vault } from "../kernel/secret.ts";
import { billingStream } from "./credit-note-write.ts";
import { texts } from "./error.ts";
import { authorizeProvider, providersFor } from "./invoice-visibility.ts";
import { isEndpointUrl } from "./webhook.ts";

const limits = z.looseObject({
  url: line(500),
  kinds: z
    .array(z.enum(BillingEventKind))
    .min(1)
    .max(50)
    .transform((kinds) => [...new Set(kinds)]),
});

export interface EndpointInput {
  url: string;
  kinds: readonly BillingEventKind[];
}

function readEndpoint(input: EndpointInput) {
  const { url, kinds } = readInput(limits, input);
  if (!isEndpointUrl(url)) refuseFaults([{ message: texts.endpointUrl, path: ["url"] }]);
  return { url, kinds };
}

/** The endpoints of the providers that an actor acts for, at most 100. */
export async function endpointsOf(db: Reader, actor: Actor) {
  const providers = await db.provider.findMany({
    where: providersFor(actor, "partnerEndpoints"),
    select: { id: true },
  });
  return db.partnerEndpoint.findMany({
    where: { providerId: { in: providers.map(({ id }) => id) } },
    orderBy: { id: "asc" },
    take: 100,
  });
}

/** One of the endpoints of the providers that an actor acts for. */
export async function endpointOf(db: Reader, actor: Actor, id: string) {
  const endpoint = await db.partnerEndpoint.findUnique({ where: { id } });
  const { providerId } = endpoint ?? {};
  const acts =
    providerId &&
    (await db.provider.count({
      where: { id: providerId, AND: providersFor(actor, "partnerEndpoints") },
    }));
  return acts ? endpoint : null;
}

/** Where a provider's partner is told of events. Gives the secret of its signatures, which is not shown again. */
export async function createEndpoint(
  db: Database,
  actor: Actor,
  vault: Vault,
  input: EndpointInput & { providerId: string },
) {
  const { providerId } = input;
  const data = readEndpoint(input);
  return inTransaction(db, async (tx) => {
    await authorizeProvider(tx, actor, "createPartnerEndpoint", providerId);
    const secret = `whsec_${newSecret()}`;
    const endpoint = await tx.partnerEndpoint.create({
      data: { ...data, providerId, secret: vault.encrypt(secret) },
    });
    Audit.append(tx, {
      stream: billingStream(providerId),
      actor: actorName(actor),
      action: "endpoint.created",
      subjectType: "PartnerEndpoint",
      subjectId: endpoint.id,
      after: data,
    });
    return { endpoint, secret };
  });
}

/** Changes where and of what an endpoint is told, or turns it off. */
export async function changeEndpoint(
  db: Database,
  actor: Actor,
  input: EndpointInput & { id: string; active: boolean; expectedVersion: number },
) {
  const data = { ...readEndpoint(input), active: input.active };
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "PartnerEndpoint" WHERE id = ${input.id}::uuid FOR NO KEY UPDATE`;
    const before = found(
      await tx.partnerEndpoint.findUnique({ where: { id: input.id } }),
      "endpoint",
    );
    await authorizeProvider(tx, actor, "changePartnerEndpoint", before.providerId);
    sameVersion(before.version, input.expectedVersion);
    const endpoint = await tx.partnerEndpoint.update({
      where: { id: before.id },
      data: { ...data, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: billingStream(before.providerId),
      actor: actorName(actor),
      action: "endpoint.changed",
      subjectType: "PartnerEndpoint",
      subjectId: before.id,
      before: { url: before.url, kinds: before.kinds, active: before.active },
      after: data,
    });
    return endpoint;
  });
}

/** An event and the endpoint that is to be told of it; nothing when it is turned off. */
export async function eventFor(db: Reader, ids: { eventId: string; endpointId: string }) {
  const endpoint = await db.partnerEndpoint.findUnique({ where: { id: ids.endpointId } });
  const event = await db.billingEvent.findUnique({ where: { id: ids.eventId } });
  return endpoint?.active && event ? { endpoint, event } : undefined;
}

/** Notes an attempt to tell an endpoint of an event. */
export async function noteDelivery(
  db: Reader,
  attempt: { eventId: string; endpointId: string; status: number | null; fault: string | null },
): Promise<void> {
  await db.webhookDelivery.create({ data: attempt });
}
