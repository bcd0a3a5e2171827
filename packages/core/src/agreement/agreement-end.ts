import { z } from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { line, readInput } from "../kernel/input.ts";
import {
  addDays,
  fromColumn,
  type LocalDate,
  localDateAt,
  toColumn,
} from "../kernel/local-date.ts";
import { checkAgreementMove } from "./agreement-state.ts";
import { agreementStream, lockAgreement } from "./agreement-visibility.ts";

/** Ends an agreement before its time, or because another takes its place; its services end that day. */
export async function endAgreement(
  db: Database,
  actor: Actor,
  input: { id: string; to: "TERMINATED" | "SUPERSEDED"; reason: string },
) {
  const { reason } = readInput(z.looseObject({ reason: line(2000) }), input);
  return inTransaction(db, async (tx) => {
    const agreement = await lockAgreement(tx, actor, "endAgreement", input.id);
    if (agreement.state === input.to) return agreement;
    checkAgreementMove(agreement.state, input.to);
    const today = localDateAt(await now(tx), agreement.province.timeZone);
    // With a successor the services go on under it.
    const ended =
      input.to === "TERMINATED"
        ? await tx.agreementInstitution.updateMany({
            where: { agreementId: agreement.id, liveOn: { not: null }, endedOn: null },
            data: { endedOn: toColumn(today) },
          })
        : { count: 0 };
    const moved = await tx.agreement.update({
      where: { id: agreement.id },
      data: { state: input.to, stateReason: reason, version: { increment: 1 } },
    });
    await Audit.append(tx, {
      stream: agreementStream,
      actor: actorName(actor),
      action: `agreement.${input.to.toLowerCase()}`,
      subjectType: "Agreement",
      subjectId: agreement.id,
      after: { reason, endedServices: ended.count },
    });
    return moved;
  });
}

/** Days before the end on which a reminder is due. */
export const reminderDays = [90, 30, 7] as const;

export interface AgreementRun {
  expired: string[];
  reminders: { agreementId: string; days: number }[];
}

/**
 * The scheduled run: ends agreements whose last day has passed in their province, and notes each reminder
 * once, of several that are due only the nearest. Running it again, or twice at once, adds nothing.
 */
export async function runAgreements(db: Database): Promise<AgreementRun> {
  const run: AgreementRun = { expired: [], reminders: [] };
  const horizon = addDays(localDateAt(await now(db), "Asia/Jayapura"), reminderDays[0]);
  const due = await db.agreement.findMany({
    where: { state: "ACTIVE", effectiveTo: { lte: toColumn(horizon) } },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  for (const { id } of due)
    await inTransaction(db, async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM "Agreement" WHERE id = ${id}::uuid FOR UPDATE`;
      const agreement = await tx.agreement.findUniqueOrThrow({
        where: { id },
        include: { province: true },
      });
      if (agreement.state !== "ACTIVE") return;
      const at = await now(tx);
      const today = localDateAt(at, agreement.province.timeZone);
      const last = fromColumn(agreement.effectiveTo);
      if (today > last) {
        await tx.agreement.update({
          where: { id },
          data: { state: "EXPIRED", version: { increment: 1 } },
        });
        run.expired.push(id);
        await Audit.append(tx, {
          stream: agreementStream,
          actor: "system:agreements",
          action: "agreement.expired",
          subjectType: "Agreement",
          subjectId: id,
          after: { lastDay: last },
        });
        return;
      }
      const days = dueReminder(today, last);
      if (days === undefined) return;
      const { count } = await tx.agreementReminder.createMany({
        data: [{ agreementId: id, days, at }],
        skipDuplicates: true,
      });
      if (count > 0) run.reminders.push({ agreementId: id, days });
    });
  return run;
}

/** The nearest reminder that is due on a day; undefined before the first. */
export const dueReminder = (today: LocalDate, last: LocalDate): number | undefined =>
  [...reminderDays].reverse().find((days) => addDays(today, days) >= last);
