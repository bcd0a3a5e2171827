import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";

const client = new SESv2Client();

/** Sends a plain text by SES. */
export async function sendMail(mail: {
  from: string;
  to: string;
  subject: string;
  text: string;
}): Promise<void> {
  await client.send(
    new SendEmailCommand({
      FromEmailAddress: mail.from,
      Destination: { ToAddresses: [mail.to] },
      Content: {
        Simple: { Subject: { Data: mail.subject }, Body: { Text: { Data: mail.text } } },
      },
    }),
  );
}
