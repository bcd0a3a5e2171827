import type { Database } from "@winner/core/database/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { line } from "@winner/core/kernel/input.ts";
import { createLimiter } from "@winner/core/rate-limit/index.ts";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError } from "better-auth/api";
import { emailOTP, jwt } from "better-auth/plugins";
import * as z from "zod";
import { defaultRates } from "../graphql/limits.ts";
import { addressDigest } from "../http/address.ts";
import { limitSignIn } from "./sign-in-limit.ts";
import { audience } from "./token.ts";

export interface AuthOptions {
  db: Database;
  baseUrl: string;
  secret: string;
  /** Brings a one-time code to its reader. */
  sendCode(email: string, code: string): Promise<void>;
  /** Sites, besides this one, whose pages may sign in. */
  origins?: readonly string[];
  /** Hears why an attempt could not be counted. */
  onUncounted?: (error: unknown) => void;
}

/** What people say of themselves, who may be nameless: shown to others, and so like every other name. */
const personLimits = z.looseObject({
  name: z.union([z.literal(""), line()]).optional(),
  image: line(2000).nullish(),
});

async function checkPerson(said: object): Promise<void> {
  if (personLimits.safeParse(said).success) return;
  throw new APIError("BAD_REQUEST", {
    code: "BAD_NAME",
    message: "A name is one line of at most 200 characters, and a picture a link.",
  });
}

/**
 * Sign-in by a one-time code sent by e-mail; there are no passwords. A session then gives JWTs of
 * five minutes, which say who it is and no more, so that GraphQL needs no session look-up.
 */
export function createAuth({
  db,
  baseUrl,
  secret,
  sendCode,
  origins = [],
  onUncounted = console.error,
}: AuthOptions) {
  const auth = betterAuth({
    baseURL: baseUrl,
    basePath: "/auth",
    secret,
    database: prismaAdapter(db, { provider: "postgresql" }),
    advanced: {
      database: { generateId: () => newId() },
      // Kept nowhere; who counts attempts sees it before.
      ipAddress: { disableIpTracking: true },
    },
    trustedOrigins: [...origins],
    telemetry: { enabled: false },
    databaseHooks: {
      user: { create: { before: checkPerson }, update: { before: checkPerson } },
    },
    rateLimit: { enabled: false },
    plugins: [
      emailOTP({
        otpLength: 6,
        expiresIn: 300,
        allowedAttempts: 3,
        storeOTP: "hashed",
        sendVerificationOTP: ({ email, otp }) => sendCode(email, otp),
      }),
      jwt({
        jwt: {
          issuer: baseUrl,
          audience,
          expirationTime: "5m",
          getSubject: ({ user }) => user.id,
          definePayload: () => ({}), // no name and no address
        },
      }),
    ],
  });
  const handler = limitSignIn(auth.handler, {
    limiter: createLimiter(db, onUncounted),
    rates: defaultRates,
    digest: addressDigest(secret),
    origins: [new URL(baseUrl).origin, ...origins],
  });
  return { api: auth.api, handler };
}

export type Auth = ReturnType<typeof createAuth>;
