import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type AnnouncementKind,
  type Database,
  inTransaction,
  type Prisma,
  type Reader,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, authorize } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { mailAnnouncement } from "./announcement-mail.ts";
import { auditStream } from "./application-lock.ts";
import { deadlineError, stateError, texts } from "./error.ts";
import { checkClosed, lastClose } from "./selection.ts";
import { lockDecided, tellsOutcomes } from "./stage-result.ts";

const titleLimits = madeOnce(() => z.object({ titleId: line(), titleEn: line() }));

const withTeam = { include: { application: { include: { team: true } } } } as const;

/**
 * Publishes a result, at once for everybody, and mails the teams that there is something to read. The finalists
 * are copied, so that what was announced can be proved later; a stage must be decided, and stays as it is then.
 * Publishing again changes nothing.
 */
export async function publishAnnouncement(
  db: Database,
  actor: Actor,
  input: { editionId: string; kind: AnnouncementKind; titleId: string; titleEn: string },
) {
  const { editionId, kind } = input;
  authorize(actor, "publishAnnouncement", { editionId });
  const { titleId, titleEn } = readInput(titleLimits(), input);
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Edition" WHERE id = ${editionId}::uuid FOR UPDATE`;
    found(await tx.edition.findUnique({ where: { id: editionId } }), "edition");
    const earlier = await tx.announcement.findUnique({
      where: { editionId_kind: { editionId, kind } },
    });
    if (earlier) return earlier;
    const finalists =
      kind !== "FINALISTS"
        ? []
        : await tx.finalist.findMany({
            where: { editionId, state: "FINALIST" },
            ...withTeam,
          });
    if (kind === "FINALISTS" && finalists.length === 0) throw stateError("NOT_DRAWN");
    refuseGone(finalists);
    const stage = await tx.stage.findFirst({ where: { editionId, kind } });
    if (stage && kind !== "FINALISTS") await checkClosed(tx, stage.id);
    if (tellsOutcomes(kind)) await lockDecided(tx, found(stage, "stage").id);
    const publishedAt = await now(tx);
    const announcement = await tx.announcement.create({
      data: {
        editionId,
        kind,
        titleId,
        titleEn,
        stageId: stage?.id ?? null,
        publishedAt,
        finalists: {
          create: finalists.map((finalist) => ({ ...announced(finalist), publishedAt })),
        },
      },
    });
    if (kind !== "REGISTRATION") await mailAnnouncement(tx, announcement);
    Audit.append(tx, {
      stream: auditStream(editionId),
      actor: actorName(actor),
      action: "announcement.published",
      subjectType: "Edition",
      subjectId: editionId,
      after: { kind, finalists: finalists.map((f) => f.applicationId) },
    });
    return announcement;
  });
}

/** Refuses finalists whose applications were withdrawn or disqualified since: their reserves come first. */
function refuseGone(finalists: readonly Prisma.FinalistGetPayload<typeof withTeam>[]): void {
  const gone = finalists.filter(
    ({ application: { state } }) => state === "WITHDRAWN" || state === "DISQUALIFIED",
  );
  const numbers = gone.map(({ application }) => application.registrationNumber).join(", ");
  if (gone.length > 0)
    throw new DomainError("STATE", texts.finalistGone, { parameters: { numbers } });
}

const announced = (finalist: Prisma.FinalistGetPayload<typeof withTeam>) => ({
  applicationId: finalist.applicationId,
  provinceCode: finalist.provinceCode,
  rank: finalist.rank,
  teamName: finalist.application.team.name,
  title: finalist.application.title,
  issueCode: finalist.application.issueCode,
});

/**
 * Tells the public of a finalist who withdrew after the announcement, and of the reserve who took
 * the place. Before the announcement there is nothing to tell.
 */
export async function amendAnnouncement(
  tx: Transaction,
  editionId: string,
  withdrawnId: string,
  promotedId: string | undefined,
): Promise<void> {
  const announcement = await tx.announcement.findUnique({
    where: { editionId_kind: { editionId, kind: "FINALISTS" } },
  });
  if (!announcement) return;
  const { id: announcementId } = announcement;
  const at = await now(tx);
  await tx.publishedWithdrawal.create({
    data: { announcementId, applicationId: withdrawnId, publishedAt: at },
  });
  if (!promotedId) return;
  const promoted = await tx.finalist.findUniqueOrThrow({
    where: { applicationId: promotedId },
    ...withTeam,
  });
  await tx.publishedFinalist.create({
    data: { ...announced(promoted), announcementId, publishedAt: at },
  });
}

export interface RegistrationCount {
  provinceCode: string;
  issueCode: string;
  count: number;
}

/**
 * Registrations by province and priority issue: everything that was ever submitted, so that the
 * numbers tell nothing about results. Public when registration has closed in every province.
 */
export async function registrationNumbers(
  db: Reader,
  editionId: string,
): Promise<RegistrationCount[]> {
  const stage = await db.stage.findFirst({ where: { editionId, kind: "REGISTRATION" } });
  if (!stage) return [];
  const closesAt = await lastClose(db as never, stage.id);
  if ((await now(db)) < closesAt)
    throw deadlineError(texts.stageStillOpen, { closesAt: closesAt.toISOString() });
  const groups = await db.application.groupBy({
    by: ["provinceCode", "issueCode"],
    where: { editionId, submittedAt: { not: null } },
    _count: true,
    orderBy: [{ provinceCode: "asc" }, { issueCode: "asc" }],
  });
  return groups.map(({ provinceCode, issueCode, _count }) => ({
    provinceCode,
    issueCode,
    count: _count,
  }));
}
