import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { Resource } from "sst";
import { openLinkedDatabase, streaming } from "../cloud/database.ts";
import { type HttpEvent, requestOf } from "../cloud/event.ts";
import { createBillingDocuments } from "./billing-document.ts";
import { createCalendar } from "./calendar.ts";
import { createCoretax } from "./coretax.ts";
import { createDocuments } from "./document.ts";
import {
  billingDocumentPath,
  calendarPath,
  coretaxPath,
  documentPath,
  verifyPath,
} from "./document-link.ts";
import { createExport, exportPath } from "./export.ts";
import { createLinks } from "./link.ts";
import { createReports, reportPath } from "./report-export.ts";
import { withSecurity } from "./security-header.ts";
import { createVerification } from "./verification.ts";

/** Given by the Lambda runtime for functions that stream. */
declare const awslambda: {
  streamifyResponse(
    handler: (event: HttpEvent, stream: NodeJS.WritableStream) => Promise<void>,
  ): unknown;
  HttpResponseStream: {
    from(
      stream: NodeJS.WritableStream,
      head: { statusCode: number; headers: Record<string, string> },
    ): NodeJS.WritableStream;
  };
};

const db = openLinkedDatabase(streaming);
const links = createLinks("", Resource.LinkSecret.value);
const answers = new Map([
  [exportPath, createExport(db, links)],
  [documentPath, createDocuments(db, links)],
  [calendarPath, createCalendar(db, links)],
  [billingDocumentPath, createBillingDocuments(db, links)],
  [verifyPath, createVerification(db)],
  [coretaxPath, createCoretax(db, links)],
  [reportPath, createReports(db, links)],
]);

export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const answer = answers.get(event.rawPath);
  const response = withSecurity(
    (await answer?.(requestOf(event))) ?? new Response("Not found", { status: 404 }),
    { https: true },
  );
  const head = { statusCode: response.status, headers: Object.fromEntries(response.headers) };
  const body = (response.body ?? new Blob([]).stream()) as ReadableStream;
  await pipeline(Readable.fromWeb(body), awslambda.HttpResponseStream.from(stream, head));
});
