import { createVault } from "@winner/core/kernel/secret.ts";
import { Resource } from "sst";
import { createDatabaseKeys } from "../auth/keys.ts";
import { openLinkedDatabase } from "../cloud/database.ts";
import { openLinkedGateways } from "../cloud/gateway.ts";
import { graphqlLog } from "../cloud/log.ts";
import { serve } from "../cloud/serve.ts";
import { withCaching } from "../http/cache.ts";
import { createHealth } from "../http/health.ts";
import { createLinks } from "../http/link.ts";
import { createS3Store } from "../storage/s3-store.ts";
import { createGraphql } from "./handler.ts";

const downloadUrl = (process.env.DOWNLOAD_URL ?? "").replace(/\/$/, "");
const db = openLinkedDatabase();
const graphql = createGraphql({
  streaming: false, // API Gateway answers whole
  db,
  vault: createVault(Resource.VaultKey.value),
  files: createS3Store(Resource.Files.name),
  links: createLinks(downloadUrl, Resource.LinkSecret.value),
  gateways: openLinkedGateways(),
  keys: createDatabaseKeys(db),
  logging: graphqlLog,
});

const health = createHealth(db, process.env.LATEST_MIGRATION ?? "");

export const handler = serve(
  "graphql",
  async (request) =>
    (await health(request)) ?? (await withCaching(request, await graphql(request))),
);
