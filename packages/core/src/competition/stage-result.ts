import type {
  AnnouncementKind,
  CheckOutcome,
  EntryOutcome,
  Prisma,
  Transaction,
} from "../database/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError } from "../kernel/error.ts";
import { texts } from "./error.ts";

/** What announces how a stage decided: from then on each team reads its own outcome, and it stands. */
const stageResults = [
  "SELECTION",
  "INTERVIEW",
  "PRESENTATION",
] as const satisfies AnnouncementKind[];

export const tellsOutcomes = (kind: AnnouncementKind): kind is (typeof stageResults)[number] =>
  stageResults.some((one) => one === kind);

const lock = (tx: Transaction, stageId: string) =>
  tx.$queryRaw`SELECT 1 FROM "Stage" WHERE id = ${stageId}::uuid FOR UPDATE`;

/** Locks a stage of which the outcomes were not announced yet. */
export async function lockUnannounced(tx: Transaction, stageId: string): Promise<void> {
  await lock(tx, stageId);
  const where = { stageId, kind: { in: [...stageResults] } };
  if (await tx.announcement.findFirst({ where, select: { id: true } }))
    throw new DomainError("STATE", texts.announced);
}

/** Locks a stage in which every application has its outcome. */
export async function lockDecided(tx: Transaction, stageId: string): Promise<void> {
  await lock(tx, stageId);
  await refuseUndecided(tx, stageId);
}

/**
 * Refuses a stage in which an application has no outcome, or did not fail and is given back for a correction for
 * which there is still time: it would come back to a stage that is over.
 */
export async function refuseUndecided(tx: Transaction, stageId: string): Promise<void> {
  const returned = {
    state: "RETURNED" as const,
    correctUntil: { gt: await now(tx) },
    edition: { state: "OPEN" as const },
  };
  const count = await tx.stageEntry.count({
    where: {
      stageId,
      OR: [
        { outcome: "PENDING", application: { state: "SUBMITTED" } },
        { outcome: { not: "ELIMINATED" }, application: returned },
      ],
    },
  });
  if (count > 0) throw new DomainError("STATE", texts.undecided, { parameters: { count } });
}

/** What `publishedResult` needs to be read with an application. */
export const resultOf = {
  check: { select: { outcome: true } },
  edition: { select: { announcements: { select: { kind: true, stageId: true } } } },
  published: { where: { withdrawal: null }, select: { applicationId: true } },
} as const satisfies Prisma.ApplicationSelect;

/** What publications have told about an application: null, or no stage, until they have. */
export interface PublishedResult<S> {
  check: CheckOutcome | null;
  finalist: boolean | null;
  stages: { stage: S; outcome: EntryOutcome }[];
}

/** The result of an application as its announcements have told it; `entries` in the order of the stages. */
export function publishedResult<S extends { id: string }>({
  check,
  edition: { announcements },
  published,
  entries,
}: Prisma.ApplicationGetPayload<{ select: typeof resultOf }> & {
  entries: readonly { stage: S; outcome: EntryOutcome }[];
}): PublishedResult<S> {
  const told = (kind: AnnouncementKind) => announcements.some((one) => one.kind === kind);
  const announced = new Set(
    announcements.flatMap(({ kind, stageId }) => (tellsOutcomes(kind) ? [stageId] : [])),
  );
  return {
    check: told("ADMINISTRATIVE_CHECK") ? (check?.outcome ?? null) : null,
    finalist: told("FINALISTS") ? published.length > 0 : null,
    stages: entries.filter(
      ({ stage, outcome }) => announced.has(stage.id) && outcome !== "PENDING",
    ),
  };
}
