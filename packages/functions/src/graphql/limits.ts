import type { Rate } from "@winner/core/rate-limit/index.ts";

/**
 * What one request may ask for, and how often. docs/limits.md tells each with its code and what a client does;
 * settings.ts reads what a deployment may set.
 */
export interface Limits {
  /** Tokens of a document: names, braces, values. */
  tokens: number;
  /** Fields below each other; fragments do not count. */
  depth: number;
  /** Other names for fields, as they are after fragments are put in. */
  aliases: number;
  /** Directives, as they are after fragments are put in. */
  directives: number;
  /** Mutations of a request, over the whole of a batch. */
  mutations: number;
  /** Operations of a batch. */
  batch: number;
  /** Items of a page, and ids of `nodes`. */
  page: number;
  /** Points of a request, over the whole of a batch; see cost.ts. */
  cost: number;
  /** Milliseconds until a request is ended and its statements are cancelled. */
  milliseconds: number;
}

export const defaultLimits: Limits = {
  tokens: 2000,
  depth: 12,
  aliases: 30,
  directives: 30,
  mutations: 10,
  batch: 10,
  page: 100,
  cost: 50_000,
  // The function ends after 20 seconds and API Gateway after 29: this must come before, with time to tell.
  milliseconds: 15_000,
};

/** Items of a page when the client does not say. */
export const defaultPage = 20;

/** How often who may ask; an operation of a batch counts as one. */
export interface Rates {
  /** Without a token, or with a bad one: by address, of IPv6 by the network of a subscriber. */
  anonymous: Rate;
  /** What the CDN has not kept, by the address of its edge, behind which are many readers. */
  cdn: Rate;
  /** A person, wherever they are signed in. */
  user: Rate;
  /** A partner's key. */
  key: Rate;
  /** Everything of sign-in, by address. */
  auth: Rate;
  /** Codes asked for, by address and by the e-mail address that they go to. */
  code: Rate;
  codeTo: Rate;
  /** Codes tried, by address and for an e-mail address. */
  attempt: Rate;
  attemptFor: Rate;
}

export const defaultRates: Rates = {
  anonymous: { name: "anonymous", perMinute: 120, burst: 120, lease: 10 },
  cdn: { name: "cdn", perMinute: 3000, burst: 1000, lease: 20 },
  user: { name: "user", perMinute: 600, burst: 300, lease: 10 },
  key: { name: "key", perMinute: 1200, burst: 600, lease: 20 },
  // Every single one is counted.
  auth: { name: "auth", perMinute: 100, burst: 100, lease: 1 },
  code: { name: "code", perMinute: 5, burst: 5, lease: 1 },
  codeTo: { name: "code-to", perMinute: 1, burst: 5, lease: 1 },
  attempt: { name: "attempt", perMinute: 10, burst: 10, lease: 1 },
  attemptFor: { name: "attempt-for", perMinute: 1, burst: 10, lease: 1 },
};
