import { deliver, type Mail } from "@winner/core/notification/index.ts";
import { Resource } from "sst";
import { openLinkedDatabase } from "../cloud/database.ts";
import { sendMail } from "../cloud/mail.ts";

const db = openLinkedDatabase();

/** Runs every minute: sends the mails that are due. */
export const handler = () =>
  deliver<Mail>(db, "MAIL", ({ payload }) => sendMail({ from: Resource.Mail.sender, ...payload }));
