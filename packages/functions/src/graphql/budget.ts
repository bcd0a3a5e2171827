import type { ExecutionResult, GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { type Asked, createCost } from "./cost.ts";
import type { Limits } from "./limits.ts";
import { documentError, requestError } from "./request-error.ts";
import { schema } from "./schema.ts";

/**
 * Refuses what costs too much before it runs, and tells each answer what it cost. Operations of a batch
 * share one budget: the one that goes beyond it is refused.
 */
export function limitCost(limits: Limits): Plugin {
  const { batch, cost: maximum, page } = limits;
  const reckon = createCost(schema, page);
  const spentBy = new WeakMap<Request, Asked>();
  return {
    onRequestParse: () => ({
      onRequestParseDone({ requestParserResult: asked }) {
        if (Array.isArray(asked) && asked.length > batch)
          throw requestError("BATCH_TOO_LARGE", `A batch may have ${batch} operations.`, {
            status: 413,
          });
      },
    }),
    onExecute({ args, setResultAndStopExecution }) {
      const { request } = args.contextValue;
      const asked = reckon(args.document, args.operationName, args.variableValues ?? {});
      const spent = spentBy.get(request);
      const total = {
        cost: asked.cost + (spent?.cost ?? 0),
        mutations: asked.mutations + (spent?.mutations ?? 0),
        ids: asked.ids,
      };
      const cost = { requested: asked.cost, maximum };
      const error = beyond(limits, asked, total, { cost });
      if (error) return setResultAndStopExecution({ errors: [error], extensions: { cost } });
      spentBy.set(request, total);
      return {
        onExecuteDone({ result }) {
          if (Symbol.asyncIterator in result) return;
          const answer = result as ExecutionResult;
          answer.extensions = { ...answer.extensions, cost };
        },
      };
    },
  };
}

/** Why an operation is refused, with what was asked before it in its batch; undefined when it is not. */
function beyond(
  limits: Limits,
  asked: Asked,
  total: Asked,
  extensions: object,
): GraphQLError | undefined {
  if (asked.ids > limits.page)
    return documentError(
      "TOO_MANY_IDS",
      `nodes takes ${limits.page} ids and not ${asked.ids}. Ask in parts.`,
      extensions,
    );
  if (total.mutations > limits.mutations)
    return documentError(
      "TOO_MANY_MUTATIONS",
      `A request may have ${limits.mutations} mutations, over the whole of a batch. Send the others in another.`,
      extensions,
    );
  if (total.cost <= limits.cost) return undefined;
  const before = total.cost - asked.cost;
  return documentError(
    "COST_TOO_HIGH",
    `This costs ${asked.cost}${before > 0 ? ` after ${before} for what was asked before it in the batch` : ""}, of ${limits.cost} at most. Ask for shorter pages (first, last), fewer lists within lists, or in parts.`,
    extensions,
  );
}
