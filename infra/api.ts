import { existsSync, readdirSync } from "node:fs";
import { alarm, watchFunction } from "./alarm.ts";
import { bundling } from "./bundling.ts";
import { database } from "./database.ts";
import { defaults } from "./function.ts";
import { mail } from "./mail.ts";
import { gatewaySecrets, linkSecret, sessionSecret, vaultKey } from "./secret.ts";
import { production, settings } from "./stage.ts";
import { files } from "./storage.ts";

/** Streams exports, which API Gateway cannot, and draws documents; links carry their own right. */
const downloads = new sst.aws.Function("Downloads", {
  ...defaults,
  handler: "packages/functions/src/http/download-lambda.handler",
  url: {
    cors: settings.origins.length > 0 && {
      allowMethods: ["GET"],
      allowOrigins: settings.origins,
    },
  },
  streaming: true,
  timeout: "5 minutes",
  concurrency: { reserved: production ? 20 : 5 },
  nodejs: bundling("pdfkit"), // reads its fonts from its own folder
  link: [database, linkSecret],
});
watchFunction("Downloads", downloads.nodes.function, 5);

/** Where exports and documents are served. */
export const downloadUrl = downloads.url;

const api = new sst.aws.ApiGatewayV2("Api", {
  domain: settings.apiDomain,
  // The functions answer it themselves: sign-in takes cookies, and nothing else does.
  cors: false,
  accessLog: { retention: production ? "1 year" : "2 weeks" },
  transform: {
    stage: {
      // Of the whole API; each function's own concurrency is the second bound.
      defaultRouteSettings: { throttlingBurstLimit: 500, throttlingRateLimit: 300 },
    },
  },
});

/** Where the API is. */
export const url = api.url;

/** Documents that first-party clients are built with; see docs/limits.md. */
const documents = "packages/client/src/generated/persisted-documents.json";
const trusted = existsSync(documents) ? documents : undefined;

/** The migration that the code needs; `/ready` compares it with the database. */
const latestMigration = readdirSync("prisma/migrations", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort()
  .at(-1);

const graph = new sst.aws.Function("Graphql", {
  ...defaults,
  handler: "packages/functions/src/graphql/lambda.handler",
  memory: "1769 MB", // one whole processor
  concurrency: { reserved: production ? 100 : 10 },
  link: [database, files, vaultKey, linkSecret, ...gatewaySecrets],
  environment: {
    DOWNLOAD_URL: downloadUrl,
    LATEST_MIGRATION: latestMigration ?? "",
    ...settings.server,
    ...(trusted && { WINNER_DOCUMENTS: trusted }),
  },
  ...(trusted && { copyFiles: [{ from: trusted }] }),
});
for (const route of ["ANY /graphql", "GET /health", "GET /ready"]) api.route(route, graph.arn);
watchFunction("Graphql", graph.nodes.function, 5);

const auth = new sst.aws.Function("Auth", {
  ...defaults,
  handler: "packages/functions/src/auth/lambda.handler",
  concurrency: { reserved: production ? 20 : 5 },
  link: [database, sessionSecret, mail],
  environment: { BASE_URL: url, ...settings.server },
});
api.route("ANY /auth/{proxy+}", auth.arn);
watchFunction("Auth", auth.nodes.function, 5);

const dimensions = { ApiId: api.nodes.api.id };
alarm("ApiErrors", {
  alarmDescription: "The API answers with errors of its own (5xx).",
  namespace: "AWS/ApiGateway",
  metricName: "5xx",
  dimensions,
  statistic: "Sum",
  threshold: 5,
});
alarm("ApiSlow", {
  alarmDescription: "One in twenty requests takes more than a second and a half.",
  namespace: "AWS/ApiGateway",
  metricName: "Latency",
  dimensions,
  extendedStatistic: "p95",
  threshold: 1500,
  evaluationPeriods: 3,
});
