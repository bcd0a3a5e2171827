import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { Resource } from "sst";
import { openLinkedDatabase } from "../cloud/database.ts";
import { type HttpEvent, requestOf } from "../cloud/event.ts";
import { billingDocumentPath, createBillingDocuments } from "./billing-document.ts";
import { calendarPath, createCalendar } from "./calendar.ts";
import { coretaxPath, createCoretax } from "./coretax.ts";
import { createDocuments, documentPath } from "./document.ts";
import { createExport, exportPath } from "./export.ts";
import { createLinks } from "./link.ts";
import { createReports, reportPath } from "./report-export.ts";
import { createVerification, verifyPath } from "./verification.ts";

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

const db = openLinkedDatabase();
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
  const response = (await answer?.(requestOf(event))) ?? new Response("Not found", { status: 404 });
  const head = { statusCode: response.status, headers: Object.fromEntries(response.headers) };
  const body = (response.body ?? new Blob([]).stream()) as ReadableStream;
  await pipeline(Readable.fromWeb(body), awslambda.HttpResponseStream.from(stream, head));
});
