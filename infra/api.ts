import { database } from "./database.ts";
import { defaults } from "./function.ts";
import { mail } from "./mail.ts";
import {
  linkSecret,
  midtransServerKey,
  sessionSecret,
  vaultKey,
  xenditCallbackToken,
  xenditToken,
} from "./secret.ts";
import { files } from "./storage.ts";

/** Streams exports, which API Gateway cannot, and draws documents; links carry their own right. */
const downloads = new sst.aws.Function("Downloads", {
  ...defaults,
  handler: "packages/functions/src/http/download-lambda.handler",
  url: true,
  streaming: true,
  timeout: "5 minutes",
  nodejs: { install: ["pdfkit"] }, // reads its fonts from its own folder
  link: [database, linkSecret],
});

const api = new sst.aws.ApiGatewayV2("Api", {
  cors: { allowHeaders: ["authorization", "content-type", "accept-language"] },
  accessLog: { retention: "1 year" },
});

/** Where the API is. */
export const url = api.url;
/** Where documents and exports are served and checked. */
export const downloadUrl = downloads.url;
const environment = { BASE_URL: api.url, DOWNLOAD_URL: downloadUrl };

api.route("ANY /graphql", {
  ...defaults,
  handler: "packages/functions/src/graphql/lambda.handler",
  link: [
    database,
    files,
    vaultKey,
    linkSecret,
    midtransServerKey,
    xenditToken,
    xenditCallbackToken,
  ],
  environment,
});
api.route("ANY /auth/{proxy+}", {
  ...defaults,
  handler: "packages/functions/src/auth/lambda.handler",
  link: [database, sessionSecret, mail],
  environment,
});
