import {
  authorizeProvider,
  lockInvoice,
  readWriteOff,
  refuseBeforeDue,
  type WriteOffInput,
  writeOff,
} from "../billing/index.ts";
import { type Database, inTransaction, once } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { found, sameVersion, stateError } from "../kernel/error.ts";
import { lockAccount } from "./customer-balance.ts";
import { useBalance } from "./payment-write.ts";

/**
 * Writes off what is open of an overdue invoice after the customer's own money was used for it: what is free of the
 * balance settles it first, since only what that does not cover is bad debt. Covers it all, and the invoice is paid and
 * nothing is written off. Written off already changes nothing.
 */
export async function writeOffInvoice(db: Database, actor: Actor, input: WriteOffInput) {
  const { id, reason, expectedVersion, idempotencyKey: key } = readWriteOff(input);
  return inTransaction(db, async (tx) => {
    const parties = found(
      await tx.invoice.findUnique({
        where: { id },
        select: { providerId: true, institutionId: true },
      }),
      "invoice",
    );
    await authorizeProvider(tx, actor, "writeOffInvoice", parties.providerId);
    const facts = { id, reason, expectedVersion };
    const by = { actor: actorName(actor), operation: "writeOffInvoice", key, input: facts };
    await once(tx, by, async () => {
      await lockAccount(tx, parties);
      const invoice = await lockInvoice(tx, id);
      if (invoice.state === "UNCOLLECTIBLE") return id;
      sameVersion(invoice.version, expectedVersion);
      if (invoice.state !== "OPEN") throw stateError(invoice.state);
      await refuseBeforeDue(tx, invoice);
      await useBalance(tx, actor, parties, id);
      const left = await lockInvoice(tx, id);
      if (left.state === "OPEN") await writeOff(tx, actor, left, reason);
      return id;
    });
    return tx.invoice.findUniqueOrThrow({ where: { id } });
  });
}
