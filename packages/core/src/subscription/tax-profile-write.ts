import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { checkIdentityNumber } from "../institution/index.ts";
import { DomainError, type Fault, refuseFaults } from "../kernel/error.ts";
import { fromColumn, type LocalDate, toColumn } from "../kernel/local-date.ts";
import { texts } from "./error.ts";
import { lockProvider, subscriptionStream } from "./subscription-visibility.ts";
import { todayInTheEast } from "./today.ts";

/** An NPWP as it is kept: of 16 digits, the older 15 with a zero before them (PMK 112/PMK.03/2022). */
export function readTaxNumber(raw: string, path: Fault["path"]) {
  const { value, errors, warnings } = checkIdentityNumber("NPWP", raw);
  return {
    value: value.padStart(16, "0"),
    faults: errors.map((error) => ({ ...error, path })),
    warnings,
  };
}

/**
 * Says from a day on whether a provider is a taxable firm (PKP), which alone shows PPN. The profile
 * before it ends on that day. Nothing that was invoiced changes, so it begins after the days invoiced; and
 * after today as soon as there is anything to bill, since a run or a draft of today may be under way.
 */
export async function setTaxProfile(
  db: Database,
  actor: Actor,
  input: {
    providerId: string;
    validFrom: LocalDate;
    taxable: boolean;
    taxNumber?: string | null;
    branch?: string | null;
  },
) {
  const { providerId, taxable, validFrom } = input;
  const number = input.taxNumber ? readTaxNumber(input.taxNumber, ["taxNumber"]) : undefined;
  const branch = input.branch ? checkIdentityNumber("NITKU", input.branch) : undefined;
  const faults: Fault[] = [
    ...(number?.faults ?? []),
    ...(branch?.errors ?? []).map((error) => ({ ...error, path: ["branch"] })),
  ];
  if (taxable && !number) faults.push({ message: texts.taxNumberMissing, path: ["taxNumber"] });
  refuseFaults(faults);
  return inTransaction(db, async (tx) => {
    await lockProvider(tx, actor, "setTaxProfile", providerId);
    const later = await tx.taxProfile.findFirst({
      where: { providerId, validFrom: { gte: toColumn(validFrom) } },
    });
    if (later)
      throw new DomainError("CONFLICT", texts.laterVersion, {
        path: ["validFrom"],
        parameters: { validFrom: fromColumn(later.validFrom) },
      });
    const bills =
      (await tx.subscription.findFirst({ where: { providerId }, select: { id: true } })) ??
      (await tx.invoice.findFirst({ where: { providerId }, select: { id: true } }));
    const early = bills && validFrom <= (await todayInTheEast(tx));
    const billed = await tx.invoice.findFirst({
      where: {
        providerId,
        state: { not: "VOID" },
        OR: [
          { periodStart: { gte: toColumn(validFrom) } },
          { periodStart: null, issuedOn: { gte: toColumn(validFrom) } },
        ],
      },
    });
    if (early || billed)
      throw new DomainError("CONFLICT", texts.billedAlready, {
        path: ["validFrom"],
        parameters: { from: validFrom },
      });
    await tx.taxProfile.updateMany({
      where: { providerId, OR: [{ validTo: null }, { validTo: { gt: toColumn(validFrom) } }] },
      data: { validTo: toColumn(validFrom) },
    });
    const profile = await tx.taxProfile.create({
      data: {
        providerId,
        taxable,
        validFrom: toColumn(validFrom),
        taxNumber: number?.value ?? null,
        branch: branch?.value ?? null,
      },
    });
    Audit.append(tx, {
      stream: subscriptionStream(providerId),
      actor: actorName(actor),
      action: "tax-profile.set",
      subjectType: "TaxProfile",
      subjectId: profile.id,
      after: { validFrom, taxable },
    });
    return { profile, warnings: number?.warnings ?? [] };
  });
}
