import * as Billing from "@winner/core/billing/index.ts";
import { NumberedDocument } from "@winner/core/database/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { InvoiceStateEnum } from "./invoice.ts";
import { mutation, query } from "./operation.ts";

const DocumentEnum = builder.enumType(NumberedDocument, {
  name: "NumberedDocument",
  description: "What a document of billing is.",
});

const Verified = builder.objectRef<Billing.Verified>("VerifiedDocument").implement({
  description: "What anybody who holds a document may know of it.",
  fields: (t) => ({
    document: t.expose("document", { type: DocumentEnum, description: "What it is." }),
    number: t.exposeString("number", { description: "Its number." }),
    seller: t.exposeString("seller", { description: "Who issued it." }),
    issuedOn: t.expose("issuedOn", { type: "LocalDate", description: "When." }),
    total: t.expose("total", { type: "Rupiah", description: "Its total." }),
    state: t.expose("state", {
      type: InvoiceStateEnum,
      nullable: true,
      description:
        "Where an invoice is now; one that was written off is owed, and OPEN here. A receipt is VOID when its payment was taken back.",
    }),
    genuine: t.exposeBoolean("genuine", {
      nullable: true,
      description: "Whether the given SHA-256 is that of the document as it was issued.",
    }),
  }),
});

builder.queryField("verifyDocument", (t) =>
  t.field({
    type: Verified,
    nullable: true,
    description:
      "Checks an invoice, credit note or receipt by the code on it, and its file by its SHA-256.",
    args: { code: t.arg.string({ required: true }), sha256: t.arg.string() },
    resolve: (_root, { code, sha256 }, context) =>
      query("verifyDocument", context, () => Billing.verifyDocument(context.db, code, sha256)),
  }),
);

mutation("setProviderLogo", {
  description: "Sets the mark on a provider's documents; without a JPEG its name is drawn.",
  input: (t) => ({ providerId: t.id({ required: true }), jpeg: t.string() }),
  run: async ({ db, actor }, { providerId, jpeg }) => {
    await Billing.setLogo(db, actor, { providerId: localId("Provider", providerId), jpeg });
    return { providerId };
  },
  payload: (t) => ({ providerId: t.exposeID("providerId", { description: "Whose." }) }),
});
