import { openDatabase } from "@winner/core/database/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { sign } from "@winner/core/kernel/secret.ts";
import { createLimiter } from "@winner/core/rate-limit/index.ts";
import { createAuth } from "@winner/functions/auth/auth.ts";
import { requestOf } from "@winner/functions/cloud/event.ts";
import { createGraphql } from "@winner/functions/graphql/handler.ts";
import { defaultRates, type Rates } from "@winner/functions/graphql/limits.ts";
import { addressOf, fromCdn } from "@winner/functions/http/address.ts";
import { withCaching } from "@winner/functions/http/cache.ts";
import { afterAll, describe, expect, test } from "vitest";
import { httpEvent } from "../infra/process.ts";
import { givePartnerKey } from "../support/partner.ts";
import { freshDatabase, openApi, role, testServices } from "../support/world.ts";

const { db, url } = await freshDatabase();
const second = openDatabase(url, 5);
afterAll(() => second.$disconnect());
const api = openApi(db);

/** So slow that nothing comes back while a test runs. */
const slow: Rates = {
  ...defaultRates,
  anonymous: { name: "anonymous", perMinute: 1, burst: 20, lease: 5 },
  user: { name: "user", perMinute: 1, burst: 40, lease: 10 },
  key: { name: "key", perMinute: 1, burst: 30, lease: 10 },
};
const failures: unknown[] = [];
const open = (database: typeof db, rates = slow) =>
  createGraphql({
    ...testServices(),
    db: database,
    keys: api.keys,
    streaming: true,
    logging: false,
    counting: {
      limiter: createLimiter(database, (error) => failures.push(error)),
      rates,
      digest: (address) => api.vault.digest(address),
      fromCdn: fromCdn("the CDN's secret"),
    },
  });
/** Two instances, each with connections and a memory of its own. */
const instances = [open(db), open(second)] as const;

const ask = (
  handle: (request: Request) => Promise<Response>,
  headers: Record<string, string> = {},
  body: unknown = { query: "{ __typename }" },
) =>
  handle(
    new Request("http://test/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    }),
  );
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const from = (address: string) => ({ "x-client-address": address });
/** How many answers of each status. */
const statuses = (answers: Response[]): Record<number, number> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(answers, ({ status }) => status)).map(([status, all]) => [
      status,
      all?.length ?? 0,
    ]),
  );

describe("GraphQL", () => {
  test("two instances let 40 of a person's 200 requests through, and others are not touched", async () => {
    const greedy = await api.person();
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        ask(index % 2 ? instances[0] : instances[1], {
          ...bearer(greedy.token),
          ...from(`10.0.0.${index}`),
        }),
      ),
    );
    const { 200: through = 0, 429: refused = 0 } = statuses(answers);
    expect(through + refused).toBe(200);
    expect(through).toBeLessThanOrEqual(40);
    expect(through).toBeGreaterThanOrEqual(31);
    const other = await api.person();
    for (const instance of instances)
      expect((await ask(instance, { ...bearer(other.token), ...from("10.0.0.1") })).status).toBe(
        200,
      );
    expect((await ask(instances[0], from("10.0.0.1"))).status).toBe(200);
  });

  test("a refusal says when to come again, and any answer what is left", async () => {
    const person = await api.person();
    const first = await ask(instances[0], bearer(person.token));
    expect(first.headers.get("ratelimit-policy")).toBe('"user";q=40;w=2400');
    expect(first.headers.get("ratelimit")).toMatch(/^"user";r=39;t=\d+$/);
    let last = first;
    for (let index = 0; index < 40; index += 1)
      last = await ask(instances[0], bearer(person.token));
    expect(last.status).toBe(429);
    const wait = Number(last.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(60);
    expect(last.headers.get("ratelimit")).toBe(`"user";r=0;t=${wait}`);
    expect((await last.json()).errors[0].extensions).toMatchObject({
      code: "RATE_LIMITED",
      retryAfter: wait,
    });
  });

  test("the anonymous are counted by address, of IPv6 by the network, and not by what they claim", async () => {
    const spoofing = (index: number) =>
      requestOf({
        ...httpEvent(
          "POST",
          "/graphql",
          { query: "{ __typename }" },
          {
            "x-forwarded-for": `1.2.3.${index}`,
            forwarded: `for=1.2.3.${index}`,
            "x-client-address": `1.2.3.${index}`,
            "x-real-ip": `1.2.3.${index}`,
          },
        ),
      } as never);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        (index % 2 ? instances[0] : instances[1])(spoofing(index)),
      ),
    );
    expect(statuses(answers)[200]).toBeLessThanOrEqual(20);
    const network = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        ask(instances[0], from(`2001:db8:0:7:${index.toString(16)}::1`)),
      ),
    );
    expect(statuses(network)[200]).toBeLessThanOrEqual(20);
    expect((await ask(instances[0], from("2001:db8:0:8::1"))).status).toBe(200);
  });

  test("addresses are not kept, only what is made of them with a key", async () => {
    await ask(instances[0], from("198.51.100.77"));
    const kept = JSON.stringify(await db.rateBucket.findMany({ select: { key: true } }));
    expect(kept).not.toContain("198.51.100");
    expect(kept).toContain(api.vault.digest("198.51.100.77"));
  });

  test("the CDN's readers are counted by themselves, and nobody else passes for the CDN", async () => {
    const rates = { ...slow, cdn: { name: "cdn", perMinute: 1, burst: 60, lease: 10 } };
    const graphql = open(db, rates);
    const asked = async (secret: string) =>
      statuses(
        await Promise.all(
          Array.from({ length: 50 }, () =>
            ask(graphql, { ...from("192.0.2.50"), "x-winner-cdn": sign(secret, "cdn") }),
          ),
        ),
      );
    expect((await asked("another secret"))[200]).toBeLessThanOrEqual(20);
    expect(await asked("the CDN's secret")).toEqual({ 200: 50 });
    const kept = new Request("http://test/graphql?query={__typename}", {
      headers: { ...from("192.0.2.50"), "x-winner-cdn": sign("the CDN's secret", "cdn") },
    });
    const answer = await withCaching(kept, await graphql(kept));
    expect(answer.headers.get("cache-control")).toMatch(/^public/);
    // What is left to the edge is nothing for its readers.
    expect([...answer.headers.keys()].filter((name) => name.startsWith("ratelimit"))).toEqual([]);
  });

  test("keys have a rate of their own, and bad tokens are counted by address", async () => {
    const administrator = await api.person(role("ADMINISTRATOR"));
    const { secret } = await givePartnerKey(api, administrator);
    const withKey = await Promise.all(
      Array.from({ length: 60 }, () =>
        ask(instances[0], { ...bearer(secret), ...from("10.1.0.1") }),
      ),
    );
    expect(statuses(withKey)[200]).toBeLessThanOrEqual(30);
    expect(statuses(withKey)[200]).toBeGreaterThanOrEqual(21);
    const guessing = await Promise.all(
      Array.from({ length: 60 }, () =>
        ask(instances[0], { ...bearer(`wk_${newId()}`), ...from("10.1.0.2") }),
      ),
    );
    const counts = statuses(guessing);
    expect(counts[200]).toBeUndefined();
    expect(counts[401]).toBeLessThanOrEqual(20);
    expect((counts[401] ?? 0) + (counts[429] ?? 0)).toBe(60);
  });

  test("each operation of a batch is one", async () => {
    const person = await api.person();
    const batch = Array.from({ length: 10 }, () => ({ query: "{ __typename }" }));
    const answers = [];
    for (let index = 0; index < 6; index += 1)
      answers.push(await ask(instances[0], bearer(person.token), batch));
    expect(statuses(answers)[200]).toBeLessThanOrEqual(4);
    expect(statuses(answers)[200]).toBeGreaterThanOrEqual(3);
  });

  test("while counting fails everyone is let through, and it is told", async () => {
    const person = await api.person();
    const fresh = open(second);
    await db.$executeRaw`ALTER TABLE "RateBucket" RENAME TO "Away"`;
    failures.length = 0;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => ask(fresh, bearer(person.token))),
    );
    await db.$executeRaw`ALTER TABLE "Away" RENAME TO "RateBucket"`;
    expect(statuses(answers)).toEqual({ 200: 50 });
    expect(failures.length).toBeGreaterThan(0);
  });
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8::6", "2001:db8:0:0::/64"],
  ["2001:0db8:0000:0000:0001::", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
])("the address %s counts as %s", (address, network) => {
  expect(addressOf(new Request("http://test", { headers: from(address) }))).toBe(network);
});

describe("sign-in", () => {
  const sent: string[] = [];
  const instance = (database: typeof db) =>
    createAuth({
      db: database,
      baseUrl: "http://test",
      secret: "a secret of a test, long enough to be one",
      sendCode: async (email) => void sent.push(email),
    });
  const both = [instance(db), instance(second)] as const;
  const post = (index: number, path: string, body: unknown, headers: Record<string, string>) =>
    (index % 2 ? both[0] : both[1]).handler(
      new Request(`http://test/auth${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
    );
  const send = "/email-otp/send-verification-otp";
  const signIn = "/sign-in/email-otp";

  test("codes for one e-mail address are few, from wherever they are asked", async () => {
    sent.length = 0;
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        post(
          index,
          send,
          { email: index % 3 ? "victim@test.invalid" : " Victim@Test.invalid", type: "sign-in" },
          from(`10.2.0.${index}`),
        ),
      ),
    );
    expect(sent.length).toBeLessThanOrEqual(5);
    expect(statuses(answers)[429]).toBeGreaterThanOrEqual(25);
  });

  test("codes from one address are few, for whomever", async () => {
    sent.length = 0;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        post(index, send, { email: `p${index}@test.invalid`, type: "sign-in" }, from("10.3.0.1")),
      ),
    );
    expect(sent.length).toBe(5);
    expect(statuses(answers)).toEqual({ 200: 5, 429: 15 });
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await refused?.json())?.errors[0].extensions.code).toBe("RATE_LIMITED");
  });

  // Codes can be tried at more than one place.
  test.each([
    [signIn, 1],
    ["/email-otp/check-verification-otp", 2],
  ] as const)(
    "guessing the code of one person is stopped over instances and addresses: %s",
    async (path, net) => {
      const email = `guessed${net}@test.invalid`;
      await post(0, send, { email, type: "sign-in" }, from(`10.4.0.${net}`));
      const attempt = (index: number, of: string, address: string) =>
        post(
          index,
          path,
          { email: of, type: "sign-in", otp: String(100000 + index) },
          from(address),
        );
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, index) => attempt(index, email, `10.4.${net}.${index}`)),
      );
      expect(statuses(answers)[200]).toBeUndefined();
      expect(statuses(answers)[429]).toBeGreaterThanOrEqual(30);
      expect((await attempt(0, "innocent@test.invalid", `10.5.${net}.1`)).status).toBe(400);
    },
  );

  test("no address is kept", async () => {
    const kept = await db.$queryRaw`SELECT * FROM "Session"`;
    expect(JSON.stringify(kept)).not.toMatch(/10\.\d\.\d/);
    const buckets = await db.rateBucket.findMany({ select: { key: true } });
    expect(JSON.stringify(buckets)).not.toMatch(/10\.\d\.\d|@|test\.invalid/);
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "",
  ])("a form is no way to sign in: %s", async (type) => {
    const response = await both[0].handler(
      new Request(`http://test/auth${signIn}`, {
        method: "POST",
        headers: type ? { "content-type": type } : {},
        body: new TextEncoder().encode('{"email":"a@test.invalid","otp":"123456"}'),
      }),
    );
    expect(response.status).toBe(415);
  });
});
