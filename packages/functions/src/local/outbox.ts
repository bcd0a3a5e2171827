import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { dataFolder } from "./settings.ts";

/** Where mails go here: a line in the log, and the whole to `outbox.jsonl` in the data folder. */
export async function writeMail(mail: { to: string }, told: string): Promise<void> {
  console.log(`Mail to ${mail.to}: ${told}`);
  await appendFile(join(dataFolder, "outbox.jsonl"), `${JSON.stringify(mail)}\n`);
}
