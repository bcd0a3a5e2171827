import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { freePort, startEmbedded } from "@winner/core/database/embedded.ts";
import { openDatabase } from "@winner/core/database/index.ts";
import { dataFolder } from "./settings.ts";

export interface LocalDatabase {
  url: string;
  stop(): Promise<void>;
  /** Says that the first start came to its end; until then the next start begins anew. */
  complete(): void;
}

/** Ends the program with what its reader can mend, without a stack. */
export function giveUp(reason: string): never {
  console.error(reason);
  process.exit(1);
}

/** The database of DATABASE_URL; else the embedded server on the data folder, or a clear end. */
export async function startLocalDatabase(): Promise<LocalDatabase> {
  makeDataFolder();
  const url = process.env.DATABASE_URL;
  if (!url) return startInFolder(resolve(dataFolder, "postgres"));
  await reach(url);
  return { url, stop: async () => {}, complete: () => {} };
}

function makeDataFolder(): void {
  try {
    mkdirSync(dataFolder, { recursive: true });
    accessSync(dataFolder, constants.W_OK);
  } catch (error) {
    giveUp(
      `Winner keeps its data in ${resolve(dataFolder)}, and cannot write there (${codeOf(error)}). ` +
        "Make it writable, or choose another folder: WINNER_DATA=~/winner-data npm start",
    );
  }
}

const codeOf = (error: unknown): string => String((error as { code?: unknown }).code);

/** Ends unless the database answers. What the driver says names host, user and database, and no password. */
async function reach(url: string): Promise<void> {
  if (!/^postgres(ql)?:\/\/./.test(url) || !URL.canParse(url))
    giveUp("DATABASE_URL must be like postgresql://user:password@localhost:5432/winner");
  const db = openDatabase(url, 1);
  const fault = await db.$queryRaw`SELECT 1`.then(
    () => undefined,
    ({ message }: Error) => /Message: `(.*)`/s.exec(message)?.[1] ?? message,
  );
  await db.$disconnect();
  if (fault)
    giveUp(
      `The database of DATABASE_URL does not serve: ${fault}\n` +
        "Mend the address or start the database; without DATABASE_URL Winner brings its own.",
    );
}

async function startInFolder(folder: string): Promise<LocalDatabase> {
  const log: string[] = [];
  const begun = resolve(dataFolder, "first-start");
  if (existsSync(begun)) {
    console.log("The first start was interrupted; starting over.");
    rmSync(folder, { recursive: true, force: true });
  }
  if (!existsSync(folder)) {
    console.log("First start: PostgreSQL and the story of 2023 are set up, in half a minute.");
    writeFileSync(begun, "");
  }
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
  } catch (error) {
    const told = [...log.slice(-5), ...(error instanceof Error ? [error.message] : [])].join("\n");
    if (process.getuid?.() === 0 && /permission denied|EACCES/i.test(told))
      return giveUp(
        `Under root PostgreSQL runs as the user postgres, who may not enter ${folder} or ${process.cwd()}. ` +
          "Start as an ordinary user, or let everyone enter the folders above (chmod o+x).",
      );
    if (log.some((line) => line.includes("postmaster.pid")))
      return giveUp(
        `Another Winner is running on ${resolve(dataFolder)}: stop it first. To start one beside it: WINNER_DATA=.data2 PORT=4001 npm start`,
      );
    return giveUp(`PostgreSQL did not start in ${folder}:\n${told}`);
  }
}
