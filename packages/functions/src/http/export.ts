import { exportRegistrations } from "@winner/core/competition/index.ts";
import type { Database } from "@winner/core/database/index.ts";
import { type Actor, grantsOf, personId } from "@winner/core/identity/index.ts";
import { DomainError } from "@winner/core/kernel/error.ts";
import type { Links } from "./link.ts";

export const exportPath = "/exports/registrations.csv";

/** A link by which an actor reads the registrations of an edition, for five minutes. */
export const exportLink = (links: Links, actor: Actor, editionId: string): string =>
  links.make(exportPath, { editionId, by: personId(actor) }, 300);

/** Streams the registrations of a link, under the roles that its holder has now. */
export function createExport(db: Database, links: Links): (request: Request) => Promise<Response> {
  return async (request) => {
    const claims = links.read(request.url);
    if (!claims) return new Response("The link is not valid or has expired.", { status: 403 });
    const id = claims.get("by") ?? "";
    const actor: Actor = { kind: "USER", id, grants: await grantsOf(db, id) };
    const pages = exportRegistrations(db, actor, claims.get("editionId") ?? "");
    try {
      const first = await pages.next(); // a refusal comes before the first byte
      return new Response(streamOf(first.value ?? "", pages), {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": 'attachment; filename="registrations.csv"',
          "cache-control": "no-store",
        },
      });
    } catch (error) {
      if (error instanceof DomainError) return new Response(error.text.en, { status: 403 });
      throw error;
    }
  };
}

/** The pages as bytes, each read from the database when the reader has taken the one before. */
function streamOf(first: string, rest: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(first)),
    async pull(controller) {
      const { value, done } = await rest.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await rest.return(undefined);
    },
  });
}
