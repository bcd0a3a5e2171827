import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { isOwed, lockInvoice, settleInvoice, withholdable } from "../billing/index.ts";
import { type Database, inTransaction, once } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { DomainError, found, stateError } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { type LocalDate, toColumn } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { lockAccount } from "./customer-balance.ts";
import { texts } from "./error.ts";
import { admit, paymentStream } from "./payment-visibility.ts";
import { idempotencyKey, refuseFuture } from "./payment-write.ts";

const proofLimits = madeOnce(() => z.looseObject({ number: line(40), idempotencyKey }));

/**
 * Records the proof (bukti potong) that the payer of an invoice withheld PPh 23, which settles that part
 * of it. The amount is exactly 2 % of the base; a payer uses a proof's number once.
 */
export async function recordWithholding(
  db: Database,
  actor: Actor,
  input: {
    invoiceId: string;
    number: string;
    issuedOn: LocalDate;
    amount: Rupiah;
    idempotencyKey: string;
  },
) {
  const { number } = readInput(proofLimits(), input);
  const { idempotencyKey: key, ...facts } = input;
  return inTransaction(db, async (tx) => {
    const parties = found(
      await tx.invoice.findUnique({ where: { id: input.invoiceId } }),
      "invoice",
    );
    const { providerId, institutionId } = parties;
    await admit(tx, actor, "recordWithholding", parties);
    const by = { actor: actorName(actor), operation: "recordWithholding", key, input: facts };
    const id = await once(tx, by, async () => {
      await refuseFuture(tx, institutionId, input.issuedOn, "issuedOn");
      await lockAccount(tx, parties);
      const invoice = await lockInvoice(tx, input.invoiceId);
      const expected = withholdable(invoice);
      if (input.amount !== expected || expected === 0n)
        throw new DomainError("INPUT", texts.withheldAmount, {
          path: ["amount"],
          parameters: { expected: expected.toString() },
        });
      const proof = {
        id: newId(),
        providerId,
        institutionId,
        invoiceId: invoice.id,
        number,
        issuedOn: toColumn(input.issuedOn),
        amount: input.amount,
        createdAt: await now(tx),
      };
      const { count } = await tx.withholdingProof.createMany({
        data: [proof],
        skipDuplicates: true,
      });
      if (count === 0) throw new DomainError("CONFLICT", texts.proofUsed, { path: ["number"] });
      if (!isOwed(invoice.state)) throw stateError(invoice.state);
      const { amount } = input;
      await settleInvoice(tx, {
        invoiceId: invoice.id,
        amount,
        reason: "WITHHELD",
        sourceId: proof.id,
      });
      Audit.append(tx, {
        stream: paymentStream(providerId),
        actor: actorName(actor),
        action: "withholding.recorded",
        subjectType: "Invoice",
        subjectId: invoice.id,
        after: { number, amount: amount.toString() },
      });
      return proof.id;
    });
    return tx.withholdingProof.findUniqueOrThrow({ where: { id } });
  });
}
