import type { Prisma } from "../database/index.ts";
import { type Actor, nobody } from "./actor.ts";
import { may } from "./rights.ts";

/** The organisations that an actor may see, with their members and keys: all, or none. */
export const visibleOrganisations = (actor: Actor): Prisma.OrganisationWhereInput =>
  may(actor, "organisations", {}) ? {} : { id: nobody };
