import { Resource } from "sst";
import { interactive, openLinkedDatabase } from "../cloud/database.ts";
import { log } from "../cloud/log.ts";
import { sendMail } from "../cloud/mail.ts";
import { serve } from "../cloud/serve.ts";
import { readSettings } from "../graphql/settings.ts";
import { withCors } from "../http/cors.ts";
import { createAuth } from "./auth.ts";

const { origins } = readSettings(process.env);
const auth = createAuth({
  db: openLinkedDatabase(interactive),
  origins,
  onUncounted: (error) => log.error("not counted", error),
  baseUrl: process.env.BASE_URL ?? "",
  secret: Resource.SessionSecret.value,
  sendCode: (to, code) =>
    sendMail({
      from: Resource.Mail.sender,
      to,
      subject: `${code} — Winner`,
      text: `Kode masuk Anda: ${code}. Berlaku 5 menit.\nYour sign-in code: ${code}. Valid for 5 minutes.`,
    }),
});

export const handler = serve("auth", withCors(origins, { credentials: true }, auth.handler));
