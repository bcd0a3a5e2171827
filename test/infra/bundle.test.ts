import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "@winner/core/database/index.ts";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { freshDatabase } from "../support/world.ts";
import { root } from "./platform.ts";
import {
  httpEvent,
  linked,
  type Package,
  packageHandler,
  removePackages,
  run,
  type Start,
} from "./process.ts";

/** Every function as SST would bundle it, started in a fresh process on an event as AWS sends it. */
interface Case {
  /** The largest bundle that is allowed, in MB. Half of it is Prisma's compiler of queries. */
  budget: number;
  event: unknown;
  expected: unknown;
  install?: string[];
  copyFiles?: string[];
}

const schedulerEvent = {}; // CronV2 hands over an empty object
const sqsEvent = {
  Records: [
    {
      messageId: "message-1",
      receiptHandle: "handle-1",
      body: JSON.stringify({ chunkId: "01900000-0000-7000-8000-000000000000" }),
      attributes: { ApproximateReceiveCount: "1" },
      messageAttributes: {},
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:ap-southeast-3:123456789012:chunks",
      awsRegion: "ap-southeast-3",
    },
  ],
};
const cases: Record<string, Case> = {
  "graphql/lambda": {
    budget: 8.5,
    event: httpEvent("POST", "/graphql", { query: "{ priorityIssues { code } }" }),
    expected: { statusCode: 200, body: /"priorityIssues":\[\{"code"/ },
  },
  "auth/lambda": {
    budget: 6,
    event: httpEvent("GET", "/auth/jwks"),
    expected: { statusCode: 200, body: /"keys":\[\{/ },
  },
  "http/download-lambda": {
    budget: 5.5,
    install: ["pdfkit"],
    event: httpEvent("GET", "/exports/registrations.csv?by=nobody&signature=wrong"),
    expected: { statusCode: 403, body: /not valid or has expired/ },
  },
  "agreement/lambda": { budget: 5, event: schedulerEvent, expected: {} },
  "training/lambda": { budget: 5, event: schedulerEvent, expected: {} },
  "notification/lambda": {
    budget: 6,
    install: ["pdfkit"],
    event: schedulerEvent,
    expected: { delivered: 0, failed: 0, parked: 0 },
  },
  "billing/plan-lambda": { budget: 5.5, event: schedulerEvent, expected: { chunks: 0 } },
  "billing/issue-lambda": {
    budget: 5,
    event: sqsEvent,
    // A chunk that is not there fails, and only its message comes again.
    expected: { batchItemFailures: [{ itemIdentifier: "message-1" }] },
  },
  "billing/finalise-lambda": { budget: 5, event: schedulerEvent, expected: { finalised: 0 } },
  "payment/run-lambda": { budget: 6, event: schedulerEvent, expected: {} },
  "payment/webhook-lambda": {
    budget: 6,
    event: httpEvent("POST", "/webhooks/midtrans", { order_id: "unknown" }),
    expected: { statusCode: 404 },
  },
  "billing/dunning-lambda": { budget: 5, event: schedulerEvent, expected: {} },
  "migrate/lambda": {
    budget: 5,
    install: ["@prisma/schema-engine-wasm"],
    copyFiles: ["prisma/migrations", "prisma/seed/regions"],
    event: {},
    expected: { applied: [] }, // the second deployment finds nothing to do
  },
};

const handlers = globSync("packages/functions/src/**/*lambda.ts", { cwd: root })
  .map((file) => file.replace(/^packages\/functions\/src\/(.*)\.ts$/, "$1"))
  .sort();
const manifest = (folder: string) =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
const needed = {
  ...manifest("packages/core").dependencies,
  ...manifest("packages/functions").dependencies,
};
const developmentOnly = Object.keys(manifest(".").devDependencies).filter((name) => !needed[name]);
const { url } = await freshDatabase();
const starts = new Map<string, Start>();

test("every handler has a case", () => {
  expect(Object.keys(cases).sort()).toEqual(handlers);
});

describe.each(Object.entries(cases))("%s", (name, { budget, event, expected, ...options }) => {
  let bundle: Package;
  beforeAll(async () => {
    bundle = await packageHandler(`packages/functions/src/${name}.handler`, options);
  });

  test(`stays within ${budget} MB, without what only development needs`, () => {
    expect(bundle.size / 1e6).toBeLessThan(budget);
    const packages = new Set(
      bundle.inputs.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []),
    );
    expect(developmentOnly.filter((one) => packages.has(one))).toEqual([]);
    expect(bundle.inputs.filter((file) => /^(test|bench)\//.test(file))).toEqual([]);
  });

  // Of what is no ES module, a file of its own hands on `default` alone: it must be imported by one of ours.
  test("loads ES modules where it loads anything later", () => {
    const { inputs } = bundle.metafile;
    const late = Object.values(inputs).flatMap(({ imports }) =>
      imports.filter(({ kind }) => kind === "dynamic-import").map(({ path }) => path),
    );
    expect(late.filter((path) => inputs[path]?.format === "cjs")).toEqual([]);
  });

  test("answers its event in a fresh process", async () => {
    const start = await run(bundle, event, linked(url));
    starts.set(name, start);
    const { body, isBase64Encoded } = start.result ?? {};
    const told = body && isBase64Encoded ? Buffer.from(body, "base64").toString() : body;
    const { body: pattern, ...rest } = expected as { body?: RegExp };
    expect(start.result).toMatchObject(rest);
    if (pattern) expect(told).toMatch(pattern);
  });
});

test("the migration brings a new database up, with its reference data and first administrator", async () => {
  const admin = openDatabase(`${inject("serverUrl")}postgres`, 1);
  const name = `new_${process.pid}`;
  await admin.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  const { install, copyFiles } = cases["migrate/lambda"] ?? {};
  const bundle = await packageHandler("packages/functions/src/migrate/lambda.handler", {
    ...(install && { install }),
    ...(copyFiles && { copyFiles }),
  });
  const start = await run(bundle, {}, linked(`${inject("serverUrl")}${name}`));
  const db = openDatabase(`${inject("serverUrl")}${name}`, 1);
  const migrations = globSync("*_*/", { cwd: join(root, "prisma/migrations") });
  expect(start.result.applied).toEqual(migrations.map((one) => one.replace("/", "")).sort());
  expect(await db.regency.count()).toBeGreaterThan(500);
  expect(await db.user.count({ where: { email: "first@example.invalid" } })).toBe(1);
  await db.$disconnect();
  await admin.$executeRawUnsafe(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin.$disconnect();
});

afterAll(() => {
  removePackages();
  const rows = [...starts].map(
    ([name, { init, first, memory }]) =>
      `${name.padEnd(24)} init ${init.toFixed(0)} ms, first event ${first.toFixed(0)} ms, ${memory.toFixed(0)} MB`,
  );
  console.log(`Starts on this machine, busy with tests as it is:\n${rows.join("\n")}`);
});
