import { forgetSignIns } from "@winner/core/identity/index.ts";
import { createVault } from "@winner/core/kernel/secret.ts";
import { countParked, deliver, forgetMails, type Mail } from "@winner/core/notification/index.ts";
import { Resource } from "sst";
import { openLinkedDatabase } from "../cloud/database.ts";
import { openLinkedGateways } from "../cloud/gateway.ts";
import { job } from "../cloud/job.ts";
import { measure } from "../cloud/log.ts";
import { sendMail } from "../cloud/mail.ts";
import { createLinks } from "../http/link.ts";
import { createPaymentWays } from "../payment/payment-ways.ts";
import { deliverBilling } from "./billing-delivery.ts";
import { createWebhookSender } from "./webhook-send.ts";

const db = openLinkedDatabase();
const baseUrl = (process.env.DOWNLOAD_URL ?? "").replace(/\/$/, "");
const billing = {
  db,
  baseUrl,
  links: createLinks(baseUrl, Resource.LinkSecret.value),
  vault: createVault(Resource.VaultKey.value),
  sendWebhook: createWebhookSender({ allowPrivate: false }),
  ensurePaymentWays: createPaymentWays(db, openLinkedGateways()),
};

/**
 * Runs every minute: renders what billing issued and tells partners of it, sends the mails that are due, and deletes mails
 * that were delivered long ago and sign-ins that are over.
 */
export const handler = job("notifications", async () => {
  const documents = await deliverBilling(billing);
  const mails = await deliver<Mail>(db, "MAIL", ({ payload }) =>
    sendMail({ from: Resource.Mail.sender, ...payload }),
  );
  const forgotten = (await forgetMails(db)) + (await forgetSignIns(db));
  measure({ ParkedMessages: { value: await countParked(db), unit: "Count" } });
  return { documents, ...mails, forgotten };
});
