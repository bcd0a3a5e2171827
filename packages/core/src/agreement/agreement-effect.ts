import type { AuditEntry } from "../audit/index.ts";
import type { Prisma, Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { fromColumn } from "../kernel/local-date.ts";
import { stateError } from "./agreement-state.ts";
import { agreementStream } from "./agreement-visibility.ts";

type Agreement = Prisma.AgreementGetPayload<object>;

/** What an agreement changes in others when it becomes active; gives the events to append. */
export async function takeEffect(
  tx: Transaction,
  actor: Actor,
  agreement: Agreement,
): Promise<AuditEntry[]> {
  const { renewsId, parentId, kind } = agreement;
  const events: AuditEntry[] = [];
  if (renewsId) events.push(await takeOver(tx, actor, renewsId, agreement.id));
  if (kind === "ADDENDUM" && parentId)
    events.push(...(await extend(tx, actor, parentId, agreement)));
  return events;
}

async function lock(tx: Transaction, id: string): Promise<Agreement> {
  await tx.$queryRaw`SELECT 1 FROM "Agreement" WHERE id = ${id}::uuid FOR UPDATE`;
  return tx.agreement.findUniqueOrThrow({ where: { id } });
}

/**
 * The institutions of an agreement go over to its successor with their days, so that each service is in
 * one agreement and goes on; what had ended or was declined stays as it was.
 */
async function takeOver(
  tx: Transaction,
  actor: Actor,
  oldId: string,
  id: string,
): Promise<AuditEntry> {
  const old = await lock(tx, oldId);
  if (old.state !== "ACTIVE" && old.state !== "EXPIRED") throw stateError(old.state);
  const going = { agreementId: oldId, state: { not: "DECLINED" as const }, endedOn: null };
  const places = await tx.agreementInstitution.findMany({ where: going });
  const institutionId = { in: places.map((place) => place.institutionId) };
  // An invitation under the successor's draft gives way to what the institution has reached already.
  await tx.agreementInstitution.deleteMany({ where: { agreementId: id, institutionId } });
  await tx.agreementInstitution.updateMany({ where: going, data: { agreementId: id } });
  if (old.state === "ACTIVE")
    await tx.agreement.update({
      where: { id: oldId },
      data: { state: "SUPERSEDED", stateReason: "Diperpanjang", version: { increment: 1 } },
    });
  return {
    stream: agreementStream,
    actor: actorName(actor),
    action: "agreement.renewed",
    subjectType: "Agreement",
    subjectId: oldId,
    before: { state: old.state },
    after: { renewalId: id, places: places.length },
  };
}

/** An addendum that ends later moves the end of what it adds to. */
async function extend(
  tx: Transaction,
  actor: Actor,
  parentId: string,
  { id, effectiveTo }: Agreement,
): Promise<AuditEntry[]> {
  const parent = await lock(tx, parentId);
  if (parent.state !== "ACTIVE") throw stateError(parent.state);
  if (effectiveTo <= parent.effectiveTo) return [];
  await tx.agreement.update({
    where: { id: parentId },
    data: { effectiveTo, version: { increment: 1 } },
  });
  return [
    {
      stream: agreementStream,
      actor: actorName(actor),
      action: "agreement.extended",
      subjectType: "Agreement",
      subjectId: parentId,
      before: { effectiveTo: fromColumn(parent.effectiveTo) },
      after: { effectiveTo: fromColumn(effectiveTo), addendumId: id },
    },
  ];
}
