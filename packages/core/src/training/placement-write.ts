import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type ContractKind,
  type Database,
  inTransaction,
  type SalaryBand,
} from "../database/index.ts";
import { type Actor, actorName, authorize, personId } from "../identity/index.ts";
import { requireConsent } from "../institution/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, type Fault, found, refuseFaults, stateError } from "../kernel/error.ts";
import { madeOnce, paragraphs, readInput } from "../kernel/input.ts";
import { fromColumn, type LocalDate, localDateAt, toColumn } from "../kernel/local-date.ts";
import { lockEnrolment, ofTeam, visiblePlacements } from "./bootcamp-visibility.ts";
import { texts } from "./error.ts";
import { memberIds, trainingStream } from "./training-visibility.ts";

const evidenceLimits = madeOnce(() => z.looseObject({ evidence: paragraphs(2000) }));

/**
 * Records the work that a learner in placement, or a graduate, found at a company that consented to the
 * team. The same again changes nothing, and asks for no consent; another contract from that day is refused.
 */
export async function recordPlacement(
  db: Database,
  actor: Actor,
  input: {
    enrolmentId: string;
    companyId: string;
    offeredOn: LocalDate;
    startsOn: LocalDate;
    contract: ContractKind;
    salaryBand: SalaryBand;
  },
) {
  const { enrolmentId, companyId, offeredOn, contract, salaryBand } = input;
  return inTransaction(db, async (tx) => {
    const enrolment = await lockEnrolment(tx, actor, "recordPlacement", enrolmentId);
    if (enrolment.state !== "PLACEMENT" && enrolment.state !== "GRADUATED")
      throw stateError(enrolment.state);
    const company = found(
      await tx.institution.findUnique({ where: { id: companyId, mergedIntoId: null } }),
      "company",
    );
    const today = localDateAt(await now(tx), enrolment.batch.timeZone);
    const faults: Fault[] = [];
    if (company.kind !== "COMPANY") faults.push({ message: texts.notCompany, path: ["companyId"] });
    if (offeredOn > today) faults.push({ message: texts.future, path: ["offeredOn"] });
    if (input.startsOn < offeredOn) faults.push({ message: texts.period, path: ["startsOn"] });
    refuseFaults(faults);
    const startsOn = toColumn(input.startsOn);
    const key = { enrolmentId_companyId_startsOn: { enrolmentId, companyId, startsOn } };
    const { teamId } = enrolment;
    if (!(await tx.placement.findUnique({ where: key })))
      await requireConsent(tx, actor, { institutionId: companyId, teamId }, ["companyId"]);
    const { count } = await tx.placement.createMany({
      data: [
        {
          enrolmentId,
          companyId,
          offeredOn: toColumn(offeredOn),
          startsOn,
          contract,
          salaryBand,
          recordedById: personId(actor),
        },
      ],
      skipDuplicates: true,
    });
    const placement = await tx.placement.findUniqueOrThrow({ where: key });
    const same =
      placement.contract === contract &&
      placement.salaryBand === salaryBand &&
      fromColumn(placement.offeredOn) === offeredOn;
    if (!same) throw new DomainError("CONFLICT", texts.placementExists, { path: ["startsOn"] });
    if (count > 0)
      Audit.append(tx, {
        stream: trainingStream(teamId),
        actor: actorName(actor),
        action: "placement.recorded",
        subjectType: "Placement",
        subjectId: placement.id,
        after: { enrolmentId, companyId, startsOn: input.startsOn, contract },
      });
    return placement;
  });
}

/**
 * Verifies, once the work has begun and by what evidence, that a placement is real: the company's
 * staff, or a member of the team other than who recorded it. Only then it counts.
 */
export async function verifyPlacement(
  db: Database,
  actor: Actor,
  input: { id: string; evidence: string },
) {
  const { id } = input;
  const { evidence } = readInput(evidenceLimits(), input);
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Placement" WHERE id = ${id}::uuid FOR UPDATE`;
    const placement = found(
      await tx.placement.findUnique({
        where: { id, AND: visiblePlacements(actor) },
        include: {
          company: true,
          enrolment: { include: { batch: { include: { curriculum: { include: ofTeam } } } } },
        },
      }),
      "placement",
    );
    const { batch } = placement.enrolment;
    const { team } = batch.curriculum.programme;
    const institutionId = placement.company.mergedIntoId ?? placement.companyId;
    authorize(actor, "verifyPlacement", { ownerIds: memberIds(team), institutionId });
    if (placement.verifiedAt) return placement;
    if (placement.recordedById === personId(actor))
      throw new DomainError("FORBIDDEN", texts.ownRecord);
    const at = await now(tx);
    if (fromColumn(placement.startsOn) > localDateAt(at, batch.timeZone))
      throw new DomainError("DEADLINE", texts.future);
    const verified = await tx.placement.update({
      where: { id },
      data: { verifiedById: personId(actor), verifiedAt: at, evidence },
    });
    Audit.append(tx, {
      stream: trainingStream(team.id),
      actor: actorName(actor),
      action: "placement.verified",
      subjectType: "Placement",
      subjectId: id,
    });
    return verified;
  });
}
