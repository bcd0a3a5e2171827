import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { httpEvent, linked, packageHandler, removePackages, run } from "../infra/process.ts";
import { freshDatabase, type Json } from "../support/world.ts";

/** A collector of OpenTelemetry that keeps what functions send to it. */
const bodies: string[] = [];
const collector = createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  bodies.push(body);
  response.setHeader("content-type", "application/json").end("{}");
});
await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
const { url } = await freshDatabase();
const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
const bundle = await packageHandler("packages/functions/src/graphql/lambda.handler");
afterAll(() => {
  collector.close();
  removePackages();
});

const trace = "0af7651916cd43dd8448eb211c80319c";
const event = httpEvent(
  "POST",
  "/graphql",
  {
    query: "query Q($code: String!) { hdi(provinceCode: $code) { year } priorityIssues { code } }",
    variables: { code: "3699" },
  },
  { traceparent: `00-${trace}-b7ad6b7169203331-01`, "x-name": "somebody@example.invalid" },
);
const spansOf = (texts: string[]): Json[] =>
  texts.flatMap((text) =>
    JSON.parse(text).resourceSpans.flatMap((one: Json) =>
      one.scopeSpans.flatMap(({ spans }: Json) => spans),
    ),
  );

test("a request is traced with its fields and statements, under the trace of its caller, without values", async () => {
  bodies.length = 0;
  const { result, output } = await run(bundle, event, {
    ...linked(url),
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  });
  expect(result.statusCode).toBe(200);
  const spans = spansOf(bodies);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([trace]));
  const [request] = spans.filter(({ name }) => name === "graphql");
  expect(request).toMatchObject({ parentSpanId: "b7ad6b7169203331" });
  expect(JSON.stringify(request?.events)).toMatch(/"hdi".*"priorityIssues"/);
  const statements = spans.filter(({ name }) => name === "SELECT");
  expect(statements.length).toBeGreaterThanOrEqual(2);
  const requests = new Set(
    spans.filter(({ name }) => name === "graphql").map(({ spanId }) => spanId),
  );
  for (const statement of statements) expect(requests).toContain(statement.parentSpanId);
  expect(bodies.join("")).not.toMatch(/somebody|3699|203\.0\.113/);
  expect(output).toContain(`"trace":"${trace}"`);
});

test("a collector that is away delays a request shortly and fails none", async () => {
  const { result, second } = await run(bundle, event, {
    ...linked(url),
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9",
  });
  expect(result.statusCode).toBe(200);
  expect(second).toBeLessThan(3000);
});

test("without a collector nothing is sent, and no trace is named", async () => {
  bodies.length = 0;
  const { output } = await run(bundle, event, linked(url));
  expect(bodies).toEqual([]);
  expect(output).not.toContain('"trace"');
});
