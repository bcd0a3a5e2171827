import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, type DeliveryMode, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { found, refuseFaults } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import { regionFaults } from "../region/index.ts";
import { ofTeam, visibleProgrammes } from "./bootcamp-visibility.ts";
import { texts } from "./error.ts";
import { score } from "./score.ts";
import { memberIds, memberTeam, ownTeams, trainingStream } from "./training-visibility.ts";

const titleLimits = madeOnce(() => z.looseObject({ title: line() }));

/** A bootcamp of a team; one title is one bootcamp, so that founding it again changes nothing. */
export async function createBootcamp(
  db: Database,
  actor: Actor,
  input: { teamId: string; title: string },
) {
  const { teamId } = input;
  const { title } = readInput(titleLimits(), input);
  return inTransaction(db, async (tx) => {
    await memberTeam(tx, actor, "createBootcamp", teamId);
    const { count } = await tx.bootcampProgramme.createMany({
      data: [{ teamId, title }],
      skipDuplicates: true,
    });
    const programme = await tx.bootcampProgramme.findUniqueOrThrow({
      where: { teamId_title: { teamId, title } },
    });
    if (count > 0)
      Audit.append(tx, {
        stream: trainingStream(teamId),
        actor: actorName(actor),
        action: "bootcamp.created",
        subjectType: "BootcampProgramme",
        subjectId: programme.id,
        after: { title },
      });
    return programme;
  });
}

const curriculumLimits = z.looseObject({
  units: z.array(line()).min(1).max(20),
  passMark: score,
  maxRepeats: z.int().min(0).max(20),
});

/** The next version of what a bootcamp teaches; batches keep the version with which they began. */
export async function publishCurriculum(
  db: Database,
  actor: Actor,
  input: {
    programmeId: string;
    /** Titles, in order. */
    units: readonly string[];
    passMark: number;
    maxRepeats: number;
  },
) {
  const { programmeId } = input;
  const { units, passMark, maxRepeats } = readInput(curriculumLimits, input);
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "BootcampProgramme" WHERE id = ${programmeId}::uuid FOR UPDATE`;
    const programme = found(
      await tx.bootcampProgramme.findUnique({
        where: { id: programmeId, AND: visibleProgrammes(actor) },
        include: { team: { include: { members: true } }, curricula: true },
      }),
      "bootcamp",
    );
    authorize(actor, "publishCurriculum", { ownerIds: memberIds(programme.team) });
    const version = 1 + Math.max(0, ...programme.curricula.map((one) => one.version));
    const curriculum = await tx.curriculumVersion.create({
      data: {
        programmeId,
        version,
        passMark,
        maxRepeats,
        units: { create: units.map((title, index) => ({ title, position: index + 1 })) },
      },
    });
    Audit.append(tx, {
      stream: trainingStream(programme.teamId),
      actor: actorName(actor),
      action: "curriculum.published",
      subjectType: "CurriculumVersion",
      subjectId: curriculum.id,
      after: { version, units, passMark, maxRepeats },
    });
    return curriculum;
  });
}

const batchLimits = z.looseObject({
  name: line(),
  place: line(300).nullish(),
  capacity: z.int().min(1).max(500),
});

/**
 * A batch on a version of the curriculum; its days are in its own zone, else in its province's. A
 * name that the curriculum has already is that batch, as it is.
 */
export async function planBatch(
  db: Database,
  actor: Actor,
  input: {
    curriculumId: string;
    name: string;
    startsOn: LocalDate;
    endsOn: LocalDate;
    mode: DeliveryMode;
    place?: string | null;
    provinceCode: string;
    timeZone?: string | null;
    capacity: number;
  },
) {
  const { name, place = null, capacity } = readInput(batchLimits, input);
  const { curriculumId, startsOn, endsOn, mode, provinceCode } = input;
  return inTransaction(db, async (tx) => {
    const mine = actor.kind === "SYSTEM" ? {} : { programme: { team: ownTeams(actor) } };
    const { programme } = found(
      await tx.curriculumVersion.findUnique({
        where: { id: curriculumId, AND: mine },
        include: ofTeam,
      }),
      "curriculum",
    );
    authorize(actor, "planBatch", { ownerIds: memberIds(programme.team) });
    const faults = await regionFaults(tx, { provinceCode });
    if (endsOn <= startsOn) faults.push({ message: texts.period, path: ["endsOn"] });
    if ((mode === "ONLINE") !== !place) faults.push({ message: texts.place, path: ["place"] });
    const province = await tx.province.findFirst({
      where: input.timeZone ? { timeZone: input.timeZone } : { code: provinceCode },
    });
    if (!province && input.timeZone) faults.push({ message: texts.zone, path: ["timeZone"] });
    refuseFaults(faults);
    const { timeZone } = found(province, "province");
    const { count } = await tx.bootcampBatch.createMany({
      data: [
        {
          curriculumId,
          name,
          startsOn: toColumn(startsOn),
          endsOn: toColumn(endsOn),
          mode,
          place,
          provinceCode,
          timeZone,
          capacity,
        },
      ],
      skipDuplicates: true,
    });
    const batch = await tx.bootcampBatch.findUniqueOrThrow({
      where: { curriculumId_name: { curriculumId, name } },
    });
    if (count > 0)
      Audit.append(tx, {
        stream: trainingStream(programme.teamId),
        actor: actorName(actor),
        action: "batch.planned",
        subjectType: "BootcampBatch",
        subjectId: batch.id,
        after: { name, startsOn, endsOn, capacity },
      });
    return batch;
  });
}
