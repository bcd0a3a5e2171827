/**
 * How GraphQL Code Generator's client preset makes types of the documents. `npm run generate` reads it; a project
 * of your own can run it with `npx graphql-codegen --config codegen.ts` over its own documents.
 */
const config = {
  schema: "../../schema.graphql",
  documents: "documents/*.graphql",
  generates: {
    "src/generated/": {
      preset: "client",
      presetConfig: {
        fragmentMasking: false,
        skipIndexFile: true,
        // Hashes of the documents, for servers that accept these alone: persisted-documents.json.
        persistedDocuments: { hashAlgorithm: "sha256" },
        onExecutableDocumentNode,
      },
      config: {
        // Documents as text: nothing of GraphQL is needed where the client runs.
        documentMode: "string",
        enumType: "string-literal",
        strictScalars: true,
        useTypeImports: true,
        scalars: {
          ID: "string",
          DateTime: "string",
          LocalDate: "string",
          TimeZone: "string",
          JSON: "unknown",
          // Always digits, so that BigInt(value) reads it; the client writes a bigint back.
          // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a type.
          Rupiah: { input: "bigint | `${bigint}`", output: "`${bigint}`" },
        },
      },
    },
  },
};
export default config;

/** Lets the client know a mutation, which it must not send twice without care. */
function onExecutableDocumentNode(document: {
  definitions: readonly { kind: string; operation?: string }[];
}): Record<string, unknown> {
  return { operation: document.definitions.find(({ operation }) => operation)?.operation };
}
