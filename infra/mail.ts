import { mailSender } from "./secret.ts";

/** Sends sign-in codes. */
export const mail = new sst.aws.Email("Mail", { sender: mailSender.value });
