import "./agreement.ts";
import "./migrate.ts";
import "./notification.ts";

export { url } from "./api.ts";
export { webhookUrl } from "./payment.ts";
