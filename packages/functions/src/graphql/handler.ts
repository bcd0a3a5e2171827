import { PothosValidationError } from "@pothos/core";
import { Ended, isCancelled, isEnded, isUnavailable, within } from "@winner/core/database/index.ts";
import { type Actor, grantsOf } from "@winner/core/identity/index.ts";
import { askOnce } from "@winner/core/kernel/ask-once.ts";
import { now } from "@winner/core/kernel/clock.ts";
import { GraphQLError, Kind } from "graphql";
import {
  createYoga,
  type GraphiQLOptions,
  maskError,
  type Plugin,
  type YogaLogger,
} from "graphql-yoga";
import type { JWTVerifyGetKey } from "jose";
import { createTokens } from "../auth/token.ts";
import { readBody, refuse, refuseForm } from "../http/body.ts";
import { type Counting, createAdmission } from "./admission.ts";
import { limitCost } from "./budget.ts";
import type { Context } from "./context.ts";
import { hideSchema, limitDocuments } from "./document-limit.ts";
import { planned } from "./execution/plugin.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { schema } from "./schema.ts";
import { traceOperations } from "./trace.ts";
import { type TrustedDocuments, trustDocuments } from "./trusted-document.ts";

type Render = (options?: GraphiQLOptions) => string;

export interface GraphqlOptions
  extends Pick<Context, "db" | "vault" | "files" | "links" | "gateways"> {
  /** Finds the public key of a token. */
  keys: JWTVerifyGetKey;
  /** Other limits than the usual ones. */
  limits?: Partial<Limits>;
  /** Absent: requests are not counted. */
  counting?: Counting;
  /** Documents that may be asked by their hash, and who may ask any other; absent: none, and everyone. */
  trusted?: { documents: TrustedDocuments; free: readonly Actor["kind"][] };
  /** Whether the schema may be asked for; it may when absent. */
  introspection?: boolean;
  /** The playground's settings; absent: no playground and no introspection page. */
  playground?: { render: Render; options: () => Promise<GraphiQLOptions> };
  logging?: boolean | YogaLogger;
  /** Whether answers can be streamed; without, subscriptions are refused with what to do instead. */
  streaming: boolean;
}

/** Serves GraphQL over HTTP; the same for the local server and for Lambda. */
export function createGraphql(options: GraphqlOptions): (request: Request) => Promise<Response> {
  const limits = { ...defaultLimits, ...options.limits };
  const bearerOf = createTokens(options.keys, (userId) => grantsOf(options.db, userId));
  const admission = createAdmission(options.db, bearerOf, options.counting);
  const { documents, free } = options.trusted ?? { documents: new Map(), free: everyone };
  const yoga = createYoga<object, Context>({
    schema,
    logging: options.logging ?? true,
    batching: { limit: limits.batch },
    landingPage: false,
    cors: false, // http/cors.ts
    multipart: false,
    maxRequestBodySize: false, // http/body.ts
    extraParamNames: ["documentId"],
    maskedErrors: {
      maskError: (error, message, isDev) =>
        badVariable(error) ??
        badCursor(error) ??
        timedOut(error) ??
        unavailable(error) ??
        maskError(error, message, isDev),
    },
    graphiql: options.playground?.options ?? false,
    ...(options.playground && { renderGraphiQL: options.playground.render }),
    plugins: [
      traceOperations,
      limitCost(limits),
      admission.plugin,
      trustDocuments(documents, free, admission.actorOf),
      ...limitDocuments(limits),
      ...(options.introspection === false ? [hideSchema] : []),
      ...(options.streaming ? [] : [refuseSubscriptions]),
      planned,
    ],
    context: ({ request }) => ({
      db: options.db,
      vault: options.vault,
      files: options.files,
      links: options.links,
      gateways: options.gateways,
      actor: admission.actorOf(request),
      language: languageOf(request),
      now: askOnce(() => now(options.db)),
    }),
  });
  return async (request) => {
    const read = refuseForm(request) ?? (await readBody(request));
    if (read instanceof Response) return read;
    try {
      return await within(limits.milliseconds, request.signal, async () => yoga.fetch(read));
    } catch (error) {
      if (error instanceof Ended) return refuse(504, "TIMEOUT", tooLong);
      throw error;
    }
  };
}

const everyone: readonly Actor["kind"][] = ["ANONYMOUS", "USER", "PARTNER"];

const tooLong =
  "This took too long and was ended. Ask for less at once. Whether a mutation was done is not known: look, or send it again with the same idempotency key.";

/** What was ended for its time, by the request's own limit or by PostgreSQL's. */
function timedOut(error: unknown): GraphQLError | undefined {
  if (!isCancelled(error) && !isEnded()) return undefined;
  return new GraphQLError(tooLong, {
    ...(error instanceof GraphQLError && { nodes: error.nodes, path: error.path }),
    extensions: { code: "TIMEOUT", http: { status: 504 } },
  });
}

const refuseSubscriptions: Plugin = {
  onSubscribe: ({ setResultAndStopExecution }) =>
    setResultAndStopExecution({
      errors: [
        new GraphQLError("Subscriptions are not to be had here; poll the query instead.", {
          extensions: { code: "SUBSCRIPTIONS_UNAVAILABLE" },
        }),
      ],
    }),
};

/**
 * While the database fails over, a client is told to ask again. Whether a mutation was done before
 * its answer was lost is not known; with its idempotency key, or its unique key, it is done once.
 */
function unavailable(error: unknown): GraphQLError | undefined {
  if (!isUnavailable(error)) return undefined;
  return new GraphQLError("The database is briefly away. Try the same again in a few seconds.", {
    ...(error instanceof GraphQLError && { nodes: error.nodes, path: error.path }),
    extensions: {
      code: "UNAVAILABLE",
      retryable: true,
      http: { status: 503, headers: { "retry-after": "5" } },
    },
  });
}

/** A variable that is not of its type says so by graphql alone, at its definition, and without a code. */
function badVariable(error: unknown): GraphQLError | undefined {
  if (!(error instanceof GraphQLError) || error.nodes?.[0]?.kind !== Kind.VARIABLE_DEFINITION)
    return undefined;
  const { nodes, extensions } = error;
  return new GraphQLError(error.message, {
    nodes,
    extensions: { code: "BAD_USER_INPUT", ...extensions },
  });
}

/** A cursor or id that the database cannot read is the client's error, and not ours. */
function badCursor(error: unknown): GraphQLError | undefined {
  const cause = error instanceof GraphQLError ? error.originalError : undefined;
  const code = (cause as { code?: unknown } | undefined)?.code;
  if (!(cause instanceof PothosValidationError) && code !== "P2023" && code !== "P2007")
    return undefined;
  return new GraphQLError("A cursor or page size in the query is not valid.", {
    ...(error instanceof GraphQLError && { nodes: error.nodes, path: error.path }),
    extensions: { code: "BAD_USER_INPUT" },
  });
}

const languageOf = (request: Request): "en" | "id" =>
  /^\s*id\b/i.test(request.headers.get("accept-language") ?? "") ? "id" : "en";
