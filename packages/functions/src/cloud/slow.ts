import { statementName } from "@winner/core/database/index.ts";
import { log } from "./log.ts";

/** A statement that takes longer than this many milliseconds is noted. */
const slow = 200;

/** A statement's text without values: beside `$1`, `$2` it may hold some of its own. */
export const withoutValues = (sql: string): string => sql.replaceAll(/'[^']*'/g, "'?'");

/** Notes a slow statement by its name and the start of its text. */
export function noteSlow(sql: string, milliseconds: number): void {
  if (milliseconds < slow) return;
  const text = withoutValues(sql).slice(0, 300);
  log.warn("slow statement", { milliseconds, statement: statementName(sql), text });
}
