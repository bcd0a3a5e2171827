// First: it adds to every function that is made after it.
import "./trace.ts";
import "./link.ts";
import "./agreement.ts";
import "./dunning.ts";
import "./billing.ts";
import "./notification.ts";
import "./training.ts";

export { downloadUrl, url } from "./api.ts";
export { cdnUrl } from "./cdn.ts";
// Last: it shows whatever the others have made.
export { alarmTopic } from "./monitoring.ts";
export { webhookUrl } from "./payment.ts";
