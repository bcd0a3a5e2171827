import * as Audit from "../audit/index.ts";
import { type Database, inTransaction, type Prisma, type Transaction } from "../database/index.ts";
import { type Actor, actorName, may } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, type Path } from "../kernel/error.ts";
import { texts } from "./error.ts";
import { institutionStream, lockInstitution } from "./institution-lock.ts";
import { holding } from "./institution-visibility.ts";

interface Pair {
  institutionId: string;
  teamId: string;
}

/** The teams that offer something, and so are known to institutions: an entry in a competition is not. */
const offering: Prisma.TeamWhereInput = {
  OR: [
    { provider: { isNot: null } },
    { services: { some: { active: true } } },
    { trainings: { some: {} } },
    { bootcamps: { some: {} } },
    { students: { some: {} } },
  ],
};

/**
 * The institution's staff agree that a team deals with it: notes its orders and its people, sends it
 * students, names it as an employer, and, as a provider, subscribes and invoices it. Consent that was carried over becomes their own. Again it
 * changes nothing.
 */
export async function consentToTeam(db: Database, actor: Actor, input: Pair) {
  const { institutionId, teamId } = input;
  const where = { teamId_institutionId: { teamId, institutionId } };
  return inTransaction(db, async (tx) => {
    await lockInstitution(tx, actor, "consentToTeam", institutionId);
    found(await tx.team.findFirst({ where: { id: teamId, AND: offering } }), "team");
    const before = await tx.teamConsent.findUnique({ where });
    if (before?.basis === "GIVEN" && !before.withdrawnAt) return before;
    const data = { basis: "GIVEN" as const, givenAt: await now(tx), withdrawnAt: null };
    const consent = await tx.teamConsent.upsert({
      where,
      create: { institutionId, teamId, ...data },
      update: data,
    });
    await tell(tx, actor, input, "given");
    return consent;
  });
}

/**
 * The staff take their consent back: from now on the team begins nothing new with the institution. What
 * runs goes on until it is ended, and so does an agreement that it accepted. Again it changes nothing.
 */
export async function withdrawTeamConsent(db: Database, actor: Actor, input: Pair) {
  const { institutionId, teamId } = input;
  const where = { teamId_institutionId: { teamId, institutionId } };
  return inTransaction(db, async (tx) => {
    await lockInstitution(tx, actor, "withdrawTeamConsent", institutionId);
    const before = found(await tx.teamConsent.findUnique({ where }), "consent");
    if (before.withdrawnAt) return before;
    const consent = await tx.teamConsent.update({ where, data: { withdrawnAt: await now(tx) } });
    await tell(tx, actor, input, "withdrawn");
    return consent;
  });
}

const tell = (tx: Transaction, actor: Actor, { institutionId, teamId }: Pair, what: string) =>
  Audit.append(tx, {
    stream: institutionStream,
    actor: actorName(actor),
    action: `consent.${what}`,
    subjectType: "Institution",
    subjectId: institutionId,
    after: { teamId },
  });

/** Only the institutions that said yes to a team: under an agreement that holds over them, or by their staff. */
export const consenting = (teamId: string): Prisma.InstitutionWhereInput => ({
  OR: [
    { consents: { some: { teamId, withdrawnAt: null } } },
    { agreements: { some: holding({ id: teamId }) } },
  ],
});

/**
 * The one gate before anything new that a team does to an institution (an order, people at a training,
 * an internship at it, a placement with it, a subscription, an invoice by hand). Whoever may consent for the institution does so by acting for
 * it. Nothing is locked: what is done at the moment of a withdrawal came before it.
 */
export async function requireConsent(
  tx: Transaction,
  actor: Actor,
  { institutionId, teamId }: Pair,
  path: Path = ["institutionId"],
): Promise<void> {
  const institution = found(
    await tx.institution.findUnique({
      where: { id: institutionId, mergedIntoId: null },
      select: { provinceCode: true },
    }),
    "institution",
  );
  const place = { institutionId, provinceCode: institution.provinceCode };
  if (actor.kind === "USER" && may(actor, "consentToTeam", place)) return;
  const where = { id: institutionId, AND: consenting(teamId) };
  if ((await tx.institution.count({ where })) === 0)
    throw new DomainError("STATE", texts.noConsent, { path });
}
