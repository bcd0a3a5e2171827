import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { createServerAdapter } from "@whatwg-node/server";
import type { Database } from "@winner/core/database/index.ts";
import { createVault } from "@winner/core/kernel/secret.ts";
import { createLocalJWKSet, type JWTVerifyGetKey } from "jose";
import { addressHeader, createAuth } from "../auth/auth.ts";
import { createGraphql } from "../graphql/handler.ts";
import { billingDocumentPath, createBillingDocuments } from "../http/billing-document.ts";
import { calendarPath, createCalendar } from "../http/calendar.ts";
import { coretaxPath, createCoretax } from "../http/coretax.ts";
import { createDocuments, documentPath } from "../http/document.ts";
import { createExport, exportPath } from "../http/export.ts";
import { createHealth } from "../http/health.ts";
import { createLinks } from "../http/link.ts";
import { createReports, reportPath } from "../http/report-export.ts";
import { createVerification, verifyPath } from "../http/verification.ts";
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

/** Wires the handlers of the cloud to one local HTTP server. */
export function createLocalServer(services: LocalServices): Server {
  const { db, baseUrl, links, vault, gateways, simulation } = services;
  const folder = createFolderStore(join(dataFolder, "files"), links);
  const files = bucket ? createS3Store(bucket, { forcePathStyle: true }) : folder.store;
  const auth = createAuth({
    db,
    baseUrl,
    secret: localSecret("session"),
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
    playground: { render: renderPlayground, options: async () => playgroundOptions },
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
  const handle = createServerAdapter(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/") return Response.redirect(`${baseUrl}/graphql`);
    if (pathname.startsWith("/auth/")) return auth.handler(request);
    if (pathname === "/graphql") return graphql(await asDemoPerson(request));
    if (pathname === exportPath) return exports(request);
    if (pathname === documentPath) return documents(request);
    if (pathname === calendarPath) return calendar(request);
    if (isWebhook(pathname)) return webhooks(request);
    if (pathname.startsWith(simulationPath)) return simulation.handle(request);
    if (pathname.startsWith("/files/")) return folder.handle(request);
    const serve = billing.get(pathname);
    if (serve) return serve(request);
    return (await health(request)) ?? notHere(pathname, baseUrl);
  });
  return createServer((request, response) => {
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
