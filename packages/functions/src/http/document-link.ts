import type { TaxFile } from "@winner/core/billing/index.ts";
import type { NumberedDocument } from "@winner/core/database/index.ts";
import { type Actor, personId } from "@winner/core/identity/index.ts";
import type { Links } from "./link.ts";

/**
 * Addresses of what is drawn on demand, apart from what draws it: who only hands out links, as the API
 * does, carries no library for PDF.
 */
export const documentPath = "/documents/result.pdf";
export const billingDocumentPath = "/documents/billing.pdf";
/** Where the QR code of a document leads. */
export const verifyPath = "/documents/verify";
export const coretaxPath = "/exports/coretax.xml";
export const calendarPath = "/calendars/sessions.ics";
const year = 365 * 86_400;

export type DocumentKind = "CERTIFICATE" | "SCORE_SHEET";

/** A link to a published row as PDF, for five minutes. */
export const documentLink = (
  links: Links,
  code: string,
  kind: DocumentKind,
  language: "en" | "id",
): string => links.make(documentPath, { code, kind, language }, 300);

/** A link to a document of billing as PDF: five minutes for who asks, a month for who is sent it. */
export const billingDocumentLink = (
  links: Links,
  document: NumberedDocument,
  id: string,
  seconds = 300,
): string => links.make(billingDocumentPath, { document, id }, seconds);

/** A link to a file for Coretax, for five minutes. */
export const coretaxLink = (links: Links, actor: Actor, file: TaxFile): string =>
  links.make(coretaxPath, { ...file, part: String(file.part), by: personId(actor) }, 300);

/** A link to a person's sessions, for a calendar program to read again and again for a year. */
export const calendarLink = (links: Links, userId: string): string =>
  links.make(calendarPath, { of: userId }, year);
