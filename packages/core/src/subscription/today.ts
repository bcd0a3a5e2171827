import type { Transaction } from "../database/index.ts";
import { now } from "../kernel/clock.ts";
import { type LocalDate, localDateAt } from "../kernel/local-date.ts";

/**
 * Today where a day begins first in Indonesia. No run, not even one under way, bills a day after it: so what holds
 * from a later day on changes nothing that was billed.
 */
export const todayInTheEast = async (tx: Transaction): Promise<LocalDate> =>
  localDateAt(await now(tx), "Asia/Jayapura");
