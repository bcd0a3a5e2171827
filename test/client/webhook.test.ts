import { signWebhook } from "@winner/core/billing/index.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readWebhook } from "../../packages/client/src/index.ts";

const at = new Date("2026-02-01T03:00:00Z");
const second = at.getTime() / 1000;
const event = {
  id: "0192",
  kind: "INVOICE_PAID",
  subjectId: "SW52b2ljZTo",
  at: at.toISOString(),
  detail: { number: "KG/INV/2026/000001" },
};

test("what the server signs is read, and nothing else", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.json(), fc.nat(), (secret, body, place) => {
      const header = signWebhook(secret, second, body);
      expect(readWebhook(secret, header, body, at)).toEqual(JSON.parse(body));
      expect(readWebhook(`${secret}x`, header, body, at)).toBeUndefined();
      expect(readWebhook(secret, header, `${body} `, at)).toBeUndefined();
      const index = place % header.length;
      const changed =
        header.slice(0, index) + (header[index] === "0" ? "1" : "0") + header.slice(index + 1);
      expect(readWebhook(secret, changed, body, at)).toBeUndefined();
    }),
  );
});

test("an old message, one of the future and one without a signature are refused", () => {
  const body = JSON.stringify(event);
  const header = signWebhook("secret", second, body);
  const read = (seconds: number) =>
    readWebhook("secret", header, body, new Date(at.getTime() + seconds * 1000));
  expect(read(300)).toEqual(event);
  expect(read(-300)).toEqual(event);
  expect(read(301)).toBeUndefined();
  expect(read(-301)).toBeUndefined();
  for (const none of [null, undefined, "", "t=1", "v1=abc"])
    expect(readWebhook("secret", none, body, at)).toBeUndefined();
});
