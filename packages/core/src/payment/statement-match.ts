import { isOwed } from "../billing/index.ts";
import type { EntryState, MatchReason, Transaction, UnmatchedReason } from "../database/index.ts";
import { now } from "../kernel/clock.ts";
import { fromColumn } from "../kernel/local-date.ts";
import type { Rupiah } from "../kernel/money.ts";
import { lockAccount } from "./customer-balance.ts";
import { receivePayment } from "./payment-receive.ts";

/** What banks take off a transfer on its way: BI-FAST Rp2,500, online transfer Rp6,500. */
export const transferFees: readonly Rupiah[] = [2_500n, 6_500n];

export type Match =
  | { reason: MatchReason; invoiceId: string; institutionId: string; requestId?: string }
  | { unmatched: UnmatchedReason };

interface Entry {
  bankAccountId: string;
  amount: Rupiah;
  description: string;
}
interface Candidate {
  invoiceId: string;
  institutionId: string;
}

/**
 * What an incoming transfer is for, and why: what it names is believed first, then what its amount alone
 * can mean. Where more than one customer fits, nobody is guessed.
 */
export async function findMatch(
  tx: Transaction,
  provider: { id: string; numberPrefix: string },
  entry: Entry,
): Promise<Match> {
  const coded = await byCode(tx, entry, [0n]);
  if (coded) return { reason: "UNIQUE_CODE", ...coded };
  const named =
    (await byVirtualAccount(tx, provider.id, entry)) ?? (await byNumber(tx, provider, entry));
  if (named) return named;
  const codedLess = await byCode(tx, entry, transferFees);
  if (codedLess) return { reason: "TRANSFER_FEE", ...codedLess };
  const amounts = await byAmount(tx, provider.id, entry.amount);
  for (const reason of ["EXACT_AMOUNT", "TRANSFER_FEE", "WITHHELD"] as const) {
    const fitting = amounts.filter((candidate) => candidate.reason === reason);
    const [first] = fitting;
    if (!first) continue;
    if (new Set(fitting.map(({ institutionId }) => institutionId)).size > 1)
      return { unmatched: "SEVERAL_FIT" };
    return { reason, invoiceId: first.invoiceId, institutionId: first.institutionId };
  }
  return { unmatched: "NOTHING_FITS" };
}

/** The open code whose transfer this is, or would be before one of the fees. */
async function byCode(
  tx: Transaction,
  { bankAccountId, amount }: Entry,
  fees: readonly Rupiah[],
): Promise<Candidate | undefined> {
  const codes = await tx.transferCode.findMany({
    where: { bankAccountId, releasedAt: null, total: { in: fees.map((fee) => amount + fee) } },
    include: { invoice: true },
    take: 2,
  });
  const [code] = codes;
  if (!code || codes.length > 1) return undefined;
  return { invoiceId: code.invoiceId, institutionId: code.invoice.institutionId };
}

/** The request whose virtual account the text names, if it still waits. */
async function byVirtualAccount(
  tx: Transaction,
  providerId: string,
  { description, amount }: Entry,
): Promise<Match | undefined> {
  const numbers = [...new Set(description.match(/\d{8,20}/g) ?? [])].slice(0, 10);
  if (numbers.length === 0) return undefined;
  const requests = await tx.paymentRequest.findMany({
    where: { accountNumber: { in: numbers }, amount, invoice: { providerId } },
    include: { invoice: true },
    orderBy: { id: "desc" },
  });
  const waiting = requests.find(({ state }) => state === "PENDING");
  if (waiting)
    return {
      reason: "VIRTUAL_ACCOUNT",
      invoiceId: waiting.invoiceId,
      institutionId: waiting.invoice.institutionId,
      requestId: waiting.id,
    };
  return requests.some(({ state }) => state === "PAID") ? { unmatched: "PAID_ALREADY" } : undefined;
}

/** The invoice, or the attempt at it, that the text names, however its number's parts are parted. */
async function byNumber(
  tx: Transaction,
  { id, numberPrefix }: { id: string; numberPrefix: string },
  { description, amount }: Entry,
): Promise<Match | undefined> {
  const gap = "[\\s/.-]*";
  // Six digits, or more that begin with no zero: 0000011 is 000001 and its attempt 1 run together, and names nothing.
  const digits = "(\\d{6}|[1-9]\\d{6,8})";
  const parts = [numberPrefix.replace(/\W/g, "\\$&"), "INV", "(\\d{4})", digits].join(gap);
  const [, year, sequence, attempt] =
    new RegExp(`${parts}(?:-(\\d{1,3}))?(?!\\d)`, "i").exec(description) ?? [];
  if (!year || !sequence) return undefined;
  const invoice = await tx.invoice.findFirst({
    where: { providerId: id, year: Number(year), sequence: Number(sequence) },
    include: { paymentRequests: true },
  });
  if (!invoice) return undefined;
  const request = invoice.paymentRequests.find((one) => one.attempt === Number(attempt));
  if (invoice.state === "VOID") return { unmatched: "VOIDED" };
  if (request?.state === "PAID" || !isOwed(invoice.state)) return { unmatched: "PAID_ALREADY" };
  const named = { invoiceId: invoice.id, institutionId: invoice.institutionId };
  return request?.amount === amount
    ? { reason: "ORDER_ID", ...named, requestId: request.id }
    : { reason: "INVOICE_NUMBER", ...named };
}

/**
 * Open invoices that an amount pays: one of them, or all of one institution, exactly; less a fee; less the
 * tax that the payer may withhold. The oldest of each institution.
 */
const byAmount = (tx: Transaction, providerId: string, amount: Rupiah) =>
  tx.$queryRaw<(Candidate & { reason: "EXACT_AMOUNT" | "TRANSFER_FEE" | "WITHHELD" })[]>`
    WITH open AS (
      SELECT id, "institutionId", "dueOn", total - settled AS amount,
        share_of(base - "creditedBase", 2, 100) AS withheld
      FROM "Invoice" WHERE "providerId" = ${providerId}::uuid AND unsettled AND state = 'OPEN'),
    fitting AS (
      SELECT id, "institutionId", "dueOn", CASE WHEN amount = ${amount}::bigint THEN 'EXACT_AMOUNT'
        WHEN amount - ${amount}::bigint = ANY(${[...transferFees]}::bigint[]) THEN 'TRANSFER_FEE'
        ELSE 'WITHHELD' END AS reason
      FROM open WHERE amount = ${amount}::bigint OR amount - ${amount}::bigint = ANY(${[...transferFees]}::bigint[])
        OR (withheld > 0 AND amount - withheld = ${amount}::bigint)
      UNION ALL
      SELECT (array_agg(id ORDER BY "dueOn", id))[1], "institutionId", min("dueOn"), 'EXACT_AMOUNT'
      FROM open GROUP BY "institutionId" HAVING sum(amount) = ${amount}::bigint AND count(*) > 1)
    SELECT DISTINCT ON (reason, "institutionId") id AS "invoiceId", "institutionId", reason
    FROM fitting ORDER BY reason, "institutionId", "dueOn", id LIMIT 20`;

/**
 * Matches an entry that waits: books its payment when exactly one customer fits, or notes why not. Its
 * row is locked, so that two who match at once book once. Gives where it is then.
 */
export async function matchEntry(tx: Transaction, entryId: string): Promise<EntryState> {
  await tx.$queryRaw`SELECT 1 FROM "StatementEntry" WHERE id = ${entryId}::uuid FOR UPDATE`;
  const entry = await tx.statementEntry.findUniqueOrThrow({
    where: { id: entryId },
    include: { bankAccount: { include: { provider: true } } },
  });
  if (entry.state !== "UNMATCHED") return entry.state;
  const { provider, providerId } = entry.bankAccount;
  let match = await findMatch(tx, provider, entry);
  if (!("unmatched" in match)) {
    // Whoever paid meanwhile, as a gateway's message may, is seen once the account is ours.
    const { institutionId } = match;
    await lockAccount(tx, { providerId, institutionId });
    match = await findMatch(tx, provider, entry);
    if (!("unmatched" in match) && match.institutionId !== institutionId)
      match = { unmatched: "SEVERAL_FIT" };
  }
  if ("unmatched" in match) {
    await tx.statementEntry.update({
      where: { id: entryId },
      data: { unmatchedReason: match.unmatched },
    });
    return "UNMATCHED";
  }
  await bookEntry(tx, { ...entry, providerId }, match);
  return "MATCHED";
}

/** Books the payment of an entry that is locked. A request that it names is paid with it. */
export async function bookEntry(
  tx: Transaction,
  entry: Entry & { id: string; bookedOn: Date; providerId: string },
  match: {
    reason: MatchReason;
    institutionId: string;
    invoiceId?: string | null;
    requestId?: string;
  },
): Promise<string> {
  const id = await receivePayment(tx, {
    providerId: entry.providerId,
    institutionId: match.institutionId,
    amount: entry.amount,
    receivedOn: fromColumn(entry.bookedOn),
    method: "BANK_TRANSFER",
    entryId: entry.id,
    reference: entry.description.slice(0, 200),
    invoiceId: match.invoiceId ?? null,
    ...(match.requestId && { requestId: match.requestId }),
  });
  if (match.requestId)
    await tx.paymentRequest.updateMany({
      where: { id: match.requestId, state: { not: "PAID" } },
      data: { state: "PAID", version: { increment: 1 } },
    });
  if (match.invoiceId)
    await tx.transferCode.updateMany({
      where: { invoiceId: match.invoiceId, releasedAt: null },
      data: { releasedAt: await now(tx) },
    });
  await tx.statementEntry.update({
    where: { id: entry.id },
    data: {
      state: "MATCHED",
      matchReason: match.reason,
      unmatchedReason: null,
      version: { increment: 1 },
    },
  });
  return id;
}
