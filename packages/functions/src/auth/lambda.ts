import { Resource } from "sst";
import { openLinkedDatabase } from "../cloud/database.ts";
import { sendMail } from "../cloud/mail.ts";
import { serve } from "../cloud/serve.ts";
import { createAuth } from "./auth.ts";

const auth = createAuth({
  db: openLinkedDatabase(),
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

export const handler = serve("auth", (request) => auth.handler(request));
