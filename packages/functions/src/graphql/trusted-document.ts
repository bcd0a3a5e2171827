import { readFileSync } from "node:fs";
import { usePersistedOperations } from "@graphql-yoga/plugin-persisted-operations";
import type { Actor } from "@winner/core/identity/index.ts";
import type { Plugin } from "graphql-yoga";
import * as z from "zod";

/** Documents by their hash. */
export type TrustedDocuments = ReadonlyMap<string, string>;

/** Reads what GraphQL Code Generator's client preset writes: `{ "hash": "document" }`. No file has none. */
export function readTrustedDocuments(file: string | undefined): TrustedDocuments {
  if (!file) return new Map();
  const manifest = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(file, "utf8")));
  return new Map(Object.entries(manifest));
}

/**
 * Lets clients send a hash in the place of a document they were built with: as `documentId`, or as Apollo's
 * clients do as `extensions.persistedQuery`. `free` are those who may send any other document too.
 */
export function trustDocuments(
  documents: TrustedDocuments,
  free: readonly Actor["kind"][],
  actorOf: (request: Request) => Actor,
): Plugin {
  return usePersistedOperations({
    extractPersistedOperationId: ({ extensions, ...params }, request) =>
      bare((params as { documentId?: unknown }).documentId) ??
      bare(extensions?.persistedQuery?.sha256Hash) ??
      (request.method === "GET" ? bare(new URL(request.url).searchParams.get("documentId")) : null),
    getPersistedOperation: (hash) => documents.get(hash) ?? null,
    allowArbitraryOperations: (request) => free.includes(actorOf(request).kind),
    customErrors: {
      notFound: {
        message: "There is no document of this hash here. Send the document itself.",
        extensions: { code: "PERSISTED_QUERY_NOT_FOUND", http: { status: 404 } },
      },
      keyNotFound: {
        message: "Must provide query string, or the id of a document.",
        extensions: { code: "BAD_REQUEST", http: { status: 400, spec: true } },
      },
      persistedQueryOnly: {
        message: "Only documents that are known here may be asked, by their hash.",
        extensions: { code: "UNTRUSTED_DOCUMENT", http: { status: 403 } },
      },
    },
  });
}

/** The hash of an id, which may name its algorithm as `sha256:`. */
const bare = (id: unknown): string | null =>
  typeof id === "string" && id !== "" ? id.replace(/^sha256:/, "") : null;
