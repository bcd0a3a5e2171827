import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { dataFolder } from "./settings.ts";

/** Where mails go here. */
export const outboxFile = join(dataFolder, "outbox.jsonl");

/** Writes a mail to the outbox, a line each; a sign-in code is told in the terminal too. */
export async function writeMail(mail: { to: string; code?: string }): Promise<void> {
  if (mail.code) console.log(`Sign-in code for ${mail.to}: ${mail.code}`);
  await appendFile(outboxFile, `${JSON.stringify(mail)}\n`);
}
