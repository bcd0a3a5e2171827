import { agreement } from "./value-agreement.ts";
import { billing } from "./value-billing.ts";
import { competition } from "./value-competition.ts";
import { incubation } from "./value-incubation.ts";
import { institution } from "./value-institution.ts";
import { judging } from "./value-judging.ts";
import { payment } from "./value-payment.ts";
import { subscription } from "./value-subscription.ts";
import { training } from "./value-training.ts";

/** What values of enums mean, by name, or by `Enum.NAME` where a name means something else. */
export const values: Readonly<Record<string, string>> = {
  ...agreement,
  ...billing,
  ...competition,
  ...incubation,
  ...institution,
  ...judging,
  ...payment,
  ...subscription,
  ...training,
};
