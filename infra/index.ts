import "./agreement.ts";
import "./dunning.ts";
import "./billing.ts";
import "./migrate.ts";
import "./notification.ts";
import "./training.ts";

export { url } from "./api.ts";
export { webhookUrl } from "./payment.ts";
