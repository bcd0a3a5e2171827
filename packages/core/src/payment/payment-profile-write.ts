import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  type Gateway,
  inTransaction,
  type PaymentMethod,
  type VirtualAccountBank,
} from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { found, sameVersion } from "../kernel/error.ts";
import { madeOnce, readInput } from "../kernel/input.ts";
import type { Gateways } from "./gateway.ts";
import { checkTerms } from "./payment-request-write.ts";
import { admit, paymentStream } from "./payment-visibility.ts";

const expiryHoursLimits = madeOnce(() => z.looseObject({ expiryHours: z.int().min(1).max(4320) }));

/** Sets how a provider's new invoices can be paid without anybody asking; from 1 hour to 180 days each. */
export async function setPaymentProfile(
  db: Database,
  gateways: Gateways,
  actor: Actor,
  input: {
    providerId: string;
    gateway: Gateway;
    method: PaymentMethod;
    bank?: VirtualAccountBank | null;
    expiryHours: number;
    expectedVersion?: number | null;
  },
) {
  readInput(expiryHoursLimits(), input);
  const { providerId, gateway, method, bank = null, expiryHours } = input;
  return inTransaction(db, async (tx) => {
    await admit(tx, actor, "setPaymentProfile", { providerId });
    const terms = { gateway, method, bank, expiryHours };
    checkTerms(gateways, terms);
    await tx.$queryRaw`SELECT 1 FROM "Provider" WHERE id = ${providerId}::uuid FOR UPDATE`;
    found(await tx.provider.findUnique({ where: { id: providerId } }), "provider");
    const before = await tx.paymentProfile.findUnique({ where: { providerId } });
    if (before) sameVersion(before.version, input.expectedVersion ?? 0);
    const profile = await tx.paymentProfile.upsert({
      where: { providerId },
      create: { providerId, ...terms },
      update: { ...terms, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: paymentStream(providerId),
      actor: actorName(actor),
      action: "payment.profile",
      subjectType: "Provider",
      subjectId: providerId,
      after: terms,
    });
    return profile;
  });
}
