import type { DocumentTypeDecoration } from "@graphql-typed-document-node/core";
import { ConnectionError, type GraphqlFault, RequestError } from "./error.ts";
import { mayRepeat, patiently } from "./retry.ts";

/** A document as the client preset makes it (`documentMode: "string"`). */
export interface TypedDocument<Result, Variables>
  extends DocumentTypeDecoration<Result, Variables> {
  toString(): string;
  __meta__?: Record<string, unknown> | undefined;
}

export interface ClientOptions {
  /** The address, such as https://api.example.id/graphql. */
  url: string;
  /** A partner's API key, a JWT, or what gives a fresh one (`signIn`). Without: what is public. */
  token?: string | (() => Promise<string>);
  /** The language of messages; Indonesian unless told. */
  language?: "id" | "en";
  /** `hash` sends the document's hash instead of its text, to a server that knows it. */
  documents?: "text" | "hash";
  /** How often a request is sent at most, when the server is busy or away. */
  tries?: number;
  /** Milliseconds that one try may take. */
  timeout?: number;
  fetch?: typeof fetch;
}

/** Asks one API, with types. */
export interface Client {
  /** Gives the data of a query or mutation, all of it; throws `RequestError` or `ConnectionError`. */
  request<Result, Variables>(
    document: TypedDocument<Result, Variables>,
    ...rest: Record<string, never> extends Variables
      ? [variables?: Variables]
      : [variables: Variables]
  ): Promise<Result>;
}

export function createClient(options: ClientOptions): Client {
  const { url, token, language = "id", documents = "text", tries = 4, timeout = 30_000 } = options;
  const send = options.fetch ?? fetch;

  const once = async (body: string): Promise<Response> => {
    const bearer = typeof token === "function" ? await token() : token;
    try {
      return await send(url, {
        method: "POST",
        body,
        headers: {
          "content-type": "application/json",
          accept: "application/graphql-response+json, application/json",
          "accept-language": language,
          ...(bearer && { authorization: `Bearer ${bearer}` }),
        },
        signal: AbortSignal.timeout(timeout),
      });
    } catch (cause) {
      throw new ConnectionError(`No answer from ${url}.`, { cause });
    }
  };

  return {
    async request(document, ...[variables]) {
      const { hash, operation } = document.__meta__ ?? {};
      const asked =
        documents === "hash" && typeof hash === "string"
          ? { documentId: hash }
          : { query: document.toString() };
      const body = JSON.stringify({ ...asked, variables }, (_key, value) =>
        typeof value === "bigint" ? String(value) : value,
      );
      const harmless = operation === "query" || mayRepeat(variables);
      const response = await patiently(() => once(body), { tries, harmless });
      return readAnswer(response);
    },
  };
}

async function readAnswer<Result>(response: Response): Promise<Result> {
  const answer = (await response.json().catch(() => ({}))) as {
    data?: Result | null;
    errors?: GraphqlFault[];
  };
  const { data, errors = [] } = answer;
  if (errors.length > 0 || !response.ok || data == null)
    throw new RequestError(response.status, errors);
  return data;
}
