import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { freePort, startEmbedded } from "@winner/core/database/embedded.ts";
import { dataFolder } from "./settings.ts";

export interface LocalDatabase {
  url: string;
  stop(): Promise<void>;
  /** Says that the first start came to its end; until then the next start begins anew. */
  complete(): void;
}

/** The database of DATABASE_URL; else the embedded server on the data folder, or a clear end. */
export async function startLocalDatabase(): Promise<LocalDatabase> {
  mkdirSync(dataFolder, { recursive: true });
  const url = process.env.DATABASE_URL;
  if (url) return { url, stop: async () => {}, complete: () => {} };
  const folder = resolve(dataFolder, "postgres");
  const log: string[] = [];
  const begun = resolve(dataFolder, "first-start");
  if (existsSync(begun)) {
    console.log("The first start was interrupted; starting over.");
    rmSync(folder, { recursive: true, force: true });
  }
  if (!existsSync(folder)) writeFileSync(begun, "");
  try {
    const server = await startEmbedded({
      folder,
      port: await freePort(),
      durable: true,
      onLog: (line) => log.push(line),
    });
    return {
      url: server.url("postgres"),
      stop: server.stop,
      complete: () => rmSync(begun, { force: true }),
    };
  } catch {
    console.error(
      `PostgreSQL did not start in ${folder}. Is Winner running there already?\n${log.slice(-5).join("\n")}`,
    );
    return process.exit(1);
  }
}
