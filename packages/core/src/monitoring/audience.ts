import type { Role } from "../database/index.ts";
import type { Actor } from "../identity/index.ts";

/** For whom numbers of people are published. */
export type Audience = "PUBLIC" | "OFFICIAL" | "EXACT";

/**
 * The smallest number of people that an audience is shown. No Indonesian rule was found; 11 is that of
 * CMS for the public, and officials of the province see from 5.
 */
export const leastShown: Readonly<Record<Audience, number>> = { PUBLIC: 11, OFFICIAL: 5, EXACT: 0 };

const exactRoles: readonly Role[] = ["ADMINISTRATOR", "ORGANISER", "AUDITOR"];

/**
 * As which audience an actor reads about a province: the one place that decides it. Only roles that are
 * not limited to an edition or an institution count, since numbers of people are about all of a province.
 */
export function audienceOf(actor: Actor, provinceCode: string): Audience {
  if (actor.kind === "SYSTEM") return "EXACT";
  if (actor.kind !== "USER") return "PUBLIC";
  const roles = actor.grants
    .filter((grant) => !grant.editionId && !grant.institutionId)
    .filter((grant) => !grant.provinceCode || grant.provinceCode === provinceCode)
    .map((grant) => grant.role);
  if (roles.some((role) => exactRoles.includes(role))) return "EXACT";
  return roles.includes("PROVINCIAL_OFFICER") ? "OFFICIAL" : "PUBLIC";
}

/** Whether an actor reads single values of an indicator, and not only tables that hide small ones. */
export const readsValues = (actor: Actor, provinceCode: string, countsPeople: boolean): boolean =>
  !countsPeople || audienceOf(actor, provinceCode) === "EXACT";
