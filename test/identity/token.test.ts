import type { Grant } from "@winner/core/identity/index.ts";
import { createTokens } from "@winner/functions/auth/token.ts";
import {
  createLocalJWKSet,
  errors,
  exportJWK,
  generateKeyPair,
  type JWTVerifyGetKey,
  SignJWT,
} from "jose";
import { afterEach, expect, test, vi } from "vitest";

const { privateKey, publicKey } = await generateKeyPair("EdDSA");
const set = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), alg: "EdDSA" }] });
let asked = 0;
let trusted = true;
let roles: Grant[] = [];
const keys: JWTVerifyGetKey = async (header, token) => {
  asked += 1;
  if (!trusted) throw new errors.JWKSNoMatchingKey();
  return set(header, token);
};
const sign = (seconds: number, sub = "person", claims = {}) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: "EdDSA" })
    .setSubject(sub)
    .setAudience("winner")
    .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
    .sign(privateKey);

const grantsOf = async () => roles;

afterEach(() => {
  vi.useRealTimers();
  asked = 0;
  trusted = true;
  roles = [];
});

test("a token is verified once a minute, and then again with the keys of that time", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-01-01T00:00:00Z") });
  const bearerOf = createTokens(keys, grantsOf);
  const token = await sign(300);
  for (let time = 0; time < 3; time += 1) expect((await bearerOf(token))?.userId).toBe("person");
  expect(asked).toBe(1);
  trusted = false;
  vi.setSystemTime(new Date("2026-01-01T00:00:59Z"));
  await bearerOf(token);
  vi.setSystemTime(new Date("2026-01-01T00:01:00Z"));
  expect(await bearerOf(token)).toBeUndefined();
});

test("a token is good no longer than it says, also within its minute", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-01-01T00:00:00Z") });
  const bearerOf = createTokens(keys, grantsOf);
  const token = await sign(20);
  await bearerOf(token);
  vi.setSystemTime(new Date("2026-01-01T00:00:20Z"));
  expect(await bearerOf(token)).toBeUndefined();
});

test("what is not good is not remembered, and another's token is another", async () => {
  const bearerOf = createTokens(keys, grantsOf);
  const token = await sign(300);
  const forged = `${token.slice(0, -8)}AAAAAAAA`;
  await bearerOf(token);
  expect(await bearerOf(forged)).toBeUndefined();
  expect(await bearerOf(forged)).toBeUndefined();
  expect((await bearerOf(await sign(300, "other")))?.userId).toBe("other");
});

test("no more tokens are kept than there are places", async () => {
  const bearerOf = createTokens(keys, grantsOf);
  const first = await sign(300, "first");
  await bearerOf(first);
  for (let number = 0; number < 1000; number += 1) await bearerOf(await sign(300, `p${number}`));
  asked = 0;
  await bearerOf(first);
  expect(asked).toBe(1);
});

test("roles are those of the last minute, whatever the token says", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-01-01T00:00:00Z") });
  const bearerOf = createTokens(keys, grantsOf);
  const token = await sign(300, "person", { grants: [{ role: "ADMINISTRATOR" }] });
  expect((await bearerOf(token))?.grants).toEqual([]);
  roles = [{ role: "JUDGE" }];
  vi.setSystemTime(new Date("2026-01-01T00:00:59Z"));
  expect((await bearerOf(token))?.grants).toEqual([]);
  vi.setSystemTime(new Date("2026-01-01T00:01:00Z"));
  expect((await bearerOf(token))?.grants).toEqual([{ role: "JUDGE" }]);
});

test("a token is not bad because the database is away, and good again once it is back", async () => {
  const away = new Error("the database is away");
  const token = await sign(300);
  const noRoles = createTokens(keys, () => Promise.reject(away));
  await expect(noRoles(token)).rejects.toBe(away);
  let back = false;
  const bearerOf = createTokens(async (...asked) => {
    if (!back) throw away;
    return keys(...asked);
  }, grantsOf);
  await expect(bearerOf(token)).rejects.toBe(away);
  back = true;
  expect((await bearerOf(token))?.userId).toBe("person");
});
