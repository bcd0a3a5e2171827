/**
 * What a provider's program does: signs a person in, previews another tier, and asks for a way to pay an invoice.
 *
 *     npm run example:provider        against `npm start`, whose terminal shows the code
 */
import { createInterface } from "node:readline/promises";
// In a project of your own: from "@winner/client".
import {
  allNodes,
  ChangeTierDocument,
  type Client,
  createClient,
  InvoicesDocument,
  payloadOf,
  RefusedError,
  RequestPaymentDocument,
  SubscriptionsDocument,
  signIn,
} from "../src/index.ts";

const url = process.env.WINNER_URL ?? "http://localhost:4000/graphql";
const email = process.env.WINNER_EMAIL ?? "provider@demo.winner.id";

const token = await signIn({ origin: new URL(url).origin, email, readCode });
const client = createClient({ url, token, language: "en" });
await previewTier(client);
await requestPayment(client);

/** Opens the terminal only now, so that a code which is there already is not missed. */
async function readCode(): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const code = await terminal.question(`The code sent to ${email}: `);
  terminal.close();
  return code;
}

/** What the next tier would cost the first active subscription that has another. Nothing is changed. */
async function previewTier(client: Client): Promise<void> {
  const subscriptions = allNodes(
    async (after) =>
      (await client.request(SubscriptionsDocument, { first: 50, after })).subscriptions,
  );
  for await (const { id, version, state, institution, tier, plan } of subscriptions) {
    const other = plan.tiers.find((one) => one.id !== tier.id);
    if (state !== "ACTIVE" || !other) continue;
    const input = {
      id,
      tierId: other.id,
      expectedVersion: version,
      preview: true,
      idempotencyKey: `preview ${id}`,
    };
    const { changeTier } = await client.request(ChangeTierDocument, { input });
    try {
      const { change } = payloadOf(changeTier);
      console.log(
        `${institution.name}, ${tier.name} to ${other.name}: ${change.kind} on ${change.effectiveOn}, Rp${change.total}`,
      );
    } catch (error) {
      // A refusal has a code for programs and a message for people.
      if (!(error instanceof RefusedError)) throw error;
      console.log(`${institution.name}: ${error.code}, ${error.message}`);
    }
    return;
  }
}

/** A virtual account for the newest invoice that is open. */
async function requestPayment(client: Client): Promise<void> {
  const { invoices } = await client.request(InvoicesDocument, {
    first: 1,
    filter: { state: "OPEN" },
  });
  const [invoice] = invoices?.edges ?? [];
  if (!invoice) return console.log("Nothing is open.");
  const { id, number, open, verificationCode } = invoice.node;
  console.log(`${number}: Rp${open} open, verification code ${verificationCode}`);
  // The key names the deed, not the attempt: however often this is sent, there is one request.
  const idempotencyKey = `example ${id}`;
  const { requestPayment } = await client.request(RequestPaymentDocument, {
    input: { invoiceId: id, idempotencyKey, method: "VIRTUAL_ACCOUNT", bank: "BRI" },
  });
  const { request } = payloadOf(requestPayment);
  console.log(
    `Pay Rp${request.amount} to ${request.bank} ${request.accountNumber} until ${request.expiresAt}`,
  );
}
