import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import {
  ChangeTierDocument,
  type ClientOptions,
  ConnectionError,
  createClient,
  payloadOf,
  RefusedError,
  RegionsDocument,
  RequestError,
  RequestPaymentDocument,
  TypedDocumentString,
} from "../../packages/client/src/index.ts";

interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: object | string;
  /** Hang up without an answer. */
  lost?: boolean;
}
interface Asked {
  headers: IncomingMessage["headers"];
  body: { query?: string; documentId?: string; variables?: Record<string, unknown> };
}

let server: Server | undefined;
afterEach(() => server?.close());

/** A server that gives these replies, one a request, and the requests that came. */
async function scripted(replies: Reply[], options: Partial<ClientOptions> = {}) {
  const asked: Asked[] = [];
  server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    asked.push({ headers: request.headers, body: JSON.parse(text) });
    const { status = 200, headers = {}, body = {}, lost } = replies.shift() ?? { status: 599 };
    if (lost) return request.socket.destroy();
    response.writeHead(status, headers);
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server?.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return { asked, client: createClient({ url: `http://localhost:${port}/graphql`, ...options }) };
}

const provinces = { data: { provinces: [] } };
const busy = (status: number): Reply => ({
  status,
  headers: { "retry-after": "0" },
  body: { errors: [{ message: "Again.", extensions: { code: "UNAVAILABLE", retryable: true } }] },
});
const payment = (idempotencyKey: string) => ({ input: { invoiceId: "1", idempotencyKey } });
const requested = {
  data: { requestPayment: { __typename: "RequestPaymentPayload", request: { id: "1" } } },
};

test("a query is sent with token and language, and a bigint as digits", async () => {
  const { client, asked } = await scripted(
    [{ body: { data: { pay: true } } }, { body: provinces }],
    {
      token: async () => "secret",
      language: "en",
    },
  );
  const pay = new TypedDocumentString<unknown, { amount: bigint }>("mutation Pay { pay }");
  await client.request(pay, { amount: 9_007_199_254_740_993n });
  await client.request(RegionsDocument);
  expect(asked[0]?.headers).toMatchObject({
    authorization: "Bearer secret",
    "accept-language": "en",
  });
  expect(asked[0]?.body.query).toBe("mutation Pay { pay }");
  expect(asked[0]?.body.variables).toEqual({ amount: "9007199254740993" });
  expect(asked[1]?.body.query).toContain("query Regions");
});

test("instead of a document its hash can be sent", async () => {
  const { client, asked } = await scripted([{ body: provinces }], { documents: "hash" });
  await client.request(RegionsDocument);
  expect(asked[0]?.body).toEqual({ documentId: RegionsDocument.__meta__?.hash });
  expect(asked[0]?.body.documentId).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test("a query is asked again while the server is busy, away or hangs up, and no more often than told", async () => {
  const { client, asked } = await scripted([
    busy(503),
    busy(429),
    { lost: true },
    { body: provinces },
  ]);
  expect(await client.request(RegionsDocument)).toEqual(provinces.data);
  expect(asked).toHaveLength(4);
  server?.close();
  const stubborn = await scripted([busy(503), busy(503), { body: provinces }], { tries: 2 });
  await expect(stubborn.client.request(RegionsDocument)).rejects.toMatchObject({
    code: "UNAVAILABLE",
    status: 503,
  });
});

test("a mutation is sent again after a lost answer only with an idempotency key, and the same one", async () => {
  const keyed = await scripted([{ lost: true }, busy(503), { body: requested }]);
  await keyed.client.request(RequestPaymentDocument, payment("rent"));
  expect(keyed.asked.map(({ body }) => body.variables)).toEqual(Array(3).fill(payment("rent")));
  server?.close();
  const bare = await scripted([{ lost: true }, { body: requested }]);
  await expect(bare.client.request(RequestPaymentDocument, payment(""))).rejects.toThrow(
    ConnectionError,
  );
  server?.close();
  // 429 is told before anything is begun, so here nothing can be done twice.
  const held = await scripted([busy(429), { body: requested }]);
  await held.client.request(RequestPaymentDocument, payment(""));
  expect(held.asked).toHaveLength(2);
});

test("a wait that is told is kept, and one that is too long is not waited for", async () => {
  const soon: Reply = { ...busy(503), headers: { "retry-after": "1" } };
  const { client } = await scripted([soon, { body: provinces }]);
  const before = performance.now();
  await client.request(RegionsDocument);
  expect(performance.now() - before).toBeGreaterThan(990);
  server?.close();
  const later: Reply = { ...busy(503), headers: { "retry-after": "3600" } };
  const patient = await scripted([later, { body: provinces }]);
  await expect(patient.client.request(RegionsDocument)).rejects.toThrow(RequestError);
});

test("errors of a request, pages of a proxy and refusals are told apart", async () => {
  const { client } = await scripted([
    { status: 401, body: { errors: [{ message: "No.", extensions: { code: "BAD_TOKEN" } }] } },
    { status: 403, body: "<html>" },
    { body: { errors: [{ message: "Hidden." }], data: { provinces: null } } },
    {
      body: {
        data: {
          changeTier: {
            __typename: "InputError",
            code: "INVALID_INPUT",
            message: "Periksa isian.",
            path: [],
            faults: [{ code: "REQUIRED", message: "Wajib.", path: ["tierId"] }],
          },
        },
      },
    },
  ]);
  const ask = () => client.request(RegionsDocument);
  await expect(ask()).rejects.toMatchObject({ code: "BAD_TOKEN", status: 401 });
  await expect(ask()).rejects.toMatchObject({ code: "HTTP_403" });
  await expect(ask()).rejects.toThrow("Hidden.");
  const { changeTier } = await client.request(ChangeTierDocument, {
    input: { id: "1", expectedVersion: 1, idempotencyKey: "k" },
  });
  expect(() => payloadOf(changeTier)).toThrow(RefusedError);
  expect(() => payloadOf(changeTier)).toThrow(
    expect.objectContaining({
      code: "INVALID_INPUT",
      kind: "InputError",
      faults: [{ code: "REQUIRED", message: "Wajib.", path: ["tierId"] }],
    }),
  );
});
