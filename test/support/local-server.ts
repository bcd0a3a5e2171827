import { mkdtempSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "@winner/core/database/index.ts";
import { afterAll, vi } from "vitest";

/** The local server on a free port, with its mail and secrets in a temporary folder. */
export async function openLocalServer(db: Database) {
  const folder = mkdtempSync(join(tmpdir(), "winner-data-"));
  vi.stubEnv("WINNER_DATA", folder);
  const { createLocalServer, createLocalServices } = await import(
    "@winner/functions/local/server.ts"
  );
  const { freePort } = await import("@winner/core/database/embedded.ts");
  const port = await freePort();
  const server = createLocalServer(createLocalServices(db, port));
  await new Promise<void>((resolve) => server.listen(port, resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    folder,
    server,
    base: `http://localhost:${(server.address() as AddressInfo).port}`,
  };
}
