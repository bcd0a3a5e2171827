import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { newId } from "../kernel/clock.ts";
import { DomainError, found, sameVersion } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { texts } from "./error.ts";
import { visibleServices } from "./service-visibility.ts";
import { memberIds, memberTeam, trainingStream } from "./training-visibility.ts";

const priceLimits = madeOnce(() => z.looseObject({ price: unitPrice }));

/** Whole rupiah a unit. */
export const unitPrice = z
  .bigint()
  .min(0n)
  .max(10n ** 12n);

/** Adds a service to a team's catalogue, under a name that it has not used. */
export async function createTeamService(
  db: Database,
  actor: Actor,
  input: { teamId: string; name: string; unit: string; price: bigint },
) {
  const { teamId } = input;
  const limits = z.looseObject({ name: line(), unit: line(50), price: unitPrice });
  const { name, unit, price } = readInput(limits, input);
  return inTransaction(db, async (tx) => {
    await memberTeam(tx, actor, "createTeamService", teamId);
    const id = newId();
    const { count } = await tx.teamService.createMany({
      data: [{ id, teamId, name, unit, price }],
      skipDuplicates: true,
    });
    if (count === 0) throw new DomainError("CONFLICT", texts.nameTaken, { path: ["name"] });
    Audit.append(tx, {
      stream: trainingStream(teamId),
      actor: actorName(actor),
      action: "service.created",
      subjectType: "TeamService",
      subjectId: id,
      after: { name, unit, price: String(price) },
    });
    return tx.teamService.findUniqueOrThrow({ where: { id } });
  });
}

/** Changes the price of a service, or takes it off the catalogue. Orders keep what was agreed. */
export async function changeTeamService(
  db: Database,
  actor: Actor,
  input: { id: string; price: bigint; active: boolean; expectedVersion: number },
) {
  const { id, active } = input;
  const { price } = readInput(priceLimits(), input);
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "TeamService" WHERE id = ${id}::uuid FOR UPDATE`;
    const before = found(
      await tx.teamService.findUnique({
        where: { id, AND: visibleServices(actor) },
        include: { team: { include: { members: true } } },
      }),
      "service",
    );
    authorize(actor, "changeTeamService", { ownerIds: memberIds(before.team) });
    sameVersion(before.version, input.expectedVersion);
    const changed = await tx.teamService.update({
      where: { id },
      data: { price, active, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: trainingStream(before.teamId),
      actor: actorName(actor),
      action: "service.changed",
      subjectType: "TeamService",
      subjectId: id,
      before: { price: String(before.price), active: before.active },
      after: { price: String(price), active },
    });
    return changed;
  });
}
