import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { newId } from "../kernel/clock.ts";
import { DomainError, found, sameVersion } from "../kernel/error.ts";
import { emailAddress, line, readInput } from "../kernel/input.ts";
import { texts } from "./error.ts";
import { lockProvider, subscriptionStream } from "./subscription-visibility.ts";

const settings = {
  name: line(),
  address: line(500),
  email: emailAddress,
  graceHours: z.int().min(0).max(240),
  termDays: z.int().min(0).max(365),
  maxPeriodsPerRun: z.int().min(1).max(36),
};

/** How a provider appears on its invoices, and how it bills. */
export interface ProviderSettings {
  name: string;
  address: string;
  email: string;
  /** Hours in which a draft invoice can still be looked at. */
  graceHours: number;
  /** Days from issue to due date. */
  termDays: number;
  /** Periods of one subscription that one run may issue. */
  maxPeriodsPerRun: number;
}

/** Makes a team that has an active agreement a provider. Its number prefix stays for ever. */
export async function createProvider(
  db: Database,
  actor: Actor,
  input: ProviderSettings & { teamId: string; numberPrefix: string },
) {
  const { teamId, ...data } = readInput(
    z.object({
      teamId: z.string(),
      numberPrefix: z
        .string()
        .trim()
        .regex(/^[A-Z][A-Z0-9]{0,9}$/),
      ...settings,
    }),
    input,
  );
  return inTransaction(db, async (tx) => {
    const team = found(
      await tx.team.findUnique({
        where: { id: teamId },
        include: { members: true, agreements: { where: { state: "ACTIVE" }, take: 1 } },
      }),
      "team",
    );
    authorize(actor, "createProvider", { ownerIds: team.members.map(({ userId }) => userId) });
    if (team.agreements.length === 0) throw new DomainError("STATE", texts.noAgreement);
    const id = newId();
    const { count } = await tx.provider.createMany({
      data: [{ id, teamId, ...data }],
      skipDuplicates: true,
    });
    if (count === 0) {
      const same = await tx.provider.findUnique({ where: { teamId } });
      throw new DomainError("CONFLICT", texts.taken, {
        path: [same ? "teamId" : "numberPrefix"],
      });
    }
    Audit.append(tx, {
      stream: subscriptionStream(id),
      actor: actorName(actor),
      action: "provider.created",
      subjectType: "Provider",
      subjectId: id,
      after: { teamId, ...data },
    });
    return tx.provider.findUniqueOrThrow({ where: { id } });
  });
}

/** Changes how a provider appears on invoices from now on, and how it bills. */
export async function changeProvider(
  db: Database,
  actor: Actor,
  input: ProviderSettings & { id: string; expectedVersion: number },
) {
  const data = readInput(z.object(settings), input);
  return inTransaction(db, async (tx) => {
    const before = await lockProvider(tx, actor, "changeProvider", input.id);
    sameVersion(before.version, input.expectedVersion);
    const changed = await tx.provider.update({
      where: { id: before.id },
      data: { ...data, version: { increment: 1 } },
    });
    const { name, address, email, graceHours, termDays, maxPeriodsPerRun } = before;
    Audit.append(tx, {
      stream: subscriptionStream(before.id),
      actor: actorName(actor),
      action: "provider.changed",
      subjectType: "Provider",
      subjectId: before.id,
      before: { name, address, email, graceHours, termDays, maxPeriodsPerRun },
      after: data,
    });
    return changed;
  });
}

const accountLimits = z.object({
  bank: line(100),
  number: z
    .string()
    .trim()
    .regex(/^\d{5,25}$/),
  holder: line(),
});

/** Adds a bank account into which customers pay. The same account again is shown or hidden. */
export async function setBankAccount(
  db: Database,
  actor: Actor,
  input: { providerId: string; bank: string; number: string; holder: string; active: boolean },
) {
  const { providerId, active } = input;
  const { bank, number, holder } = readInput(accountLimits, input);
  return inTransaction(db, async (tx) => {
    const provider = await lockProvider(tx, actor, "setBankAccount", providerId);
    const where = { bank_number: { bank, number } };
    // Two providers at once: the unique key decides whose it is, and the other never touches it.
    const { count } = await tx.bankAccount.createMany({
      data: [{ providerId, bank, number, holder, active }],
      skipDuplicates: true,
    });
    const before = await tx.bankAccount.findUniqueOrThrow({ where });
    if (before.providerId !== providerId)
      throw new DomainError("CONFLICT", texts.taken, { path: ["number"] });
    const account = await tx.bankAccount.update({ where, data: { holder, active } });
    Audit.append(tx, {
      stream: subscriptionStream(provider.id),
      actor: actorName(actor),
      action: "bank-account.set",
      subjectType: "BankAccount",
      subjectId: account.id,
      ...(count === 0 && { before: { holder: before.holder, active: before.active } }),
      after: { bank, number, holder, active },
    });
    return account;
  });
}
