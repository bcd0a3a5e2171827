/** What a partner's endpoint does: proves a webhook, takes each event once, answers at once. */
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { readWebhook } from "../src/index.ts";

const secret = process.env.WEBHOOK_SECRET ?? "";
const taken = new Set<string>(); // in earnest: a unique column of your database

const server = createServer(async (request, response) => {
  const body = await text(request);
  const event = readWebhook(secret, request.headers["winner-signature"]?.toString(), body);
  if (!event) return response.writeHead(400).end("not proved");
  if (!taken.has(event.id)) console.log(`${event.kind} ${JSON.stringify(event.detail)}`);
  taken.add(event.id);
  response.writeHead(204).end();
});
server.listen(Number(process.env.PORT ?? 8080), () => console.log("Listening"));
