import { decodeGlobalID, encodeGlobalID } from "@pothos/plugin-relay";
import { found } from "@winner/core/kernel/error.ts";
import { GraphQLError } from "graphql";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The type and database id inside a global id; undefined when it is no id of ours. */
function decode(globalId: string): { typename: string; id: string } | undefined {
  try {
    const decoded = decodeGlobalID(globalId);
    return uuid.test(decoded.id) ? decoded : undefined;
  } catch {
    return undefined;
  }
}

/** The global id of something that is told by its id alone. */
export const globalId = (type: string, id: string): string => encodeGlobalID(type, id);

/** The global id of what a text names; a text that names nothing is left as it is. */
export const toldId = (type: string, text: string): string =>
  uuid.test(text) ? globalId(type, text) : text;

/** What `toldId` told: a type and the database id, or a text that names itself; a database id alone is NOT_FOUND. */
export function readToldId(text: string): { typename?: string; id: string } {
  return decode(text) ?? { id: found(uuid.test(text) ? undefined : text, "subject") };
}

const refusal = (code: string, text: string) => new GraphQLError(text, { extensions: { code } });

/**
 * For `node` and `nodes`, where an id that is none of a Node is an error of the query. People, who are shown where
 * they belong, and parts, which are read with their whole, have an id to be named by in inputs, and are no Nodes.
 */
export function readGlobalId(
  globalId: string,
  isNode: (type: string) => boolean,
): { typename: string; id: string } {
  const decoded = decode(globalId);
  if (!decoded) throw refusal("BAD_ID", "This is not an id of this API.");
  if (isNode(decoded.typename)) return decoded;
  throw refusal("NOT_A_NODE", "What this id names is read with what it belongs to, not alone.");
}

/** The database id inside a global id of the given type; anything else is NOT_FOUND. */
export function localId(type: string, globalId: string): string {
  const decoded = decode(globalId);
  return found(decoded?.typename === type ? decoded.id : undefined, type);
}

/** What `judgeId` of a row is: the judge, as results, imports and conflicts name them. */
export const judgeOf = (description: string) => ({
  description,
  resolve: ({ judgeId }: { judgeId: string }): string => globalId("Person", judgeId),
});
