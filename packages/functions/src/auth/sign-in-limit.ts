import type { Limiter, Verdict } from "@winner/core/rate-limit/index.ts";
import * as z from "zod";
import type { Rates } from "../graphql/limits.ts";
import { addressOf } from "../http/address.ts";
import { readBody, refuse, refuseForm } from "../http/body.ts";
import { rateHeaders } from "../http/rate-header.ts";

interface SignInLimit {
  limiter: Limiter;
  rates: Rates;
  /** Makes of an address, of either kind, what may be kept of it. */
  digest(address: string): string;
  /** Sites whose pages may sign in: this one, and those of the settings. */
  origins: readonly string[];
}

const askPath = "/auth/email-otp/send-verification-otp";

const withEmail = z.object({ email: z.string().max(320) });

/**
 * Takes JSON alone, and from pages of no other site, and counts in the database, which all instances
 * share, how often codes are asked for and tried: from an address, and for an e-mail address from
 * wherever it is done. better-auth's own counter knows the address only, and keeps it in the clear.
 */
export function limitSignIn(
  handle: (request: Request) => Promise<Response>,
  { limiter, rates, digest, origins }: SignInLimit,
): (request: Request) => Promise<Response> {
  const asking = { here: rates.code, to: rates.codeTo };
  const trying = { here: rates.attempt, to: rates.attemptFor };
  return async (request) => {
    const address = digest(addressOf(request));
    const all = await limiter.take(rates.auth, address);
    if (!all.allowed) return tooMany(all);
    const origin = request.headers.get("origin");
    if (request.method !== "GET" && origin !== null && !origins.includes(origin))
      return refuse(403, "FOREIGN_ORIGIN", "Pages of this site may not sign in here.");
    const form = refuseForm(request);
    if (form) return form;
    const read = await readBody(request);
    if (read instanceof Response) return read;
    const { pathname } = new URL(request.url);
    if (!/otp/i.test(pathname)) return handle(read);
    // Whatever else takes codes of an e-mail address counts as trying one.
    const way = pathname.replace(/\/+$/, "") === askPath ? asking : trying;
    const here = await limiter.take(way.here, address);
    if (!here.allowed) return tooMany(here);
    const email = await emailOf(read);
    if (email !== undefined) {
      const to = await limiter.take(way.to, digest(email.trim().toLowerCase()));
      if (!to.allowed) return tooMany(to);
    }
    return handle(read);
  };
}

async function emailOf(request: Request): Promise<string | undefined> {
  const body: unknown = await request
    .clone()
    .json()
    .catch(() => undefined);
  const read = withEmail.safeParse(body);
  return read.success ? read.data.email : undefined;
}

const tooMany = (verdict: Verdict): Response =>
  refuse(
    429,
    "RATE_LIMITED",
    `Too many attempts. Try again in ${verdict.retryAfter} s.`,
    Object.fromEntries(rateHeaders(verdict)),
  );
