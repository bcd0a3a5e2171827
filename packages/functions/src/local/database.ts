import { mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { freePort, startEmbedded } from "@winner/core/database/embedded.ts";
import { dataFolder } from "./settings.ts";

export interface LocalDatabase {
  url: string;
  stop(): Promise<void>;
  /** Stops and forgets everything; absent where the database is not ours. */
  erase?: () => Promise<void>;
}

/** The database of DATABASE_URL; else the embedded server on the data folder, or a clear end. */
export async function startLocalDatabase(): Promise<LocalDatabase> {
  mkdirSync(dataFolder, { recursive: true });
  const url = process.env.DATABASE_URL;
  if (url) return { url, stop: async () => {} };
  const folder = resolve(dataFolder, "postgres");
  const log: string[] = [];
  try {
    const server = await startEmbedded({
      folder,
      port: await freePort(),
      durable: true,
      onLog: (line) => log.push(line),
    });
    const erase = async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    };
    return { url: server.url("postgres"), stop: server.stop, erase };
  } catch {
    console.error(
      `PostgreSQL did not start in ${folder}. Is Winner running there already?\n${log.slice(-5).join("\n")}`,
    );
    return process.exit(1);
  }
}
