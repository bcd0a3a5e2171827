import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLResolveInfo,
  getArgumentValues,
  getVariableValues,
  isNonNullType,
  locatedError,
} from "graphql";
import { type FieldPlan, type Plan, planOf } from "./plan.ts";

type Path = GraphQLResolveInfo["path"];
type Fields = Record<string, unknown>;

export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === "function";

/** One execution of a plan: what is the same for all of its fields, and the errors so far. */
export interface Run {
  plan: Plan;
  rootValue: unknown;
  context: unknown;
  variables: Record<string, unknown>;
  signal: AbortSignal | undefined;
  errors: GraphQLError[];
}

/**
 * Executes an operation as graphql-js does, with what does not depend on values worked out once for each
 * document. Undefined when it is left to the general executor, as are all faults in what is asked.
 */
export function execute(
  args: ExecutionArgs & { signal?: AbortSignal },
): ExecutionResult | Promise<ExecutionResult> | undefined {
  const { schema, document, operationName, variableValues, rootValue, contextValue } = args;
  const definition = planOf(schema, document, operationName, variableValues ?? {});
  if (!definition) return undefined;
  const definitions = definition.operation.variableDefinitions ?? [];
  const { coerced } = getVariableValues(schema, definitions, variableValues ?? {});
  if (!coerced) return undefined;
  const plan = planOf(schema, document, operationName, coerced);
  if (!plan) return undefined;
  const run: Run = {
    plan,
    rootValue,
    context: contextValue,
    variables: coerced,
    signal: args.signal,
    errors: [],
  };
  const answer = (data: unknown): ExecutionResult =>
    (run.errors.length > 0 ? { errors: run.errors, data } : { data }) as ExecutionResult;
  const fail = (error: unknown) => {
    run.signal?.throwIfAborted();
    run.errors.push(error as GraphQLError);
    return answer(null);
  };
  try {
    const done =
      plan.operation.operation === "mutation"
        ? executeInTurn(run, plan.root)
        : executeFields(run, plan.root, rootValue, undefined);
    return isPromise(done) ? Promise.resolve(done).then(answer, fail) : answer(done);
  } catch (error) {
    return fail(error);
  }
}

/** The fields of a mutation: each begins when the one before it has ended. */
async function executeInTurn(run: Run, fields: FieldPlan[]): Promise<Fields> {
  const result: Fields = {};
  for (const field of fields) {
    run.signal?.throwIfAborted();
    result[field.key] = await executeField(run, field, run.rootValue, undefined);
  }
  return result;
}

export function executeFields(
  run: Run,
  fields: FieldPlan[],
  source: unknown,
  parent: Path | undefined,
): Fields | Promise<Fields> {
  const result: Fields = {};
  let pending: [string, PromiseLike<unknown>][] | undefined;
  try {
    for (const field of fields) {
      const value = readDirectly(field, source) ?? executeField(run, field, source, parent);
      result[field.key] = value;
      if (isPromise(value)) {
        pending ??= [];
        pending.push([field.key, value]);
      }
    }
  } catch (error) {
    // What has begun may be refused too; it must not be so unheard, nor go on after the answer.
    if (!pending || error === run.signal?.reason) throw error;
    return Promise.allSettled(pending.map(([, value]) => value)).then(() => {
      throw error;
    });
  }
  return pending ? settle(result, pending) : result;
}

async function settle(result: Fields, pending: [string, PromiseLike<unknown>][]): Promise<Fields> {
  const values = await Promise.all(pending.map(([, value]) => value));
  for (const [index, [key]] of pending.entries()) result[key] = values[index];
  return result;
}

/** The value of a field that only exposes a plain one; undefined leaves it, and any fault, to its resolver. */
function readDirectly({ direct }: FieldPlan, source: unknown): unknown {
  if (!direct || source === null || typeof source !== "object") return undefined;
  const value = (source as Fields)[direct.property];
  if (value === null) return direct.nullable ? null : undefined;
  if (typeof value === "object" || value === undefined) return undefined;
  try {
    return direct.serialize(value) ?? undefined;
  } catch {
    return undefined;
  }
}

function executeField(
  run: Run,
  field: FieldPlan,
  source: unknown,
  parent: Path | undefined,
): unknown {
  const path = { prev: parent, key: field.key, typename: field.parentType.name };
  try {
    run.signal?.throwIfAborted();
    const [node] = field.nodes;
    const args =
      field.hasArguments && node ? getArgumentValues(field.definition, node, run.variables) : {};
    const info = infoOf(run, field, path);
    const value = field.resolve(source, args, run.context, info);
    const done = isPromise(value)
      ? value.then((resolved) => field.complete(run, field, info, path, resolved))
      : field.complete(run, field, info, path, value);
    return isPromise(done)
      ? done.then(undefined, (error) => fieldError(run, field, field.type, path, error))
      : done;
  } catch (error) {
    return fieldError(run, field, field.type, path, error);
  }
}

const infoOf = (run: Run, field: FieldPlan, path: Path): GraphQLResolveInfo => ({
  fieldName: field.name,
  fieldNodes: field.nodes,
  returnType: field.type,
  parentType: field.parentType,
  path,
  schema: run.plan.schema,
  fragments: run.plan.fragments,
  rootValue: run.rootValue,
  operation: run.plan.operation,
  variableValues: run.variables,
  ...(run.signal && { signal: run.signal }),
});

/** Tells an error with its place, and gives null where the type allows it; else the parent fails. */
export function fieldError(
  run: Run,
  field: FieldPlan,
  type: FieldPlan["type"],
  path: Path,
  cause: unknown,
): null {
  const error = locatedError(cause, field.nodes, keysOf(path));
  if (isNonNullType(type)) throw error;
  run.errors.push(error);
  return null;
}

function keysOf(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Path | undefined = path; at; at = at.prev) keys.unshift(at.key);
  return keys;
}

export { GraphQLError };
