import type { Database } from "@winner/core/database/index.ts";
import * as Identity from "@winner/core/identity/index.ts";
import type { Limiter, Verdict } from "@winner/core/rate-limit/index.ts";
import type { Plugin } from "graphql-yoga";
import type { Bearer } from "../auth/token.ts";
import { addressOf } from "../http/address.ts";
import { rateHeaders } from "../http/rate-header.ts";
import type { Rates } from "./limits.ts";
import { requestError } from "./request-error.ts";

/** By whom and how often requests are counted; absent, they are not. */
export interface Counting {
  limiter: Limiter;
  rates: Rates;
  /** Makes of an address what may be kept of it. */
  digest(address: string): string;
  /** Whether the CDN asks, for readers whose addresses it keeps to itself. */
  fromCdn?(request: Request): boolean;
}

/** Whose a token is; undefined when it is not good. */
type FindBearer = (token: string) => Promise<Bearer | undefined>;

/**
 * Finds out, once for a request and before anything of it is read, who asks: a person by JWT, a partner by
 * key, or nobody. A bad token is an error. Then counts it: people and partners by themselves wherever they
 * are, all others, and bad tokens, by their address; each operation of a batch is one.
 */
export function createAdmission(db: Database, bearerOf: FindBearer, counting?: Counting) {
  const actors = new WeakMap<Request, Identity.Actor>();
  const verdicts = new WeakMap<Request, Verdict>();

  async function count(request: Request, actor: Identity.Actor, operations: number) {
    if (!counting) return;
    const { limiter, rates, digest, fromCdn } = counting;
    const nameless = fromCdn?.(request) ? rates.cdn : rates.anonymous;
    const verdict =
      actor.kind === "USER"
        ? await limiter.take(rates.user, actor.id, operations)
        : actor.kind === "PARTNER"
          ? await limiter.take(rates.key, actor.keyId, operations)
          : await limiter.take(nameless, digest(addressOf(request)), operations);
    verdicts.set(request, verdict);
    if (!verdict.allowed)
      throw requestError(
        "RATE_LIMITED",
        `Too many requests. Ask again in ${verdict.retryAfter} s.`,
        { status: 429 },
        { retryAfter: verdict.retryAfter },
      );
  }

  const plugin: Plugin = {
    async onRequestParse({ request }) {
      const actor = await actorOf(request, db, bearerOf);
      if ("refusal" in actor) {
        await count(request, Identity.anonymous, 1);
        throw requestError(...actor.refusal, { status: 401 });
      }
      await count(request, actor, 1);
      actors.set(request, actor);
      return {
        async onRequestParseDone({ requestParserResult: asked }) {
          if (Array.isArray(asked) && asked.length > 1)
            await count(request, actor, asked.length - 1);
        },
      };
    },
    onResponse({ request, response }) {
      const verdict = verdicts.get(request);
      if (verdict)
        for (const [name, value] of rateHeaders(verdict)) response.headers.set(name, value);
    },
  };
  return { plugin, actorOf: (request: Request) => actors.get(request) ?? Identity.anonymous };
}

/** Why what was sent as proof is none, and what to do: a code and a text. */
interface Refused {
  refusal: [code: string, message: string];
}
const refused = (code: string, message: string): Refused => ({ refusal: [code, message] });

async function actorOf(
  request: Request,
  db: Database,
  bearerOf: FindBearer,
): Promise<Identity.Actor | Refused> {
  const header = request.headers.get("authorization")?.trim();
  if (!header) return Identity.anonymous;
  const [, token] = /^bearer +(\S+)$/i.exec(header) ?? [];
  if (!token) return refused("BAD_AUTHORIZATION", "Authorization must be: Bearer TOKEN-OR-KEY.");
  if (token.startsWith("wk_"))
    return (
      (await Identity.actorOfKey(db, token)) ??
      refused("BAD_TOKEN", "The API key is unknown, revoked or past its day. Ask for a new one.")
    );
  const bearer = await bearerOf(token);
  if (!bearer) return refused("BAD_TOKEN", "The token is not valid or has expired. Sign in again.");
  return { kind: "USER", id: bearer.userId, grants: bearer.grants };
}
