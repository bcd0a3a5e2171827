import { exportRegistrations } from "@winner/core/competition/index.ts";
import type { Database } from "@winner/core/database/index.ts";
import { type Actor, currentActor, personId } from "@winner/core/identity/index.ts";
import { expired, type Links } from "./link.ts";
import { streamFile } from "./stream.ts";

export const exportPath = "/exports/registrations.csv";

/** A link by which an actor reads the registrations of an edition, for five minutes. */
export const exportLink = (links: Links, actor: Actor, editionId: string): string =>
  links.make(exportPath, { editionId, by: personId(actor) }, 300);

/** Who holds a link, with the roles that they have now. */
export const holderOf = (db: Database, claims: URLSearchParams): Promise<Actor> =>
  currentActor(db, { kind: "USER", id: claims.get("by") ?? "", grants: [] });

/** Streams the registrations of a link, under the roles that its holder has now. */
export function createExport(db: Database, links: Links): (request: Request) => Promise<Response> {
  return async (request) => {
    const claims = links.read(request.url);
    if (!claims) return expired();
    const actor = await holderOf(db, claims);
    return streamFile(exportRegistrations(db, actor, claims.get("editionId") ?? ""), {
      name: "registrations.csv",
      mediaType: "text/csv",
    });
  };
}
