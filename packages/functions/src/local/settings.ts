import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newSecret } from "@winner/core/kernel/clock.ts";

/** Where the local server keeps its database, secrets and mail. */
export const dataFolder = process.env.WINNER_DATA ?? ".data";

/** The secret that signs sessions: made once, kept in the data folder, never in the repository. */
export function localSecret(): string {
  const file = join(dataFolder, "secret");
  mkdirSync(dataFolder, { recursive: true });
  try {
    return readFileSync(file, "utf8");
  } catch {
    const secret = newSecret();
    writeFileSync(file, secret, { mode: 0o600 });
    return secret;
  }
}
