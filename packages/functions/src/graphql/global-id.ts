import { decodeGlobalID } from "@pothos/plugin-relay";
import { found } from "@winner/core/kernel/error.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The database id inside a global id of the given type; anything else is NOT_FOUND. */
export function localId(type: string, globalId: string): string {
  let decoded: { typename: string; id: string } | undefined;
  try {
    decoded = decodeGlobalID(globalId);
  } catch {
    decoded = undefined;
  }
  const id = decoded?.typename === type && uuid.test(decoded.id) ? decoded.id : undefined;
  return found(id, type);
}
