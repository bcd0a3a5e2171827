import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  inTransaction,
  type OrganisationKind,
  type Reader,
  type Role,
} from "../database/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, found, message, refuseFaults } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { type Actor, actorName, anonymous, type Grant } from "./actor.ts";
import { authorize } from "./rights.ts";

const nameLimits = madeOnce(() => z.looseObject({ name: line() }));

const stream = "identity";

const texts = {
  unknownPerson: message(
    "NOT_FOUND",
    "Nobody is known by this e-mail address. Let the person sign in with it once, then grant the role.",
    "Alamat surel ini belum dikenal. Minta orang itu masuk satu kali dengannya, lalu berikan perannya.",
  ),
  noMentorRole: message(
    "ROLE_NOT_GRANTED",
    "This role gives nothing. A mentor needs a profile (saveMentorProfile) and is assigned to finalists.",
    "Peran ini tidak memberi hak apa pun. Mentor memerlukan profil (saveMentorProfile) dan penugasan ke finalis.",
  ),
};

/**
 * The roles a person holds now, in the order in which they were granted; undefined when there is no such person, or none
 * any more.
 */
export async function grantsOf(db: Reader, userId: string): Promise<Grant[] | undefined> {
  const [row] = await db.$queryRaw<{ roles: Grant[] | null }[]>`
    SELECT roles_of(${userId}::uuid) AS roles`;
  return row?.roles ?? undefined;
}

/** Who acts, with the roles of this moment; who was erased meanwhile is nobody. */
export async function currentActor(db: Reader, actor: Actor): Promise<Actor> {
  if (actor.kind !== "USER") return actor;
  const grants = await grantsOf(db, actor.id);
  return grants ? { ...actor, grants } : anonymous;
}

export async function createOrganisation(
  db: Database,
  actor: Actor,
  input: { name: string; kind: OrganisationKind },
) {
  authorize(actor, "createOrganisation", {});
  const { name } = readInput(nameLimits(), input);
  return inTransaction(db, async (tx) => {
    const organisation = await tx.organisation.create({ data: { ...input, name } });
    Audit.append(tx, {
      stream,
      actor: actorName(actor),
      action: "organisation.created",
      subjectType: "Organisation",
      subjectId: organisation.id,
      after: { kind: input.kind },
    });
    return organisation;
  });
}

/**
 * Gives a person (by e-mail; they must have signed in once) a role, limited or not. MENTOR is refused: it gives
 * nothing, and who grants it would think it does.
 */
export async function grantRole(
  db: Database,
  actor: Actor,
  input: {
    email: string;
    organisationId: string;
    role: Role;
    editionId?: string;
    provinceCode?: string;
    institutionId?: string;
    providerId?: string;
  },
) {
  authorize(actor, "grantRole", input);
  if (input.role === "MENTOR") refuseFaults([{ message: texts.noMentorRole, path: ["role"] }]);
  return inTransaction(db, async (tx) => {
    const user = await tx.user.findUnique({
      where: { email: input.email.toLowerCase(), erasedAt: null },
    });
    if (!user) throw new DomainError("NOT_FOUND", texts.unknownPerson, { path: ["email"] });
    found(
      await tx.organisation.findUnique({ where: { id: input.organisationId } }),
      "organisation",
    );
    if (input.editionId)
      found(await tx.edition.findUnique({ where: { id: input.editionId } }), "edition");
    if (input.provinceCode)
      found(await tx.province.findUnique({ where: { code: input.provinceCode } }), "province");
    if (input.institutionId)
      found(await tx.institution.findUnique({ where: { id: input.institutionId } }), "institution");
    if (input.providerId)
      found(await tx.provider.findUnique({ where: { id: input.providerId } }), "provider");
    const { email: _, ...limits } = input;
    const membership = await tx.membership.create({ data: { ...limits, userId: user.id } });
    Audit.append(tx, {
      stream,
      actor: actorName(actor),
      action: "role.granted",
      subjectType: "User",
      subjectId: user.id,
      after: {
        role: input.role,
        editionId: input.editionId ?? null,
        provinceCode: input.provinceCode ?? null,
        institutionId: input.institutionId ?? null,
        providerId: input.providerId ?? null,
      },
    });
    return membership;
  });
}

/** Ends a role. Ending it again, also at the same moment, changes nothing. */
export async function revokeRole(db: Database, actor: Actor, membershipId: string) {
  authorize(actor, "revokeRole", {});
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Membership" WHERE id = ${membershipId}::uuid FOR NO KEY UPDATE`;
    const before = found(
      await tx.membership.findUnique({ where: { id: membershipId } }),
      "membership",
    );
    if (before.revokedAt) return before;
    const revoked = await tx.membership.update({
      where: { id: membershipId },
      data: { revokedAt: await now(tx) },
    });
    Audit.append(tx, {
      stream,
      actor: actorName(actor),
      action: "role.revoked",
      subjectType: "User",
      subjectId: before.userId,
      before: { role: before.role },
    });
    return revoked;
  });
}
