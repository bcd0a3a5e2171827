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

/** For `node` and `nodes`, where a malformed id is an error of the query. */
export function readGlobalId(globalId: string): { typename: string; id: string } {
  const decoded = decode(globalId);
  if (decoded) return decoded;
  throw new GraphQLError("This is not an id of this API.", { extensions: { code: "BAD_ID" } });
}

/** The database id inside a global id of the given type; anything else is NOT_FOUND. */
export function localId(type: string, globalId: string): string {
  const decoded = decode(globalId);
  return found(decoded?.typename === type ? decoded.id : undefined, type);
}

/** A plain database id, for what is no node; anything else is NOT_FOUND. */
export const plainId = (id: string, noun: string): string =>
  found(uuid.test(id) ? id : undefined, noun);
