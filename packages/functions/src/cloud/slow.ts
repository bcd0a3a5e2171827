import { statementName } from "@winner/core/database/index.ts";
import { log } from "./log.ts";

/** A statement that takes longer than this many milliseconds is noted. */
const slow = 200;

/** Notes a slow statement by its name and the start of its text, in which values are `$1`, `$2`. */
export function noteSlow(sql: string, milliseconds: number): void {
  if (milliseconds < slow) return;
  const text = sql.replaceAll(/'[^']*'/g, "'?'").slice(0, 300);
  log.warn("slow statement", { milliseconds, statement: statementName(sql), text });
}
