import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newSecret } from "@winner/core/kernel/clock.ts";

/** Where the local server keeps its database, secrets and mail. */
export const dataFolder = process.env.WINNER_DATA ?? ".data";

/** Where the demo partner's API key is written once. */
export const keyFile = join(dataFolder, "partner.key");

/** Where the local server listens. Its demo people need no password, so that only this machine reaches it unless told. */
export const host = process.env.WINNER_HOST ?? "127.0.0.1";
export const port = Number(process.env.PORT ?? 4000);

/** A bucket for files (with the AWS SDK's own settings, such as AWS_ENDPOINT_URL); else a folder. */
export const bucket = process.env.FILES_BUCKET;

/** The migration that this code needs. */
export const latestMigration = (): string =>
  readdirSync("prisma/migrations")
    .filter((name) => /^\d+_/.test(name))
    .sort()
    .at(-1) ?? "";

/** A secret of 32 bytes: made once, kept in the data folder, never in the repository. */
export function localSecret(name: "session" | "vault" | "link" | "gateway"): string {
  const file = join(dataFolder, `${name}.secret`);
  mkdirSync(dataFolder, { recursive: true });
  try {
    return readFileSync(file, "utf8");
  } catch {
    const secret = newSecret();
    writeFileSync(file, secret, { mode: 0o600 });
    return secret;
  }
}
