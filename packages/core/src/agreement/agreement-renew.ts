import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError } from "../kernel/error.ts";
import { madeOnce, paragraphs, readInput } from "../kernel/input.ts";
import {
  fromColumn,
  fromNullable,
  type LocalDate,
  localDateAt,
  nextPeriod,
  toColumn,
} from "../kernel/local-date.ts";
import { lastDayOfNotice } from "./agreement-reminder.ts";
import { stateError } from "./agreement-state.ts";
import { agreementStream, lockAgreement } from "./agreement-visibility.ts";
import { draftAgreement } from "./agreement-write.ts";
import { texts } from "./error.ts";

const reasonLimits = madeOnce(() => z.looseObject({ reason: paragraphs(2000) }));

/**
 * Drafts the successor of an agreement: from the day after its end, as long as it was unless told
 * otherwise, with the same parties and without their letter numbers and signatures. On its first day,
 * once it is active, the institutions go over to it. Asked again it gives the same draft.
 */
export async function renewAgreement(
  db: Database,
  actor: Actor,
  input: { id: string; effectiveTo?: LocalDate | null },
) {
  return inTransaction(db, async (tx) => {
    const old = await lockAgreement(tx, actor, "renewAgreement", input.id);
    const successor = await tx.agreement.findUnique({ where: { renewsId: old.id } });
    if (successor) return successor;
    if (old.state !== "ACTIVE" && old.state !== "EXPIRED") throw stateError(old.state);
    if (old.kind === "ADDENDUM" || old.kind === "SURAT_KUASA")
      throw new DomainError("STATE", texts.notRenewable);
    const period = nextPeriod(fromColumn(old.effectiveFrom), fromColumn(old.effectiveTo));
    const { agreement } = await draftAgreement(
      tx,
      actor,
      "renewAgreement",
      {
        kind: old.kind,
        title: old.title,
        teamId: old.teamId,
        provinceCode: old.provinceCode,
        regencyCode: old.regencyCode,
        parentId: await parentToday(old.parentId),
        parentException: old.parentException,
        effectiveFrom: period.from,
        effectiveTo: input.effectiveTo ?? period.to,
        autoRenewalMonths: old.autoRenewalMonths,
        terminationNoticeDays: old.terminationNoticeDays,
        value: old.value,
        dataProtectionAnnex: old.dataProtectionAnnex,
        parties: old.parties.map(
          ({ kind, name, signatoryName, signatoryTitle, mandateNumber, mandateOn }) => ({
            kind,
            name,
            signatoryName,
            signatoryTitle,
            mandateNumber,
            mandateOn: fromNullable(mandateOn),
          }),
        ),
      },
      old.id,
    );
    return agreement;

    /** What the old one rested on may have been renewed since. */
    async function parentToday(parentId: string | null): Promise<string | null> {
      const renewal = parentId
        ? await tx.agreement.findUnique({ where: { renewsId: parentId } })
        : null;
      return renewal?.state === "ACTIVE" ? renewal.id : parentId;
    }
  });
}

/**
 * Notice that an agreement which renews itself shall end on its last day. It must be given the agreed
 * number of days before; later it goes on for another term, unless it is ended.
 */
export async function giveNotice(
  db: Database,
  actor: Actor,
  input: { id: string; reason: string },
) {
  const { reason } = readInput(reasonLimits(), input);
  return inTransaction(db, async (tx) => {
    const agreement = await lockAgreement(tx, actor, "giveNotice", input.id);
    if (agreement.noticeGivenOn) return agreement;
    if (agreement.state !== "ACTIVE") throw stateError(agreement.state);
    if (agreement.autoRenewalMonths === null) throw new DomainError("STATE", texts.endsAnyway);
    const today = localDateAt(await now(tx), agreement.province.timeZone);
    const lastDay = lastDayOfNotice(
      fromColumn(agreement.effectiveTo),
      agreement.terminationNoticeDays,
    );
    if (today > lastDay)
      throw new DomainError("DEADLINE", texts.noticeLate, { parameters: { lastDay } });
    const noticed = await tx.agreement.update({
      where: { id: agreement.id },
      data: { noticeGivenOn: toColumn(today), version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: agreementStream,
      actor: actorName(actor),
      action: "agreement.notice-given",
      subjectType: "Agreement",
      subjectId: agreement.id,
      after: { reason },
    });
    return noticed;
  });
}
