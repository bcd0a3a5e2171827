import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { statementName } from "@winner/core/database/index.ts";
import { withoutValues } from "./slow.ts";

/** Spans go to a collector (OTLP over HTTP); where none is set, none are made and nothing is loaded. */
const provider = process.env.OTEL_EXPORTER_OTLP_ENDPOINT
  ? import("./collector.ts").then(({ startTracing }) => startTracing())
  : undefined;

const tracer = () => trace.getTracer("winner");

/** Longest wait for the collector, in milliseconds. */
const patience = 1000;

/**
 * Runs an invocation as a span, under the trace that its headers (`traceparent`) carry on. What was
 * recorded is sent before it ends, since Lambda stands still between invocations; no invocation fails
 * because the collector cannot be reached.
 */
export async function traced<T>(
  name: string,
  headers: Record<string, string | undefined>,
  work: () => Promise<T>,
): Promise<T> {
  if (!provider) return work();
  const recorded = await provider;
  const parent = propagation.extract(context.active(), headers);
  try {
    return await tracer().startActiveSpan(name, { kind: SpanKind.SERVER }, parent, async (span) => {
      try {
        return await work();
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  } finally {
    await recorded.forceFlush({ timeoutMillis: patience }).catch(() => {});
  }
}

/** The trace of what is being done, to find its lines in the log by. */
export const traceId = (): string | undefined => trace.getActiveSpan()?.spanContext().traceId;

/** Marks the invocation as failed though it is answered, and tells what came of it. */
export function noteStatus(status: number): void {
  const span = trace.getActiveSpan();
  span?.setAttribute("http.response.status_code", status);
  if (status >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
}

/** A statement that is over, as a span of what is being traced; for the share that is not, nothing is done. */
export function noteStatement(sql: string, milliseconds: number): void {
  if (!trace.getActiveSpan()?.isRecording()) return;
  const end = Date.now();
  const attributes = {
    "db.system.name": "postgresql",
    "db.query.text": withoutValues(sql).slice(0, 2000),
    "winner.statement": statementName(sql),
  };
  const name = sql.trimStart().split(/\s/, 1)[0]?.toUpperCase() ?? "SQL";
  tracer()
    .startSpan(name, { kind: SpanKind.CLIENT, startTime: end - milliseconds, attributes })
    .end(end);
}
