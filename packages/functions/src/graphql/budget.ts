import type { ExecutionResult } from "graphql";
import type { Plugin } from "graphql-yoga";
import { createCost } from "./cost.ts";
import type { Limits } from "./limits.ts";
import { documentError, requestError } from "./request-error.ts";
import { schema } from "./schema.ts";

/** What the operations of one request, which may be a batch, have asked for so far. */
interface Spent {
  cost: number;
  mutations: number;
}

/**
 * Refuses what costs too much before it runs, and tells each answer what it cost. Operations of a batch
 * share one budget: the one that goes beyond it is refused.
 */
export function limitCost({ cost: maximum, mutations, page, batch }: Limits): Plugin {
  const reckon = createCost(schema, page);
  const spentBy = new WeakMap<object, Spent>();

  const before: NonNullable<Plugin["onExecute"]> = ({ args, setResultAndStopExecution }) => {
    const { request } = args.contextValue;
    const spent = spentBy.get(request) ?? { cost: 0, mutations: 0 };
    spentBy.set(request, spent);
    const asked = reckon(args.document, args.operationName, args.variableValues ?? {});
    const cost = { requested: asked.cost, maximum };
    const stop = (code: string, message: string) =>
      setResultAndStopExecution({
        errors: [documentError(code, message, { cost })],
        extensions: { cost },
      });
    spent.cost += asked.cost;
    spent.mutations += asked.mutations;
    if (asked.ids > page)
      return stop("TOO_MANY_IDS", `nodes takes ${page} ids and not ${asked.ids}. Ask in parts.`);
    if (spent.mutations > mutations)
      return stop(
        "TOO_MANY_MUTATIONS",
        `A request may have ${mutations} mutations, over the whole of a batch. Send the others in another.`,
      );
    if (spent.cost > maximum)
      return stop(
        "COST_TOO_HIGH",
        `This costs ${asked.cost}${spent.cost > asked.cost ? `, and with what was asked before it in the batch ${spent.cost}` : ""}, of ${maximum} at most. Ask for shorter pages (first, last), fewer lists within lists, or in parts.`,
      );
    return {
      onExecuteDone: ({ result }) => {
        if (Symbol.asyncIterator in result) return;
        const answer = result as ExecutionResult;
        answer.extensions = { ...answer.extensions, cost };
      },
    };
  };
  return {
    onExecute: before,
    onRequestParse: () => ({
      onRequestParseDone({ requestParserResult: asked }) {
        if (Array.isArray(asked) && asked.length > batch)
          throw requestError("BATCH_TOO_LARGE", `A batch may have ${batch} operations.`, {
            status: 413,
          });
      },
    }),
  };
}
