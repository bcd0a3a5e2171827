import { lockInvoice } from "../billing/index.ts";
import { type Database, inTransaction, once, type Transaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { DomainError, found, stateError } from "../kernel/error.ts";
import { readInput } from "../kernel/input.ts";
import { texts } from "./error.ts";
import { openAmount } from "./open-amount.ts";
import { admit } from "./payment-visibility.ts";
import { keyLimits } from "./payment-write.ts";

/** Codes of one amount that may be open on an account at once; the others rest, so that a late transfer finds its code free. */
export const maxOpenCodes = 900;
const codeHours = 72;

/**
 * Gives an open invoice a code of 1 to 999 rupiah: transferred with it, the amount is like no other on the
 * bank account. What the code adds goes to the customer's balance. Asked again while it is open, the same
 * code comes.
 */
export async function requestTransferCode(
  db: Database,
  actor: Actor,
  input: { invoiceId: string; bankAccountId: string; idempotencyKey: string },
) {
  readInput(keyLimits(), input);
  const { idempotencyKey: key, ...facts } = input;
  return inTransaction(db, async (tx) => {
    const invoice = found(
      await tx.invoice.findUnique({ where: { id: input.invoiceId } }),
      "invoice",
    );
    await admit(tx, actor, "requestTransferCode", invoice);
    found(
      await tx.bankAccount.findFirst({
        where: { id: input.bankAccountId, providerId: invoice.providerId, active: true },
      }),
      "bank account",
    );
    const by = { actor: actorName(actor), operation: "requestTransferCode", key, input: facts };
    const id = await once(tx, by, () => giveCode(tx, input));
    return tx.transferCode.findUniqueOrThrow({ where: { id }, include: { bankAccount: true } });
  });
}

async function giveCode(
  tx: Transaction,
  { invoiceId, bankAccountId }: { invoiceId: string; bankAccountId: string },
): Promise<string> {
  const invoice = await lockInvoice(tx, invoiceId);
  if (invoice.state !== "OPEN") throw stateError(invoice.state);
  // Who takes codes of one account does so one after the other.
  await tx.$queryRaw`SELECT 1 FROM "BankAccount" WHERE id = ${bankAccountId}::uuid FOR UPDATE`;
  const amount = openAmount(invoice);
  const at = await now(tx);
  const live = await tx.transferCode.findFirst({ where: { invoiceId, releasedAt: null } });
  const same = live?.amount === amount && live.bankAccountId === bankAccountId;
  if (live && same && live.expiresAt > at) return live.id;
  if (live) await tx.transferCode.update({ where: { id: live.id }, data: { releasedAt: at } });
  const open = await tx.transferCode.count({ where: { bankAccountId, amount, releasedAt: null } });
  const code = open < maxOpenCodes ? await freeCode(tx, bankAccountId, amount) : undefined;
  if (!code) throw new DomainError("STATE", texts.codesExhausted);
  const { id } = await tx.transferCode.create({
    data: {
      id: newId(),
      invoiceId,
      bankAccountId,
      amount,
      code,
      total: amount + BigInt(code),
      createdAt: at,
      expiresAt: new Date(at.getTime() + codeHours * 3_600_000),
    },
  });
  return id;
}

/** The code that was free for the longest time, among those whose transfer no other open one asks for. */
async function freeCode(
  tx: Transaction,
  bankAccountId: string,
  amount: bigint,
): Promise<number | undefined> {
  const rows = await tx.$queryRaw<{ code: number }[]>`
    SELECT c.code FROM generate_series(1, 999) AS c(code)
    WHERE NOT EXISTS (SELECT 1 FROM "TransferCode" t WHERE t."bankAccountId" = ${bankAccountId}::uuid
      AND t.total = ${amount}::bigint + c.code AND t."releasedAt" IS NULL)
    ORDER BY (SELECT max(t."releasedAt") FROM "TransferCode" t WHERE t."bankAccountId" = ${bankAccountId}::uuid
      AND t.amount = ${amount}::bigint AND t.code = c.code) NULLS FIRST, c.code LIMIT 1`;
  return rows[0]?.code;
}

/** Sets free the codes whose time is over or whose invoice is not open any more. Gives how many. */
export const releaseCodes = (db: Database): Promise<number> =>
  db.$executeRaw`
    UPDATE "TransferCode" t SET "releasedAt" = winner_now() FROM "Invoice" i
    WHERE i.id = t."invoiceId" AND t."releasedAt" IS NULL
      AND (t."expiresAt" <= winner_now() OR i.state <> 'OPEN')`;
