import * as z from "zod";
import * as Audit from "../audit/index.ts";
import {
  type Database,
  inTransaction,
  once,
  type StatementFormat,
  type Transaction,
} from "../database/index.ts";
import { type Actor, actorName, type Operation } from "../identity/index.ts";
import { newId, now } from "../kernel/clock.ts";
import { DomainError, found, sameVersion, stateError } from "../kernel/error.ts";
import { line, madeOnce, readInput } from "../kernel/input.ts";
import { toColumn } from "../kernel/local-date.ts";
import { sha256 } from "../kernel/secret.ts";
import { texts } from "./error.ts";
import { admit, paymentStream } from "./payment-visibility.ts";
import { keyLimits, ownInvoice } from "./payment-write.ts";
import { fingerprinted, maxLines, type StatementLine, unreadable } from "./statement.ts";
import { readCamt } from "./statement-camt.ts";
import { type CsvMapping, csvMapping, readCsv } from "./statement-csv.ts";
import { bookEntry, matchEntry } from "./statement-match.ts";

const mappingLimits = madeOnce(() => z.looseObject({ mapping: csvMapping }));
const fileNameLimits = madeOnce(() => z.looseObject({ fileName: line() }));
const reasonLimits = madeOnce(() => z.looseObject({ reason: line(1000) }));

/** The bank account, for an operation of its provider's. */
async function accountFor(tx: Transaction, actor: Actor, operation: Operation, id: string) {
  const account = found(
    await tx.bankAccount.findUnique({ where: { id }, include: { mapping: true } }),
    "bank account",
  );
  await admit(tx, actor, operation, account);
  return account;
}

/** Sets how the CSV files of a bank account are read. */
export async function setStatementMapping(
  db: Database,
  actor: Actor,
  input: { bankAccountId: string; mapping?: unknown; expectedVersion?: number | null },
) {
  const { mapping } = readInput(mappingLimits(), input);
  return inTransaction(db, async (tx) => {
    const { id, providerId } = await accountFor(
      tx,
      actor,
      "setStatementMapping",
      input.bankAccountId,
    );
    await tx.$queryRaw`SELECT 1 FROM "BankAccount" WHERE id = ${id}::uuid FOR UPDATE`;
    const before = await tx.statementMapping.findUnique({ where: { bankAccountId: id } });
    if (before) sameVersion(before.version, input.expectedVersion ?? 0);
    const saved = await tx.statementMapping.upsert({
      where: { bankAccountId: id },
      create: { bankAccountId: id, mapping },
      update: { mapping, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: paymentStream(providerId),
      actor: actorName(actor),
      action: "statement.mapping",
      subjectType: "BankAccount",
      subjectId: id,
      after: mapping,
    });
    return saved;
  });
}

/** What became of a file: lines = known + outgoing + matched + unmatched. */
export interface ImportResult {
  statementId: string;
  lines: number;
  /** Lines that no earlier file had. */
  added: number;
  /** Lines that were here before this import and did not wait in this file. */
  known: number;
  /** New lines of money that went out, which wait for nobody. */
  outgoing: number;
  /** Lines of the file that waited, or are new, and are booked now. */
  matched: number;
  /** Those that still wait. */
  unmatched: number;
}

/**
 * Imports a bank statement and matches what came in. The same file again adds nothing, and matches again
 * what waits of it; a line that an earlier file had is no second entry.
 */
export async function importStatement(
  db: Database,
  actor: Actor,
  input: { bankAccountId: string; format: StatementFormat; fileName: string; content: string },
): Promise<ImportResult> {
  const { fileName } = readInput(fileNameLimits(), input);
  const { statement, added, outgoing, waiting } = await inTransaction(db, async (tx) => {
    const account = await accountFor(tx, actor, "importStatement", input.bankAccountId);
    const { format, content } = input;
    const fileHash = sha256(content);
    await tx.$queryRaw`SELECT 1 FROM "BankAccount" WHERE id = ${account.id}::uuid FOR UPDATE`;
    const where = { bankAccountId_fileHash: { bankAccountId: account.id, fileHash } };
    const before = await tx.bankStatement.findUnique({ where });
    if (before)
      return { statement: before, added: 0, outgoing: 0, waiting: await waitingOf(tx, before.id) };
    const lines = linesOf(format, content, account);
    const id = newId();
    const importedAt = await now(tx);
    const file = { bankAccountId: account.id, format, fileName, fileHash, lines: lines.length };
    const statement = await tx.bankStatement.create({ data: { id, ...file, importedAt } });
    const { count } = await tx.statementEntry.createMany({
      data: fingerprinted(lines).map(({ bookedOn, ...entry }) => ({
        ...entry,
        id: newId(),
        bankAccountId: account.id,
        statementId: id,
        bookedOn: toColumn(bookedOn),
        ...(entry.direction === "CREDIT"
          ? { unmatchedReason: "NOTHING_FITS" as const }
          : { state: "IGNORED" as const, note: "debit" }),
      })),
      skipDuplicates: true,
    });
    Audit.append(tx, {
      stream: paymentStream(account.providerId),
      actor: actorName(actor),
      action: "statement.imported",
      subjectType: "BankStatement",
      subjectId: id,
      after: { fileHash, added: count },
    });
    const waiting = await waitingOf(tx, id);
    return { statement, added: count, outgoing: count - waiting.length, waiting };
  });
  const { matched, unmatched } = await matchEntries(db, waiting);
  const { id: statementId, lines } = statement;
  const known = lines - outgoing - matched - unmatched;
  return { statementId, lines, added, known, outgoing, matched, unmatched };
}

/** What waits of a statement, from the oldest. */
async function waitingOf(tx: Transaction, statementId: string): Promise<string[]> {
  const entries = await tx.statementEntry.findMany({
    where: { statementId, state: "UNMATCHED" },
    select: { id: true },
    orderBy: [{ bookedOn: "asc" }, { id: "asc" }],
  });
  return entries.map(({ id }) => id);
}

function linesOf(
  format: StatementFormat,
  content: string,
  account: { number: string; mapping: { mapping: unknown } | null },
): StatementLine[] {
  if (format === "CSV" && !account.mapping) throw new DomainError("STATE", texts.noMapping);
  const lines =
    format === "CSV"
      ? readCsv(content, account.mapping?.mapping as CsvMapping)
      : readCamt(content, account.number);
  if (lines.length > maxLines) throw unreadable(maxLines + 1, `at most ${maxLines} lines`);
  return lines;
}

/** Matches entries that wait, each in its own transaction. Those that somebody closed meanwhile are neither. */
async function matchEntries(db: Database, ids: readonly string[]) {
  const outcome = { MATCHED: 0, UNMATCHED: 0, IGNORED: 0 };
  for (const id of ids) outcome[await inTransaction(db, (tx) => matchEntry(tx, id))] += 1;
  return { matched: outcome.MATCHED, unmatched: outcome.UNMATCHED };
}

/** An entry that waits, locked, for an operation of the account's provider. */
async function lockEntry(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  input: { id: string; expectedVersion: number },
) {
  await tx.$queryRaw`SELECT 1 FROM "StatementEntry" WHERE id = ${input.id}::uuid FOR UPDATE`;
  const where = { where: { id: input.id }, include: { bankAccount: true } };
  const entry = found(await tx.statementEntry.findUnique(where), "statement entry");
  await admit(tx, actor, operation, entry.bankAccount);
  sameVersion(entry.version, input.expectedVersion);
  if (entry.state !== "UNMATCHED" || entry.direction !== "CREDIT") throw stateError(entry.state);
  return entry;
}

/** Says whose money an entry is that matched nothing by itself, and which invoice it is for first. */
export async function matchStatementEntry(
  db: Database,
  actor: Actor,
  input: {
    id: string;
    institutionId: string;
    invoiceId?: string | null;
    expectedVersion: number;
    idempotencyKey: string;
  },
) {
  readInput(keyLimits(), input);
  const { idempotencyKey: key, ...facts } = input;
  return inTransaction(db, async (tx) => {
    const by = { actor: actorName(actor), operation: "matchStatementEntry", key, input: facts };
    await once(tx, by, async () => {
      const entry = await lockEntry(tx, actor, "matchStatementEntry", input);
      const { providerId } = entry.bankAccount;
      const parties = { providerId, institutionId: input.institutionId };
      found(await tx.institution.findUnique({ where: { id: input.institutionId } }), "institution");
      if (input.invoiceId) await ownInvoice(tx, input.invoiceId, parties);
      const match = { ...parties, reason: "MANUAL" as const, invoiceId: input.invoiceId ?? null };
      const paymentId = await bookEntry(tx, { ...entry, providerId }, match);
      Audit.append(tx, {
        stream: paymentStream(providerId),
        actor: actorName(actor),
        action: "statement.matched",
        subjectType: "StatementEntry",
        subjectId: entry.id,
        after: { paymentId, institutionId: input.institutionId },
      });
      return entry.id;
    });
    return tx.statementEntry.findUniqueOrThrow({ where: { id: input.id } });
  });
}

/** Closes an entry that is no payment of a customer, with the reason. */
export async function ignoreStatementEntry(
  db: Database,
  actor: Actor,
  input: { id: string; reason: string; expectedVersion: number },
) {
  const { reason } = readInput(reasonLimits(), input);
  return inTransaction(db, async (tx) => {
    const entry = await lockEntry(tx, actor, "ignoreStatementEntry", input);
    const ignored = await tx.statementEntry.update({
      where: { id: entry.id },
      data: { state: "IGNORED", note: reason, version: { increment: 1 } },
    });
    Audit.append(tx, {
      stream: paymentStream(entry.bankAccount.providerId),
      actor: actorName(actor),
      action: "statement.ignored",
      subjectType: "StatementEntry",
      subjectId: entry.id,
      after: { reason },
    });
    return ignored;
  });
}
