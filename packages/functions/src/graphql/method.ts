import { localId, toldId } from "./global-id.ts";

/**
 * A judging method with the ids of other panels told in another way: the graph names a panel by its global id,
 * the stored method by its plain one. What is no method is left to be refused by who reads it.
 */
function withPanels(method: unknown, tell: (panelId: string) => string): unknown {
  const { stages } = (method ?? {}) as { stages?: { others?: unknown } | null };
  if (!Array.isArray(stages?.others)) return method;
  const others = stages.others.map((one: { panelId?: unknown } | null) =>
    typeof one?.panelId === "string" ? { ...one, panelId: tell(one.panelId) } : one,
  );
  return { ...(method as object), stages: { ...stages, others } };
}

/** A method as it is stored, from one that a client wrote; NOT_FOUND for what is no id of a panel. */
export const localMethod = (method: unknown): unknown =>
  withPanels(method, (id) => localId("Panel", id));

/** A method as the graph shows it. */
export const globalMethod = (method: unknown): unknown =>
  withPanels(method, (id) => toldId("Panel", id));
