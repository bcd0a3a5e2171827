import { may } from "@winner/core/identity/index.ts";
import * as Subscriptions from "@winner/core/subscription/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { Institution, Warning } from "./institution.ts";
import { mutation } from "./operation.ts";

export const BillingProfile = builder.prismaObject("BillingProfile", {
  description: "How an institution is addressed on invoices.",
  select: { institutionId: true },
  fields: (t) => ({
    legalName: t.exposeString("legalName", { description: "Its name on invoices." }),
    address: t.exposeString("address", { description: "Its address on invoices." }),
    email: t.exposeString("email", { nullable: true, description: "Where invoices are sent." }),
    taxNumber: t.exposeString("taxNumber", { nullable: true, description: "NPWP, 16 digits." }),
    withholds: t.exposeBoolean("withholds", {
      description: "Whether it withholds PPh 23 when it pays.",
    }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
  }),
});

builder.prismaObjectField(Institution, "billingProfile", (t) =>
  t.field({
    type: BillingProfile,
    nullable: true,
    description: "How it is addressed on invoices. For its own staff.",
    select: (_args, _context, nested) => ({ id: true, provinceCode: true, billing: nested() }),
    resolve: ({ id, provinceCode, billing }, _args, { actor }) =>
      may(actor, "setBillingProfile", { institutionId: id, provinceCode }) ? billing : null,
  }),
);

mutation("setBillingProfile", {
  description: "Says how an institution is addressed on invoices from now on.",
  input: (t) => ({
    institutionId: t.id({ required: true }),
    legalName: t.string({ required: true }),
    address: t.string({ required: true }),
    email: t.string(),
    taxNumber: t.string({ description: "NPWP of 15 or 16 digits; kept with 16." }),
    withholds: t.boolean({ required: true, defaultValue: false }),
    expectedVersion: t.int({ description: "0 for the first." }),
  }),
  run: ({ db, actor }, input) =>
    Subscriptions.setBillingProfile(db, actor, {
      ...input,
      institutionId: localId("Institution", input.institutionId),
    }),
  payload: (t) => ({
    billingProfile: t.field({ type: BillingProfile, resolve: (row) => row.profile }),
    warnings: t.field({ type: [Warning], resolve: (row) => row.warnings }),
  }),
});
