import {
  EntryDirection,
  EntryState,
  MatchReason,
  StatementFormat,
  UnmatchedReason,
} from "@winner/core/database/index.ts";
import { fromColumn } from "@winner/core/kernel/local-date.ts";
import * as Payments from "@winner/core/payment/index.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { mutation, query } from "./operation.ts";
import { Payment } from "./payment.ts";

const FormatEnum = builder.enumType(StatementFormat, {
  name: "StatementFormat",
  description: "CSV as the account's mapping says, or CAMT.053 (ISO 20022).",
});
const DirectionEnum = builder.enumType(EntryDirection, {
  name: "EntryDirection",
  description: "CREDIT is money that came in.",
});
const StateEnum = builder.enumType(EntryState, {
  name: "StatementEntryState",
  description: "UNMATCHED ones wait for a person.",
});
const ReasonEnum = builder.enumType(MatchReason, {
  name: "EntryMatchReason",
  description: "By what an entry was recognised.",
});
const UnmatchedEnum = builder.enumType(UnmatchedReason, {
  name: "EntryUnmatchedReason",
  description: "Why an entry waits for a person.",
});

const Entry = builder.prismaNode("StatementEntry", {
  description: "A line of a bank statement.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({
    id,
    bankAccount: { provider: Payments.visibleProviders(actor, "statementEntries") },
  }),
  select: { id: true },
  fields: (t) => ({
    bankAccountId: t.id({
      description: "The account.",
      select: { bankAccountId: true },
      resolve: (row) => globalId("BankAccount", row.bankAccountId),
    }),
    bookedOn: t.field({
      type: "LocalDate",
      description: "When the bank booked it.",
      select: { bookedOn: true },
      resolve: (row) => fromColumn(row.bookedOn),
    }),
    direction: t.expose("direction", { type: DirectionEnum, description: "In or out." }),
    amount: t.expose("amount", { type: "Rupiah", description: "How much." }),
    description: t.exposeString("description", { description: "As the bank wrote it." }),
    state: t.expose("state", { type: StateEnum, description: "What became of it." }),
    matchReason: t.expose("matchReason", {
      type: ReasonEnum,
      nullable: true,
      description: "By what it was recognised.",
    }),
    unmatchedReason: t.expose("unmatchedReason", {
      type: UnmatchedEnum,
      nullable: true,
      description: "Why it waits.",
    }),
    note: t.exposeString("note", { nullable: true, description: "Why it was ignored." }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
    payments: t.relation("payments", {
      type: Payment,
      description: "What was booked of it; more than one when the first was taken back.",
      query: { orderBy: { id: "asc" }, take: 100 },
    }),
  }),
});

builder.prismaObjectField("BankAccount", "id", (t) =>
  t.id({
    description: "For requestTransferCode and importStatement.",
    resolve: (row) => globalId("BankAccount", row.id),
  }),
);

builder.queryField("statementEntries", (t) =>
  t.prismaConnection({
    type: Entry,
    cursor: "id",
    nullable: true,
    args: { state: t.arg({ type: StateEnum, description: "UNMATCHED is the queue." }) },
    description: "Lines of the bank statements that you may see, the newest first.",
    resolve: (select, _root, { state }, context) =>
      query("statementEntries", context, () =>
        context.db.statementEntry.findMany({
          ...select,
          where: {
            bankAccount: {
              provider: Payments.visibleProviders(context.actor, "statementEntries"),
            },
            ...(state && { state }),
          },
          orderBy: { id: "desc" },
        }),
      ),
  }),
);

mutation("setStatementMapping", {
  description: "Sets how the CSV files of a bank account are read; see docs/payments.md.",
  input: (t) => ({
    bankAccountId: t.id({ required: true }),
    mapping: t.field({ type: "JSON", required: true }),
    expectedVersion: t.int({ description: "When there is one already." }),
  }),
  run: ({ db, actor }, input) =>
    Payments.setStatementMapping(db, actor, {
      ...input,
      bankAccountId: localId("BankAccount", input.bankAccountId),
    }),
  payload: (t) => ({ version: t.exposeInt("version") }),
});

mutation("importStatement", {
  description: "Imports a bank statement and matches what came in. The same file adds nothing.",
  input: (t) => ({
    bankAccountId: t.id({ required: true }),
    format: t.field({ type: FormatEnum, required: true }),
    fileName: t.string({ required: true }),
    content: t.string({ required: true, description: "The text of the file." }),
  }),
  run: ({ db, actor }, input) =>
    Payments.importStatement(db, actor, {
      ...input,
      bankAccountId: localId("BankAccount", input.bankAccountId),
    }),
  payload: (t) => ({
    lines: t.exposeInt("lines", {
      description: "Lines of the file: known, outgoing, matched and unmatched, each line in one.",
    }),
    added: t.exposeInt("added"),
    known: t.exposeInt("known", {
      description:
        "Lines that were here before: an earlier file had them, or the same file comes again and they do not wait any more.",
    }),
    outgoing: t.exposeInt("outgoing", {
      description: "New lines of money that went out; they wait for nobody.",
    }),
    matched: t.exposeInt("matched"),
    unmatched: t.exposeInt("unmatched"),
  }),
});

mutation("matchStatementEntry", {
  description: "Says whose money an entry is, and for which invoice first.",
  input: (t) => ({
    id: t.id({ required: true }),
    institutionId: t.id({ required: true }),
    invoiceId: t.id(),
    expectedVersion: t.int({ required: true }),
    idempotencyKey: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Payments.matchStatementEntry(db, actor, {
      ...input,
      id: localId("StatementEntry", input.id),
      institutionId: localId("Institution", input.institutionId),
      invoiceId: input.invoiceId ? localId("Invoice", input.invoiceId) : null,
    }),
  payload: (t) => ({ entry: t.field({ type: Entry, resolve: (row) => row }) }),
});

mutation("ignoreStatementEntry", {
  description: "Closes an entry that is no payment of a customer.",
  input: (t) => ({
    id: t.id({ required: true }),
    reason: t.string({ required: true }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Payments.ignoreStatementEntry(db, actor, {
      ...input,
      id: localId("StatementEntry", input.id),
    }),
  payload: (t) => ({ entry: t.field({ type: Entry, resolve: (row) => row }) }),
});
