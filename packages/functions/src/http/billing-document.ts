import { type DocumentFacts, documentFacts, keepHash } from "@winner/core/billing/index.ts";
import type { Database, NumberedDocument, Reader } from "@winner/core/database/index.ts";
import { sha256 } from "@winner/core/kernel/secret.ts";
import { renderBilling } from "../document/billing-pdf.ts";
import { verifyPath } from "./document-link.ts";
import { expired, type Links } from "./link.ts";

/** Renders a document, whose QR code leads to the public check at `baseUrl`, and keeps what it came to. */
export async function renderAndKeep(
  db: Reader,
  baseUrl: string,
  facts: DocumentFacts,
): Promise<Uint8Array<ArrayBuffer>> {
  const pdf = await renderBilling(
    facts,
    (code) => `${baseUrl}${verifyPath}?code=${encodeURIComponent(code)}`,
  );
  await keepHash(db, facts.document, facts.id, sha256(pdf));
  return pdf;
}

const documents: readonly string[] = ["INVOICE", "CREDIT_NOTE", "RECEIPT"];
const isDocument = (name: string): name is NumberedDocument => documents.includes(name);

/** Serves the PDF of a link. */
export function createBillingDocuments(
  db: Database,
  links: Links,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const claims = links.read(request.url);
    const document = claims?.get("document") ?? "";
    const facts =
      claims && isDocument(document)
        ? await documentFacts(db, document, claims.get("id") ?? "")
        : null;
    if (!facts) return expired();
    return new Response(await renderAndKeep(db, new URL(request.url).origin, facts), {
      headers: {
        "content-type": "application/pdf",
        "content-disposition": `inline; filename="${facts.number.replaceAll("/", "-")}.pdf"`,
        "cache-control": "no-store",
      },
    });
  };
}
