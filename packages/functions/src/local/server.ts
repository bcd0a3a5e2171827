import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { createServerAdapter } from "@whatwg-node/server";
import type { Database } from "@winner/core/database/index.ts";
import { createVault } from "@winner/core/kernel/secret.ts";
import { createLimiter } from "@winner/core/rate-limit/index.ts";
import { createLocalJWKSet, type JWTVerifyGetKey } from "jose";
import { createAuth } from "../auth/auth.ts";
import { createGraphql } from "../graphql/handler.ts";
import { readSettings } from "../graphql/settings.ts";
import { readTrustedDocuments } from "../graphql/trusted-document.ts";
import { addressDigest, addressHeader } from "../http/address.ts";
import { createBillingDocuments } from "../http/billing-document.ts";
import { createCalendar } from "../http/calendar.ts";
import { createCoretax } from "../http/coretax.ts";
import { withCors } from "../http/cors.ts";
import { createDocuments } from "../http/document.ts";
import {
  billingDocumentPath,
  calendarPath,
  coretaxPath,
  documentPath,
  verifyPath,
} from "../http/document-link.ts";
import { createExport, exportPath } from "../http/export.ts";
import { createHealth } from "../http/health.ts";
import { createLinks } from "../http/link.ts";
import { createReports, reportPath } from "../http/report-export.ts";
import { withSecurity } from "../http/security-header.ts";
import { createVerification } from "../http/verification.ts";
import { createWebhookSender } from "../notification/webhook-send.ts";
import { createGateways } from "../payment/settings.ts";
import { createWebhooks, isWebhook } from "../payment/webhook.ts";
import { createFolderStore } from "../storage/folder-store.ts";
import { createS3Store } from "../storage/s3-store.ts";
import { createDemoSignIn } from "./demo.ts";
import { simulateGateways, simulationPath } from "./gateway/simulation.ts";
import { writeMail } from "./outbox.ts";
import { playgroundOptions, renderPlayground } from "./playground.ts";
import { bucket, dataFolder, latestMigration, localSecret } from "./settings.ts";

/** What the local server and its scheduled jobs share. */
export type LocalServices = ReturnType<typeof createLocalServices>;

export function createLocalServices(db: Database, port: number) {
  const baseUrl = `http://localhost:${port}`;
  const simulation = simulateGateways(baseUrl, localSecret("gateway"), () => new Date());
  return {
    db,
    baseUrl,
    links: createLinks(baseUrl, localSecret("link")),
    vault: createVault(localSecret("vault")),
    simulation,
    gateways: createGateways(simulation.settings),
    // Partners under development listen on this machine.
    sendWebhook: createWebhookSender({ allowPrivate: true }),
  };
}

function failed(error: unknown): Response {
  console.error(error);
  return Response.json({ code: "INTERNAL" }, { status: 500 });
}

/** How long, in milliseconds, a client may take to send its headers and its whole request. */
const patience = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
};

/** Wires the handlers of the cloud to one local HTTP server. */
export function createLocalServer(
  services: LocalServices,
  settings = readSettings(process.env),
): Server {
  const { db, baseUrl, links, vault, gateways, simulation } = services;
  const folder = createFolderStore(join(dataFolder, "files"), links);
  const files = bucket ? createS3Store(bucket, { forcePathStyle: true }) : folder.store;
  const auth = createAuth({
    db,
    baseUrl,
    secret: localSecret("session"),
    origins: settings.origins,
    sendCode: (to, code) => writeMail({ to, code }),
  });
  const keys: JWTVerifyGetKey = async (header, token) =>
    createLocalJWKSet(await auth.api.getJwks())(header, token);

  const asDemoPerson = createDemoSignIn(db, auth, baseUrl);
  const webhooks = createWebhooks(db, gateways, (work) => {
    work.catch((error) => console.error(error));
  });
  const graphql = createGraphql({
    streaming: true,
    db,
    vault,
    files,
    links,
    gateways,
    keys,
    ...(settings.playground && {
      playground: { render: renderPlayground, options: async () => playgroundOptions },
    }),
    introspection: settings.introspection,
    trusted: { documents: readTrustedDocuments(settings.documents), free: settings.free },
    counting: {
      limiter: createLimiter(db, console.error),
      rates: settings.rates,
      digest: addressDigest(localSecret("session")),
    },
    logging: false,
  });
  const health = createHealth(db, latestMigration());
  const exports = createExport(db, links);
  const documents = createDocuments(db, links);
  const calendar = createCalendar(db, links);
  const billing = new Map([
    [billingDocumentPath, createBillingDocuments(db, links)],
    [verifyPath, createVerification(db)],
    [coretaxPath, createCoretax(db, links)],
    [reportPath, createReports(db, links)],
  ]);
  const api = withCors(settings.origins, { credentials: false }, graphql);
  const signIn = withCors(settings.origins, { credentials: true }, auth.handler);
  const dispatch = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname === "/")
      return new Response(null, { status: 302, headers: { location: `${baseUrl}/graphql` } });
    if (pathname.startsWith("/auth/")) return signIn(request);
    if (pathname === "/graphql") return api(await asDemoPerson(request));
    if (pathname === exportPath) return exports(request);
    if (pathname === documentPath) return documents(request);
    if (pathname === calendarPath) return calendar(request);
    if (isWebhook(pathname)) return webhooks(request);
    if (pathname.startsWith(simulationPath)) return simulation.handle(request);
    if (pathname.startsWith("/files/")) return folder.handle(request);
    const serve = billing.get(pathname);
    if (serve) return serve(request);
    return (await health(request)) ?? notHere(pathname, baseUrl);
  };
  const handle = createServerAdapter(async (request) =>
    withSecurity(await dispatch(request).catch(failed), { https: false }),
  );
  return createServer(patience, (request, response) => {
    // The address it really came from, whatever its sender wrote.
    request.headers[addressHeader] = request.socket.remoteAddress ?? "unknown";
    return handle(request, response);
  });
}

const notHere = (pathname: string, baseUrl: string): Response =>
  new Response(
    `Nothing is at ${pathname}. The API and its playground are at ${baseUrl}/graphql\n`,
    {
      status: 404,
    },
  );
