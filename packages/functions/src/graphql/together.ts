import type { Context } from "./context.ts";

/** Lists by id, those that are asked for in the same turn of a request read together, in one statement. */
export function together<T>(
  read: (context: Context, ids: string[]) => Promise<ReadonlyMap<string, T[]>>,
): (context: Context, id: string) => Promise<T[]> {
  const turns = new WeakMap<Context, { ids: string[]; lists: Promise<ReadonlyMap<string, T[]>> }>();
  return async (context, id) => {
    let turn = turns.get(context);
    if (!turn) {
      const ids: string[] = [];
      const lists = Promise.resolve().then(() => {
        turns.delete(context);
        return read(context, ids);
      });
      turn = { ids, lists };
      turns.set(context, turn);
    }
    turn.ids.push(id);
    return (await turn.lists).get(id) ?? [];
  };
}
