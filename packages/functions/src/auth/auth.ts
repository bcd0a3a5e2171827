import type { Database } from "@winner/core/database/index.ts";
import { grantsOf } from "@winner/core/identity/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { emailOTP, jwt } from "better-auth/plugins";

export const audience = "winner";

/** Set by whoever receives the connection, never believed from a client: sign-in is limited by it. */
export const addressHeader = "x-client-address";

export interface AuthOptions {
  db: Database;
  baseUrl: string;
  secret: string;
  /** Brings a one-time code to its reader. */
  sendCode(email: string, code: string): Promise<void>;
}

/**
 * Sign-in by a one-time code sent by e-mail; there are no passwords. A session then gives JWTs of
 * five minutes, which carry the roles, so that reading GraphQL needs no session look-up.
 */
export function createAuth({ db, baseUrl, secret, sendCode }: AuthOptions) {
  return betterAuth({
    baseURL: baseUrl,
    basePath: "/auth",
    secret,
    database: prismaAdapter(db, { provider: "postgresql" }),
    advanced: {
      database: { generateId: () => newId() },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    telemetry: { enabled: false },
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 60,
      max: 100,
      customRules: {
        "/email-otp/send-verification-otp": { window: 60, max: 5 },
        "/sign-in/email-otp": { window: 60, max: 10 },
      },
    },
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
          definePayload: async ({ user }) => ({ grants: await grantsOf(db, user.id) }),
        },
      }),
    ],
  });
}

export type Auth = ReturnType<typeof createAuth>;
