import "./agreement.ts";
import "./billing.ts";
import "./migrate.ts";
import "./notification.ts";
import "./training.ts";

export { url } from "./api.ts";
export { webhookUrl } from "./payment.ts";
