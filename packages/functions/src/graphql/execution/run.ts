import {
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  getArgumentValues,
  getVariableValues,
  isNonNullType,
  locatedError,
} from "graphql";
import { isPromise, type Path } from "./complete.ts";
import { type FieldPlan, operationOf, type Plan } from "./plan.ts";

type Fields = Record<string, unknown>;

/**
 * Executes an operation as graphql-js does, with all that does not depend on values worked out once for each
 * document. Undefined when it is left to the general executor, as are all faults in what is asked.
 */
export function execute(
  args: ExecutionArgs & { signal?: AbortSignal },
): ExecutionResult | Promise<ExecutionResult> | undefined {
  const { schema, document, operationName, variableValues, rootValue, contextValue } = args;
  const operation = operationOf(schema, document, operationName);
  if (!operation) return undefined;
  const { coerced } = getVariableValues(schema, operation.variables, variableValues ?? {});
  if (!coerced) return undefined;
  const plan = operation.planFor(coerced);
  return new Run(plan, rootValue, contextValue, coerced, args.signal).answer();
}

/** One execution of a plan: what is the same for all of its fields, and the errors so far. */
export class Run {
  readonly plan: Plan;
  readonly context: unknown;
  readonly #rootValue: unknown;
  readonly #variables: Fields;
  readonly #signal: AbortSignal | undefined;
  readonly #errors: GraphQLError[] = [];
  readonly #infos = new Map<FieldPlan, GraphQLResolveInfo>();
  /** Relations that were found read with their rows. */
  readonly #read = new Set<FieldPlan>();

  constructor(
    plan: Plan,
    rootValue: unknown,
    context: unknown,
    variables: Fields,
    signal: AbortSignal | undefined,
  ) {
    this.plan = plan;
    this.context = context;
    this.#rootValue = rootValue;
    this.#variables = variables;
    this.#signal = signal;
  }

  answer(): ExecutionResult | Promise<ExecutionResult> {
    const told = (data: unknown) =>
      (this.#errors.length > 0 ? { errors: this.#errors, data } : { data }) as ExecutionResult;
    const failed = (error: unknown) => {
      this.#signal?.throwIfAborted();
      this.#errors.push(error as GraphQLError);
      return told(null);
    };
    try {
      const { root, operation } = this.plan;
      const data =
        operation.operation === "mutation"
          ? this.#executeInTurn(root)
          : this.executeFields(root, this.#rootValue, undefined);
      return isPromise(data) ? Promise.resolve(data).then(told, failed) : told(data);
    } catch (error) {
      return failed(error);
    }
  }

  /** The fields of a mutation: each begins when the one before it has ended. */
  async #executeInTurn(fields: FieldPlan[]): Promise<Fields> {
    const result: Fields = {};
    for (const field of fields)
      result[field.key] = await this.#executeField(field, this.#rootValue, undefined);
    return result;
  }

  executeFields(
    fields: FieldPlan[],
    source: unknown,
    parent: Path | undefined,
  ): Fields | Promise<Fields> {
    const result: Fields = {};
    let pending: [key: string, value: PromiseLike<unknown>][] | undefined;
    try {
      for (const field of fields) {
        const value = readDirectly(field, source) ?? this.#executeField(field, source, parent);
        result[field.key] = value;
        if (isPromise(value)) {
          pending ??= [];
          pending.push([field.key, value]);
        }
      }
    } catch (error) {
      // What has begun may be refused too: not unheard, and not still going on after the answer.
      if (!pending || error === this.#signal?.reason) throw error;
      return Promise.all(pending.map(([, value]) => value)).then(
        () => Promise.reject(error),
        () => Promise.reject(error),
      );
    }
    return pending ? settle(result, pending) : result;
  }

  #executeField(field: FieldPlan, source: unknown, parent: Path | undefined): unknown {
    const path = { prev: parent, key: field.key, typename: field.parentType.name };
    try {
      this.#signal?.throwIfAborted();
      const info = this.#infoOf(field, path);
      const value = this.#readRelation(field, source) ?? this.#resolve(field, source, info);
      const done = isPromise(value)
        ? value.then((resolved) => field.complete(this, field, info, path, resolved))
        : field.complete(this, field, info, path, value);
      return isPromise(done)
        ? done.then(undefined, (error) => this.fail(field, field.type, path, error))
        : done;
    } catch (error) {
      return this.fail(field, field.type, path, error);
    }
  }

  #resolve(field: FieldPlan, source: unknown, info: GraphQLResolveInfo): unknown {
    const args = field.hasArguments
      ? getArgumentValues(field.definition, field.node, this.#variables)
      : {};
    const value = field.resolve(source, args, this.context, info);
    if (value && field.path && field.relation && value === (source as Fields)[field.relation])
      this.#read.add(field);
    return value;
  }

  /** The relation of a row, once it was seen of another row in the same place that it was read with it. */
  #readRelation(field: FieldPlan, source: unknown): unknown {
    if (!field.relation || !this.#read.has(field)) return undefined;
    return (source as Fields)[field.relation] ?? undefined;
  }

  /**
   * What a resolver is told of the field. Where nothing is asked in two ways it is the same for all rows of a
   * list, without their positions: Pothos then finds out once, and not for each row, what was read with them.
   */
  #infoOf(field: FieldPlan, path: Path): GraphQLResolveInfo {
    const before = field.path && this.#infos.get(field);
    if (before) return before;
    const { schema, fragments, operation } = this.plan;
    const info = {
      fieldName: field.name,
      fieldNodes: field.nodes,
      returnType: field.type,
      parentType: field.parentType,
      path: field.path ?? path,
      schema,
      fragments,
      rootValue: this.#rootValue,
      operation,
      variableValues: this.#variables,
      signal: this.#signal,
    };
    if (field.path) this.#infos.set(field, info);
    return info;
  }

  /** Tells an error with its place, and gives null where the type allows it; else the parent fails. */
  fail(field: FieldPlan, type: GraphQLOutputType, path: Path, cause: unknown): null {
    const error = locatedError(cause, field.nodes, keysOf(path));
    if (isNonNullType(type)) throw error;
    this.#errors.push(error);
    return null;
  }
}

/** The value of a field that only exposes a plain one; undefined leaves it, and any fault, to its resolver. */
function readDirectly({ direct }: FieldPlan, source: unknown): unknown {
  if (!direct || source === null || typeof source !== "object") return undefined;
  const value = (source as Fields)[direct.property];
  if (value === null) return direct.nullable ? null : undefined;
  if (value === undefined || typeof value === "object" || typeof value === "function")
    return undefined;
  try {
    return direct.serialize(value) ?? undefined;
  } catch {
    return undefined;
  }
}

async function settle(
  result: Fields,
  pending: [key: string, value: PromiseLike<unknown>][],
): Promise<Fields> {
  const values = await Promise.all(pending.map(([, value]) => value));
  for (const [index, [key]] of pending.entries()) result[key] = values[index];
  return result;
}

function keysOf(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Path | undefined = path; at; at = at.prev) keys.unshift(at.key);
  return keys;
}
