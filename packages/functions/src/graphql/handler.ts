import { maxAliasesPlugin } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthPlugin } from "@escape.tech/graphql-armor-max-depth";
import { maxTokensPlugin } from "@escape.tech/graphql-armor-max-tokens";
import { PothosValidationError } from "@pothos/core";
import { type Database, isUnavailable } from "@winner/core/database/index.ts";
import * as Identity from "@winner/core/identity/index.ts";
import { now } from "@winner/core/kernel/clock.ts";
import { GraphQLError } from "graphql";
import {
  createYoga,
  type GraphiQLOptions,
  maskError,
  type Plugin,
  type YogaLogger,
} from "graphql-yoga";
import type { JWTPayload, JWTVerifyGetKey } from "jose";
import { createTokens } from "../auth/token.ts";
import { readBody } from "../http/body.ts";
import { askOnce } from "./ask-once.ts";
import type { Context } from "./context.ts";
import { planned } from "./execution/plugin.ts";
import { schema } from "./schema.ts";

type Render = (options?: GraphiQLOptions) => string;

export interface GraphqlOptions
  extends Pick<Context, "db" | "vault" | "files" | "links" | "gateways"> {
  /** Finds the public key of a token. */
  keys: JWTVerifyGetKey;
  /** The playground's settings; absent: no playground and no introspection page. */
  playground?: { render: Render; options: () => Promise<GraphiQLOptions> };
  logging?: boolean | YogaLogger;
  /** Whether answers can be streamed; without, subscriptions are refused with what to do instead. */
  streaming: boolean;
}

/** Serves GraphQL over HTTP; the same for the local server and for Lambda. */
export function createGraphql(options: GraphqlOptions): (request: Request) => Promise<Response> {
  const verify = createTokens(options.keys);
  const yoga = createYoga<object, Context>({
    schema,
    logging: options.logging ?? true,
    batching: { limit: 10 },
    landingPage: false,
    maskedErrors: {
      maskError: (error, message, isDev) =>
        badCursor(error) ?? unavailable(error) ?? maskError(error, message, isDev),
    },
    graphiql: options.playground?.options ?? false,
    ...(options.playground && { renderGraphiQL: options.playground.render }),
    plugins: [
      maxTokensPlugin({ n: 2000 }),
      maxDepthPlugin({ n: 12, ignoreIntrospection: true }),
      maxAliasesPlugin({ n: 30 }),
      ...(options.streaming ? [] : [refuseSubscriptions]),
      planned,
    ],
    context: async ({ request }) => ({
      db: options.db,
      vault: options.vault,
      files: options.files,
      links: options.links,
      gateways: options.gateways,
      actor: await actorOf(request, options.db, verify),
      language: languageOf(request),
      now: askOnce(() => now(options.db)),
    }),
  });
  return async (request) => {
    const read = await readBody(request);
    return read instanceof Response ? read : yoga.fetch(read);
  };
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

/** Who sends a request: a person by JWT, a partner by key, or nobody. A bad token is an error. */
async function actorOf(
  request: Request,
  db: Database,
  verify: (token: string) => Promise<JWTPayload>,
): Promise<Identity.Actor> {
  const [scheme, token] = (request.headers.get("authorization") ?? "").split(" ");
  if (!token || scheme?.toLowerCase() !== "bearer") return Identity.anonymous;
  if (token.startsWith("wk_")) return (await Identity.actorOfKey(db, token)) ?? refuseToken();
  try {
    const payload = await verify(token);
    const grants = (payload.grants ?? []) as Identity.Grant[];
    return { kind: "USER", id: payload.sub ?? "", grants };
  } catch {
    return refuseToken();
  }
}

function refuseToken(): never {
  throw new GraphQLError("The token is not valid or has expired. Sign in again.", {
    extensions: { code: "BAD_TOKEN", http: { status: 401 } },
  });
}
