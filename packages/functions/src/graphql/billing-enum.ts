import { LineKind, Payer } from "@winner/core/database/index.ts";
import { builder } from "./builder.ts";

export const PayerEnum = builder.enumType(Payer, {
  name: "Payer",
  description: "Who has to pay: the subscriber itself, or the sponsor of a part.",
});
export const LineKindEnum = builder.enumType(LineKind, {
  name: "InvoiceLineKind",
  description: "What a line bills or takes off.",
});
