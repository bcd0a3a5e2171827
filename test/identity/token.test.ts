import { createTokens } from "@winner/functions/auth/token.ts";
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTVerifyGetKey, SignJWT } from "jose";
import { afterEach, expect, test, vi } from "vitest";

const { privateKey, publicKey } = await generateKeyPair("EdDSA");
const set = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), alg: "EdDSA" }] });
let asked = 0;
let trusted = true;
const keys: JWTVerifyGetKey = async (header, token) => {
  asked += 1;
  if (!trusted) throw new Error("the key was taken away");
  return set(header, token);
};
const sign = (seconds: number, sub = "person") =>
  new SignJWT({})
    .setProtectedHeader({ alg: "EdDSA" })
    .setSubject(sub)
    .setAudience("winner")
    .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
    .sign(privateKey);

afterEach(() => {
  vi.useRealTimers();
  asked = 0;
  trusted = true;
});

test("a token is verified once a minute, and then again with the keys of that time", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-01-01T00:00:00Z") });
  const verify = createTokens(keys);
  const token = await sign(300);
  for (let time = 0; time < 3; time += 1) expect((await verify(token)).sub).toBe("person");
  expect(asked).toBe(1);
  trusted = false;
  vi.setSystemTime(new Date("2026-01-01T00:00:59Z"));
  await verify(token);
  vi.setSystemTime(new Date("2026-01-01T00:01:00Z"));
  await expect(verify(token)).rejects.toThrow("taken away");
});

test("a token is good no longer than it says, also within its minute", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-01-01T00:00:00Z") });
  const verify = createTokens(keys);
  const token = await sign(20);
  await verify(token);
  vi.setSystemTime(new Date("2026-01-01T00:00:20Z"));
  await expect(verify(token)).rejects.toThrow(/exp/);
});

test("what is not good is not remembered, and another's token is another", async () => {
  const verify = createTokens(keys);
  const token = await sign(300);
  const forged = `${token.slice(0, -8)}AAAAAAAA`;
  await verify(token);
  await expect(verify(forged)).rejects.toThrow();
  await expect(verify(forged)).rejects.toThrow();
  expect((await verify(await sign(300, "other"))).sub).toBe("other");
});

test("no more tokens are kept than there are places", async () => {
  const verify = createTokens(keys);
  const first = await sign(300, "first");
  await verify(first);
  for (let number = 0; number < 1000; number += 1) await verify(await sign(300, `p${number}`));
  asked = 0;
  await verify(first);
  expect(asked).toBe(1);
});
