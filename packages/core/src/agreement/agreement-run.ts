import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Prisma, type Transaction } from "../database/index.ts";
import { now } from "../kernel/clock.ts";
import {
  addDays,
  addMonths,
  fromColumn,
  type LocalDate,
  localDateAt,
  toColumn,
} from "../kernel/local-date.ts";
import { enqueueMail } from "../notification/index.ts";
import { beginRenewal } from "./agreement-effect.ts";
import { dueReminder, remindedPeople, reminderDays, reminderMail } from "./agreement-reminder.ts";
import { agreementStream } from "./agreement-visibility.ts";

export interface AgreementRun {
  /** Those that took over from the ones that they renew. */
  begun: string[];
  expired: string[];
  /** Those that renewed themselves. */
  renewed: string[];
  reminders: { agreementId: string; days: number }[];
}

const about = { include: { province: true, team: true } } as const;
type Found = Prisma.AgreementGetPayload<typeof about>;

/**
 * The scheduled run: when the first day of a signed renewal has come in its province, it takes over from
 * what it renews; when the last day of an agreement has passed there, it goes on if it renews itself and
 * ends if not; before that, each reminder is given once and mailed, of several that are due only the
 * nearest. Running it again, or twice at once, adds nothing.
 */
export async function runAgreements(db: Database): Promise<AgreementRun> {
  const at = await now(db);
  const inTheEast = localDateAt(at, "Asia/Jayapura"); // where a day begins first
  const run: AgreementRun = {
    begun: await beginRenewals(db, at, inTheEast),
    expired: [],
    renewed: [],
    reminders: [],
  };
  const horizon = addDays(inTheEast, reminderDays[0]);
  const due = await db.agreement.findMany({
    where: { state: "ACTIVE", effectiveTo: { lte: toColumn(horizon) } },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  for (const { id } of due) {
    const outcome = await inTransaction(db, (tx) => runAgreement(tx, id));
    if (outcome === "expired" || outcome === "renewed") run[outcome].push(id);
    else if (outcome !== undefined) run.reminders.push({ agreementId: id, days: outcome });
  }
  return run;
}

const by = "system:agreements";

/** Before any agreement expires: one that is renewed does not. */
async function beginRenewals(db: Database, at: Date, inTheEast: LocalDate): Promise<string[]> {
  const due = await db.agreement.findMany({
    where: {
      state: "ACTIVE",
      effectiveFrom: { lte: toColumn(inTheEast) },
      renews: { state: "ACTIVE" },
    },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  const begun: string[] = [];
  for (const { id } of due) {
    const hasBegun = await inTransaction(db, async (tx) => {
      const event = await beginRenewal(tx, by, id, at);
      if (event) Audit.append(tx, event);
      return event !== undefined;
    });
    if (hasBegun) begun.push(id);
  }
  return begun;
}

/** What the run did with an agreement: it ended, renewed itself, or was reminded of so many days before. */
async function runAgreement(
  tx: Transaction,
  id: string,
): Promise<"expired" | "renewed" | number | undefined> {
  await tx.$queryRaw`SELECT 1 FROM "Agreement" WHERE id = ${id}::uuid FOR UPDATE`;
  const agreement = await tx.agreement.findUniqueOrThrow({ where: { id }, ...about });
  if (agreement.state !== "ACTIVE") return undefined;
  const at = await now(tx);
  const today = localDateAt(at, agreement.province.timeZone);
  const last = fromColumn(agreement.effectiveTo);
  if (today <= last) return remind(tx, agreement, today, at);
  const goesOn = agreement.autoRenewalMonths !== null && agreement.noticeGivenOn === null;
  const until = goesOn ? renewedUntil(last, agreement.autoRenewalMonths, today) : last;
  await tx.agreement.update({
    where: { id },
    data: {
      version: { increment: 1 },
      ...(goesOn ? { effectiveTo: toColumn(until) } : { state: "EXPIRED" as const }),
    },
  });
  Audit.append(tx, {
    stream: agreementStream,
    actor: by,
    action: goesOn ? "agreement.renewed-itself" : "agreement.expired",
    subjectType: "Agreement",
    subjectId: id,
    before: { lastDay: last },
    after: { lastDay: until },
  });
  return goesOn ? "renewed" : "expired";
}

/** The last day of the term of an agreement that renews itself in which a day lies. */
export function renewedUntil(last: LocalDate, months: number | null, today: LocalDate): LocalDate {
  if (!months || today <= last) return last;
  return renewedUntil(addDays(addMonths(addDays(last, 1), months), -1), months, today);
}

/**
 * Notes and mails the reminder that is due of an agreement's end; its days when it was not given yet. One whose renewal
 * is signed needs none.
 */
async function remind(
  tx: Transaction,
  agreement: Found,
  today: LocalDate,
  at: Date,
): Promise<number | undefined> {
  const { id, effectiveTo } = agreement;
  const last = fromColumn(effectiveTo);
  const days = dueReminder(today, last);
  if (days === undefined) return undefined;
  if ((await tx.agreement.count({ where: { renewsId: id, state: "ACTIVE" } })) > 0)
    return undefined;
  const { count } = await tx.agreementReminder.createMany({
    data: [{ agreementId: id, endsOn: effectiveTo, days, at }],
    skipDuplicates: true,
  });
  if (count === 0) return undefined;
  const mail = reminderMail(agreement, today);
  const people = await remindedPeople(tx, agreement);
  await enqueueMail(
    tx,
    ...people.map((person) => ({
      key: `agreement:${id}:${last}:${days}:${person.id}`,
      to: person.email,
      ...mail,
    })),
  );
  return days;
}
