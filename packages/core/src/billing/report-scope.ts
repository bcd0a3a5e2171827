import type { Reader } from "../database/index.ts";
import { type Actor, gate } from "../identity/index.ts";
import { DomainError, found, message } from "../kernel/error.ts";
import { daysBetween, type LocalDate } from "../kernel/local-date.ts";
import { authorizeProvider, providersFor } from "./invoice-visibility.ts";

const texts = {
  range: message(
    "BAD_RANGE",
    "The range ends before it begins, or has more than {days} days.",
    "Rentang tanggal terbalik, atau lebih dari {days} hari.",
  ),
};

/** The most days that a report may cover: three years. */
export const longestReport = 1096;

export interface ReportRange {
  from: LocalDate;
  /** Included. */
  to: LocalDate;
}

/** What a report is about: one provider, or all that the actor may see. */
export interface ReportInput extends ReportRange {
  providerId?: string | null;
}

/** The providers of a report that an actor may read. */
export async function reportProviders(
  db: Reader,
  actor: Actor,
  providerId: string | null | undefined,
): Promise<string[]> {
  gate(actor, "billingReport");
  if (providerId) {
    await authorizeProvider(db, actor, "billingReport", providerId);
    return [providerId];
  }
  const providers = await db.provider.findMany({
    where: providersFor(actor, "billingReport"),
    select: { id: true },
    orderBy: { id: "asc" },
  });
  found(providers[0], "provider");
  return providers.map(({ id }) => id);
}

/** Refuses a range that is not one, or too long. */
export function checkRange({ from, to }: ReportRange): void {
  const days = daysBetween(from, to);
  if (days < 0 || days >= longestReport)
    throw new DomainError("INPUT", texts.range, {
      path: ["to"],
      parameters: { days: longestReport },
    });
}
