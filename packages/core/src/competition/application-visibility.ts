import type { Prisma } from "../database/index.ts";
import { type Actor, type Grant, grantsFor, personId } from "../identity/index.ts";

const within = (grant: Grant): Prisma.ApplicationWhereInput => ({
  ...(grant.editionId && { editionId: grant.editionId }),
  ...(grant.provinceCode && { provinceCode: grant.provinceCode }),
});

/**
 * The applications that an actor may see: their own team's, those given to them as a judge, and,
 * once submitted, those under their roles. Every read of applications goes through this, so that counts and pages cannot tell more.
 */
export function visibleApplications(actor: Actor): Prisma.ApplicationWhereInput {
  if (actor.kind === "SYSTEM") return {};
  if (actor.kind !== "USER") return { id: { in: [] } };
  const official = grantsFor(actor, "applications").map((grant) => ({
    ...within(grant),
    // A judge sees what is up for a vote.
    ...(grant.role === "JUDGE" && { entries: { some: { stage: { voteMode: { not: null } } } } }),
  }));
  // Only what was submitted is judged: who sees all of that sees what they judge.
  const seesAll = official.some((where) => Object.keys(where).length === 0);
  const judge = { judgeId: actor.id };
  const judged = [
    { assignments: { some: { ...judge, state: "ASSIGNED" as const } } },
    {
      entries: {
        some: {
          stage: {
            panels: {
              some: {
                mode: "PAIRWISE" as const,
                judges: { some: { ...judge, state: "ACCEPTED" as const } },
              },
            },
          },
        },
      },
    },
  ];
  return {
    OR: [
      { team: { members: { some: { userId: actor.id } } } },
      {
        // Whoever judges and is in conflict does not see the entry, whatever other role they hold.
        conflicts: { none: judge },
        OR: [
          ...official.map((where) => ({ ...where, submittedAt: { not: null } })),
          ...(seesAll ? [] : judged),
        ],
      },
    ],
  };
}

/** The submitted applications of which an actor's roles tell everything, the team too, and let it be taken away. */
const exportable = (actor: Actor): Prisma.ApplicationWhereInput[] =>
  grantsFor(actor, "exportRegistrations").map((grant) => ({
    ...within(grant),
    submittedAt: { not: null },
  }));

/** The applications that an actor may take out of the system: not those that they see as a judge or as their team. */
export const exportableApplications = (actor: Actor): Prisma.ApplicationWhereInput => ({
  AND: [visibleApplications(actor), { OR: exportable(actor) }],
});

/** The applications that a person judges, or judged, without being told who applies. */
const judgedBlind = (judgeId: string): Prisma.ApplicationWhereInput => ({
  OR: [
    { assignments: { some: { judgeId, panel: { blind: true } } } },
    {
      entries: {
        some: {
          stage: {
            panels: { some: { blind: true, mode: "PAIRWISE", judges: { some: { judgeId } } } },
          },
        },
      },
    },
  ],
});

/**
 * The teams whose people and numbers an actor may see: their own, and those of the applications that
 * they may see, unless they judge these blind. Others know a team by its name alone, as an institution under its
 * agreement does.
 */
export const teamsInPerson = (actor: Actor): Prisma.TeamWhereInput => ({
  OR: [
    { members: { some: { userId: personId(actor) } } },
    {
      applications: {
        some: {
          AND: [
            visibleApplications(actor),
            { OR: [...exportable(actor), { NOT: judgedBlind(personId(actor)) }] },
          ],
        },
      },
    },
  ],
});
