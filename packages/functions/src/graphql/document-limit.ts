import { maxAliasesPlugin } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthPlugin } from "@escape.tech/graphql-armor-max-depth";
import { maxTokensPlugin } from "@escape.tech/graphql-armor-max-tokens";
import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  type GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  type SelectionNode,
  type ValidationContext,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import type { Limits } from "./limits.ts";
import { documentError } from "./request-error.ts";

/** Refuses documents for their form alone, with a code for each limit. */
export function limitDocuments({ tokens, depth, aliases, directives }: Limits): Plugin[] {
  const coded = (n: number, code: string, what: string) => ({
    n,
    // What they would throw themselves has no code.
    onReject: [
      () => {
        throw tooMany(n, code, what);
      },
    ],
  });
  return [
    maxTokensPlugin(coded(tokens, "TOO_MANY_TOKENS", "tokens")),
    maxDepthPlugin({
      ...coded(depth, "TOO_DEEP", "fields below each other"),
      // Introspection has its own limit in graphql-js; a fragment is not a level of the answer.
      ignoreIntrospection: true,
      flattenFragments: true,
    }),
    // Also the name that an alias would have kept counts: it is another field of the answer.
    maxAliasesPlugin({ ...coded(aliases, "TOO_MANY_ALIASES", "aliases"), allowList: [] }),
    limitDirectives(directives),
  ];
}

/** Counts directives where they are used: also those on a fragment's second use, which the others' plugin misses. */
const limitDirectives = (most: number): Plugin => ({
  onValidate({ addValidationRule }) {
    addValidationRule((context: ValidationContext): ASTVisitor => {
      const known = new Map<string, number>();
      const ofFragment = (name: string): number => {
        const before = known.get(name);
        if (before !== undefined) return before;
        known.set(name, 0); // within itself, which another rule refuses
        const fragment = context.getFragment(name);
        const count = fragment ? of(fragment) : 0;
        known.set(name, count);
        return count;
      };
      const of = (
        node: SelectionNode | OperationDefinitionNode | FragmentDefinitionNode,
      ): number => {
        let count = node.directives?.length ?? 0;
        if (node.kind === Kind.FRAGMENT_SPREAD) return count + ofFragment(node.name.value);
        for (const selection of node.selectionSet?.selections ?? []) count += of(selection);
        return count;
      };
      return {
        OperationDefinition(operation) {
          if (of(operation) > most) throw tooMany(most, "TOO_MANY_DIRECTIVES", "directives");
        },
      };
    });
  },
});

const tooMany = (most: number, code: string, what: string) =>
  documentError(code, `A document may have ${most} ${what}.`, { maximum: most });

const suggestion = / ?Did you mean [^?]*\?/g;

/** Refuses introspection, and takes out of other errors what they tell of names in the schema. */
export const hideSchema: Plugin = {
  onValidate({ addValidationRule }) {
    addValidationRule(NoSchemaIntrospectionCustomRule);
    return ({ valid, result }) => {
      if (!valid) for (const error of result) withoutSuggestion(error);
    };
  },
  onExecute: () => ({
    onExecuteDone({ result }) {
      if ("errors" in result) for (const error of result.errors ?? []) withoutSuggestion(error);
    },
  }),
};

function withoutSuggestion(error: GraphQLError): void {
  error.message = error.message.replaceAll(suggestion, "");
}
