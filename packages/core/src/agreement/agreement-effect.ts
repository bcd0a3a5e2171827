import type { AuditEntry } from "../audit/index.ts";
import type { Prisma, Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { fromColumn, type LocalDate, localDateAt } from "../kernel/local-date.ts";
import { stateError } from "./agreement-state.ts";
import { agreementStream } from "./agreement-visibility.ts";

type Agreement = Prisma.AgreementGetPayload<object>;

/**
 * What an agreement changes in others when it becomes active on a day; gives the events to append. One that renews
 * another begins on its first day, until when the other is in force.
 */
export async function takeEffect(
  tx: Transaction,
  actor: Actor,
  agreement: Agreement,
  today: LocalDate,
): Promise<AuditEntry[]> {
  const { renewsId, parentId, kind } = agreement;
  const by = actorName(actor);
  const events: AuditEntry[] = [];
  if (renewsId) {
    const old = await lock(tx, renewsId);
    if (old.state !== "ACTIVE" && old.state !== "EXPIRED") throw stateError(old.state);
    if (fromColumn(agreement.effectiveFrom) <= today)
      events.push(await takeOver(tx, by, old, agreement.id));
  }
  if (kind === "ADDENDUM" && parentId) events.push(...(await extend(tx, by, parentId, agreement)));
  return events;
}

/** Has an agreement take over from the one that it renews, on its first day; nothing when it did, or has nothing to. */
export async function beginRenewal(
  tx: Transaction,
  by: string,
  id: string,
  at: Date,
): Promise<AuditEntry | undefined> {
  const { renewsId, state, effectiveFrom } = await lock(tx, id);
  if (!renewsId || state !== "ACTIVE") return undefined;
  const old = await lock(tx, renewsId);
  const { timeZone } = await tx.province.findUniqueOrThrow({ where: { code: old.provinceCode } });
  if (old.state !== "ACTIVE" || fromColumn(effectiveFrom) > localDateAt(at, timeZone))
    return undefined;
  return takeOver(tx, by, old, id);
}

async function lock(tx: Transaction, id: string): Promise<Agreement> {
  await tx.$queryRaw`SELECT 1 FROM "Agreement" WHERE id = ${id}::uuid FOR UPDATE`;
  return tx.agreement.findUniqueOrThrow({ where: { id } });
}

/** The places that go over to a successor. */
export const goingOver = {
  state: { not: "DECLINED" },
  endedOn: null,
} satisfies Prisma.AgreementInstitutionWhereInput;

/**
 * The institutions of an agreement go over to its successor with their days, so that each service is in
 * one agreement and goes on; what had ended or was declined stays as it was.
 */
async function takeOver(
  tx: Transaction,
  by: string,
  old: Agreement,
  id: string,
): Promise<AuditEntry> {
  const going = { agreementId: old.id, ...goingOver };
  const places = await tx.agreementInstitution.findMany({ where: going });
  const institutionId = { in: places.map((place) => place.institutionId) };
  // An invitation under the successor's draft gives way to what the institution has reached already.
  await tx.agreementInstitution.deleteMany({ where: { agreementId: id, institutionId } });
  await tx.agreementInstitution.updateMany({ where: going, data: { agreementId: id } });
  if (old.state === "ACTIVE")
    await tx.agreement.update({
      where: { id: old.id },
      data: { state: "SUPERSEDED", stateReason: "Diperpanjang", version: { increment: 1 } },
    });
  return {
    stream: agreementStream,
    actor: by,
    action: "agreement.renewed",
    subjectType: "Agreement",
    subjectId: old.id,
    before: { state: old.state },
    after: { renewalId: id, places: places.length },
  };
}

/** An addendum that ends later moves the end of what it adds to. */
async function extend(
  tx: Transaction,
  by: string,
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
      actor: by,
      action: "agreement.extended",
      subjectType: "Agreement",
      subjectId: parentId,
      before: { effectiveTo: fromColumn(parent.effectiveTo) },
      after: { effectiveTo: fromColumn(effectiveTo), addendumId: id },
    },
  ];
}
