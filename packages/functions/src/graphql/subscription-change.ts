import type { InputFieldBuilder, InputFieldMap, InputShapeFromFields } from "@pothos/core";
import * as Billing from "@winner/core/billing/index.ts";
import {
  type SubscriptionEventKind as Kind,
  SubscriptionEventKind,
} from "@winner/core/database/index.ts";
import type { Operation } from "@winner/core/identity/index.ts";
import { fromColumn, type LocalDate } from "@winner/core/kernel/local-date.ts";
import type { Rupiah } from "@winner/core/kernel/money.ts";
import { LineKindEnum, PayerEnum } from "./billing-enum.ts";
import { builder } from "./builder.ts";
import type { Context } from "./context.ts";
import { globalId, localId } from "./global-id.ts";
import { mutation } from "./operation.ts";
import { Subscription, subscriptionId } from "./subscription.ts";

const KindEnum = builder.enumType(SubscriptionEventKind, {
  name: "SubscriptionEventKind",
  description: "What happened to a subscription.",
});
const DocumentEnum = builder.enumType("ChangeDocumentKind", {
  description:
    "A draft invoice, a line that lessens an earlier draft, or a credit note (its amounts are negative).",
  values: ["INVOICE", "DRAFT_LINE", "CREDIT_NOTE"] as const,
});

const Line = builder.objectRef<Billing.ChangeLine>("ChangeLine").implement({
  description: "A line with the days that it is for.",
  fields: (t) => ({
    kind: t.expose("kind", { type: LineKindEnum, description: "What it is." }),
    description: t.exposeString("description", { description: "As on the document." }),
    unitPrice: t.expose("unitPrice", { type: "Rupiah", description: "Of all the days." }),
    days: t.exposeInt("days", { nullable: true, description: "Days that count." }),
    periodDays: t.exposeInt("periodDays", { nullable: true, description: "Of so many." }),
    amount: t.expose("amount", { type: "Rupiah", description: "What it comes to." }),
  }),
});
const Document = builder.objectRef<Billing.ChangeDocument>("ChangeDocument").implement({
  description: "Something that a change made.",
  fields: (t) => ({
    document: t.expose("document", { type: DocumentEnum, description: "What it is." }),
    documentId: t.id({
      description: "Of the invoice or of the credit note.",
      resolve: ({ document, id }) =>
        globalId(document === "CREDIT_NOTE" ? "CreditNote" : "Invoice", id),
    }),
    payer: t.expose("payer", { type: PayerEnum, description: "Whose it is." }),
    institutionId: t.id({
      description: "Who pays, or gets back.",
      resolve: (one) => globalId("Institution", one.institutionId),
    }),
    base: t.expose("base", { type: "Rupiah", description: "Before tax." }),
    tax: t.expose("tax", { type: "Rupiah", description: "PPN." }),
    total: t.expose("total", { type: "Rupiah", description: "Both." }),
    lines: t.expose("lines", { type: [Line], description: "How it comes about." }),
  }),
});

interface Told {
  kind: Kind;
  effectiveOn: LocalDate;
  documents: readonly Billing.ChangeDocument[];
}
const sum = ({ documents }: Told, part: "base" | "tax" | "total"): Rupiah =>
  documents.reduce((total, one) => total + one[part], 0n);
const Change = builder.objectRef<Told>("SubscriptionChange").implement({
  description: "A change of a subscription and what it costs or gives back.",
  fields: (t) => ({
    kind: t.expose("kind", { type: KindEnum, description: "What happened." }),
    effectiveOn: t.expose("effectiveOn", {
      type: "LocalDate",
      description: "From which day it counts.",
    }),
    documents: t.field({
      type: [Document],
      description: "What it made.",
      resolve: (change) => [...change.documents],
    }),
    base: t.field({
      type: "Rupiah",
      description: "The sum before tax; negative when it gives back.",
      resolve: (change) => sum(change, "base"),
    }),
    tax: t.field({ type: "Rupiah", description: "PPN.", resolve: (change) => sum(change, "tax") }),
    total: t.field({
      type: "Rupiah",
      description: "Both.",
      resolve: (change) => sum(change, "total"),
    }),
  }),
});

builder.prismaObjectField(Subscription, "history", (t) =>
  t.field({
    type: [Change],
    description: "What happened to it, the newest first, at most 100.",
    select: {
      events: {
        orderBy: { id: "desc" },
        take: 100,
        select: { kind: true, effectiveOn: true, detail: true },
      },
    },
    resolve: ({ events }) =>
      events.map(({ kind, effectiveOn, detail }) => ({
        kind,
        effectiveOn: fromColumn(effectiveOn),
        documents: Billing.readDocuments(detail),
      })),
  }),
);

type Types = (typeof builder)["$inferSchemaTypes"];
const common = (t: InputFieldBuilder<Types, "InputObject">) => ({
  id: t.id({ required: true }),
  expectedVersion: t.int({ required: true }),
  idempotencyKey: t.string({ required: true }),
  preview: t.boolean({
    required: true,
    defaultValue: false,
    description: "Tells what it would do, and does nothing.",
  }),
});
const own = <I extends { id: string }>(input: I): I => ({
  ...input,
  id: subscriptionId(input.id),
});

/** A mutation that changes a subscription, with what all of them take and give. */
const changing = <Fields extends InputFieldMap>(
  name: Operation,
  description: string,
  fields: (t: InputFieldBuilder<Types, "InputObject">) => Fields,
  run: (
    context: Context,
    input: InputShapeFromFields<Fields & ReturnType<typeof common>>,
  ) => Promise<Billing.SubscriptionChange>,
) =>
  mutation(name, {
    description,
    input: (t) => ({ ...common(t), ...fields(t) }),
    run: (context, input) => run(context, own(input as never)),
    payload: (t) => ({
      change: t.field({ type: Change, resolve: (row) => row }),
      subscription: t.field({
        type: Subscription,
        nullable: true,
        description: "As it is now; none in a preview.",
        resolve: (row) => (row.preview ? null : row.subscription),
      }),
    }),
  });

changing(
  "changeTier",
  "Changes the tier: a dearer one counts today, with credit and charge by days; a cheaper one from the next period.",
  (t) => ({
    tierId: t.id({ description: "The new tier." }),
    scale: t.int({
      description:
        "Or the new scale, which decides it. Neither: the institution's as recorded for today.",
    }),
  }),
  ({ db, actor }, input) =>
    Billing.changeTier(db, actor, {
      ...input,
      tierId: input.tierId ? localId("Tier", input.tierId) : null,
    }),
);
changing(
  "pauseSubscription",
  "Pauses from a day on; the days that are billed and not used are credited.",
  (t) => ({ from: t.field({ type: "LocalDate", description: "Today, unless given." }) }),
  ({ db, actor }, input) => Billing.pauseSubscription(db, actor, input),
);
changing(
  "resumeSubscription",
  "Resumes from a day on; the run bills from it, and the anchor stays.",
  (t) => ({ on: t.field({ type: "LocalDate", description: "Today, unless given." }) }),
  ({ db, actor }, input) => Billing.resumeSubscription(db, actor, input),
);
changing(
  "cancelSubscription",
  "Ends a subscription on a day; days that are billed and not used are credited.",
  (t) => ({
    on: t.field({
      type: "LocalDate",
      description: "First day that is not served; unless given, the end of what is billed.",
    }),
  }),
  ({ db, actor }, input) => Billing.cancelSubscription(db, actor, input),
);
changing(
  "withdrawCancellation",
  "Takes back a cancellation that is still to come.",
  () => ({}),
  ({ db, actor }, input) => Billing.withdrawCancellation(db, actor, input),
);
changing(
  "setSponsor",
  "Sets who pays which part of the invoices, from the first day that is not billed.",
  (t) => ({
    sponsorId: t.id({ description: "None ends it." }),
    sponsorBasisPoints: t.int({ description: "Which part, in 1/10,000." }),
  }),
  ({ db, actor }, input) =>
    Billing.setSponsor(db, actor, {
      ...input,
      sponsorId: input.sponsorId ? localId("Institution", input.sponsorId) : null,
    }),
);
changing(
  "setDiscount",
  "Redeems a coupon for a subscription, or ends its discount, from the first day that is not billed.",
  (t) => ({ couponCode: t.string({ description: "None ends it." }) }),
  ({ db, actor }, input) => Billing.setDiscount(db, actor, input),
);
