import type { Prisma } from "../database/index.ts";
import { type Actor, anyRow, grantsFor } from "../identity/index.ts";

/** The editions that an actor may see: all but drafts, which are for those who organise them. */
export function visibleEditions(actor: Actor): Prisma.EditionWhereInput {
  if (actor.kind === "SYSTEM") return {};
  const drafts = grantsFor(actor, "openEdition").filter(({ provinceCode }) => !provinceCode);
  return {
    OR: [
      { state: { not: "DRAFT" } },
      ...drafts.map(({ editionId }) => (editionId ? { id: editionId } : anyRow)),
    ],
  };
}
