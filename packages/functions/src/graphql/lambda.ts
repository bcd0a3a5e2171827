import { createVault } from "@winner/core/kernel/secret.ts";
import { createRemoteJWKSet } from "jose";
import { Resource } from "sst";
import { openLinkedDatabase } from "../cloud/database.ts";
import { type HttpEvent, requestOf, resultOf } from "../cloud/event.ts";
import { openLinkedGateways } from "../cloud/gateway.ts";
import { createLinks } from "../http/link.ts";
import { createS3Store } from "../storage/s3-store.ts";
import { createGraphql } from "./handler.ts";

const downloadUrl = (process.env.DOWNLOAD_URL ?? "").replace(/\/$/, "");
const graphql = createGraphql({
  streaming: false, // API Gateway answers whole
  db: openLinkedDatabase(),
  vault: createVault(Resource.VaultKey.value),
  files: createS3Store(Resource.Files.name),
  links: createLinks(downloadUrl, Resource.LinkSecret.value),
  gateways: openLinkedGateways(),
  keys: createRemoteJWKSet(new URL("/auth/jwks", process.env.BASE_URL)),
});

export const handler = async (event: HttpEvent) => resultOf(await graphql(requestOf(event)));
