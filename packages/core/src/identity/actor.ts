import type { Role } from "../database/index.ts";

/** A role as held; an absent limit means everywhere. */
export interface Grant {
  role: Role;
  editionId?: string;
  provinceCode?: string;
  institutionId?: string;
  providerId?: string;
}

/** Who acts. */
export type Actor =
  | { kind: "ANONYMOUS" }
  | { kind: "USER"; id: string; grants: readonly Grant[] }
  | { kind: "PARTNER"; keyId: string; scopes: readonly string[] }
  | { kind: "SYSTEM"; name: string };

export const anonymous: Actor = { kind: "ANONYMOUS" };

/** An id that no person has. */
export const nobody = "00000000-0000-0000-0000-000000000000";

/** A condition on `id` that every row meets: Prisma takes an empty one in an OR for no alternative. */
export const anyRow = { id: { not: nobody } };

/** A condition that no row meets: Prisma takes an OR without alternatives, inside an AND, for no condition. */
export const noRow = { id: { in: [] as string[] } };

/** The person who acts; nobody for partners, the system and the anonymous. */
export const personId = (actor: Actor): string => (actor.kind === "USER" ? actor.id : nobody);

/** How an actor is named in the audit: never by a personal datum. */
export function actorName(actor: Actor): string {
  if (actor.kind === "USER") return `user:${actor.id}`;
  if (actor.kind === "PARTNER") return `key:${actor.keyId}`;
  return actor.kind === "SYSTEM" ? `system:${actor.name}` : "anonymous";
}
