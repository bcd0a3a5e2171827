import { database } from "./database.ts";
import { defaults } from "./function.ts";
import { mail } from "./mail.ts";
import { linkSecret, sessionSecret, vaultKey } from "./secret.ts";
import { files } from "./storage.ts";

/** Streams exports, which API Gateway cannot; its links carry their own right. */
const exports = new sst.aws.Function("Exports", {
  ...defaults,
  handler: "packages/functions/src/http/export-lambda.handler",
  url: true,
  streaming: true,
  timeout: "5 minutes",
  link: [database, linkSecret],
});

const api = new sst.aws.ApiGatewayV2("Api", {
  cors: { allowHeaders: ["authorization", "content-type", "accept-language"] },
  accessLog: { retention: "1 year" },
});

/** Where the API is. */
export const url = api.url;
const environment = { BASE_URL: api.url, EXPORT_URL: exports.url };

api.route("ANY /graphql", {
  ...defaults,
  handler: "packages/functions/src/graphql/lambda.handler",
  link: [database, files, vaultKey, linkSecret],
  environment,
});
api.route("ANY /auth/{proxy+}", {
  ...defaults,
  handler: "packages/functions/src/auth/lambda.handler",
  link: [database, sessionSecret, mail],
  environment,
});
