import { type TaxFile, taxInvoices, taxSeller } from "@winner/core/billing/index.ts";
import type { Database, Reader } from "@winner/core/database/index.ts";
import type { Actor } from "@winner/core/identity/index.ts";
import { fakturXml, fileEnd, fileStart } from "../document/coretax-xml.ts";
import { holderOf } from "./export.ts";
import { expired, type Links } from "./link.ts";
import { streamFile } from "./stream.ts";

/** The pieces of a file for Coretax. */
export async function* coretaxFile(
  db: Reader,
  actor: Actor,
  file: TaxFile,
): AsyncGenerator<string> {
  const seller = await taxSeller(db, actor, file);
  yield fileStart(seller);
  for await (const page of taxInvoices(db, actor, file))
    yield page.map((invoice) => fakturXml(invoice, seller)).join("");
  yield fileEnd;
}

/** Streams the file of a link, under the roles that its holder has now. */
export function createCoretax(db: Database, links: Links): (request: Request) => Promise<Response> {
  return async (request) => {
    const claims = links.read(request.url);
    if (!claims) return expired();
    const file: TaxFile = {
      providerId: claims.get("providerId") ?? "",
      month: claims.get("month") ?? "",
      part: Number(claims.get("part")),
    };
    return streamFile(coretaxFile(db, await holderOf(db, claims), file), {
      name: `coretax-${file.month}-${file.part + 1}.xml`,
      mediaType: "application/xml",
    });
  };
}
