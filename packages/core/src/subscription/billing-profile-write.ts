import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName, may } from "../identity/index.ts";
import { DomainError, found, refuseFaults, sameVersion } from "../kernel/error.ts";
import { emailAddress, line, readInput } from "../kernel/input.ts";
import { texts } from "./error.ts";
import { providerPlace, withOwners } from "./subscription-visibility.ts";
import { readTaxNumber } from "./tax-profile-write.ts";

const limits = z.object({
  legalName: line(),
  address: line(500),
  email: emailAddress.nullish(),
  withholds: z.boolean(),
});

/**
 * Says how an institution is addressed on invoices from now on, by whatever provider, and whether it withholds PPh 23.
 * Its own staff may, and a provider with a subscription of it that has not ended. Gives the warnings about its NPWP.
 */
export async function setBillingProfile(
  db: Database,
  actor: Actor,
  input: {
    institutionId: string;
    legalName: string;
    address: string;
    email?: string | null;
    taxNumber?: string | null;
    withholds: boolean;
    expectedVersion?: number | null;
  },
) {
  const { institutionId } = input;
  const { email = null, ...profile } = readInput(limits, input);
  const number = input.taxNumber ? readTaxNumber(input.taxNumber, ["taxNumber"]) : undefined;
  refuseFaults(number?.faults ?? []);
  return inTransaction(db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Institution" WHERE id = ${institutionId}::uuid FOR UPDATE`;
    const institution = found(
      await tx.institution.findUnique({ where: { id: institutionId }, include: { billing: true } }),
      "institution",
    );
    const providers = await tx.provider.findMany({
      where: {
        subscriptions: {
          some: {
            state: { not: "ENDED" },
            OR: [{ institutionId }, { sponsorId: institutionId }],
          },
        },
      },
      include: withOwners,
    });
    const places = [
      { institutionId, provinceCode: institution.provinceCode },
      ...providers.map(providerPlace),
    ];
    found(
      places.some((place) => may(actor, "setBillingProfile", place)) || undefined,
      "institution",
    );
    if (institution.mergedIntoId) throw new DomainError("STATE", texts.merged);
    const before = institution.billing;
    sameVersion(before?.version ?? 0, input.expectedVersion);
    const data = { ...profile, email, taxNumber: number?.value ?? null };
    const set = await tx.billingProfile.upsert({
      where: { institutionId },
      create: { institutionId, ...data },
      update: { ...data, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: "institution",
      actor: actorName(actor),
      action: "billing-profile.set",
      subjectType: "Institution",
      subjectId: institutionId,
      ...(before && { before: { legalName: before.legalName, withholds: before.withholds } }),
      after: { legalName: data.legalName, withholds: data.withholds },
    });
    return { profile: set, warnings: number?.warnings ?? [] };
  });
}
