import { createVault } from "@winner/core/kernel/secret.ts";
import { createLimiter } from "@winner/core/rate-limit/index.ts";
import { Resource } from "sst";
import { createDatabaseKeys } from "../auth/keys.ts";
import { interactive, openLinkedDatabase } from "../cloud/database.ts";
import { openLinkedGateways } from "../cloud/gateway.ts";
import { graphqlLog, log } from "../cloud/log.ts";
import { serve } from "../cloud/serve.ts";
import { fromCdn } from "../http/address.ts";
import { withCaching } from "../http/cache.ts";
import { withCors } from "../http/cors.ts";
import { createHealth } from "../http/health.ts";
import { createLinks } from "../http/link.ts";
import { openBucket } from "../storage/bucket.ts";
import { createGraphql } from "./handler.ts";
import { readSettings } from "./settings.ts";
import { readTrustedDocuments } from "./trusted-document.ts";

const downloadUrl = (process.env.DOWNLOAD_URL ?? "").replace(/\/$/, "");
const settings = readSettings(process.env);
const db = openLinkedDatabase(interactive);
const vault = createVault(Resource.VaultKey.value);
const graphql = createGraphql({
  streaming: false, // API Gateway answers whole
  db,
  vault,
  files: openBucket(Resource.Files.name),
  links: createLinks(downloadUrl, Resource.LinkSecret.value),
  gateways: openLinkedGateways(),
  keys: createDatabaseKeys(db),
  introspection: settings.introspection,
  trusted: { documents: readTrustedDocuments(settings.documents), free: settings.free },
  counting: {
    limiter: createLimiter(db, (error) => log.error("not counted", error)),
    rates: settings.rates,
    digest: (address) => vault.digest(`address ${address}`),
    fromCdn: fromCdn(Resource.LinkSecret.value),
  },
  logging: graphqlLog,
});
const api = withCors(settings.origins, { credentials: false }, async (request) =>
  withCaching(request, await graphql(request)),
);

const health = createHealth(db, process.env.LATEST_MIGRATION ?? "");

export const handler = serve(
  "graphql",
  async (request) => (await health(request)) ?? (await api(request)),
);
