import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type { FieldPlan } from "./plan.ts";
import type { Run } from "./run.ts";

export type Path = GraphQLResolveInfo["path"];

export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === "function";

/** Makes of what a resolver gave what the answer says, by the type of the field. */
export type Complete = (
  run: Run,
  field: FieldPlan,
  info: GraphQLResolveInfo,
  path: Path,
  value: unknown,
) => unknown;

const made = new WeakMap<GraphQLOutputType, Complete>();

/** How values of a type are completed; made once for each type. */
export function completerOf(type: GraphQLOutputType): Complete {
  let complete = made.get(type);
  if (!complete) {
    complete = isNonNullType(type) ? ofNonNull(completerOf(type.ofType)) : nullable(inner(type));
    made.set(type, complete);
  }
  return complete;
}

const nullable =
  (complete: Complete): Complete =>
  (run, field, info, path, value) => {
    if (value instanceof Error) throw value;
    return value === null || value === undefined ? null : complete(run, field, info, path, value);
  };

const ofNonNull =
  (complete: Complete): Complete =>
  (run, field, info, path, value) => {
    const done = complete(run, field, info, path, value);
    if (done !== null) return done;
    const { parentType, name } = field;
    throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${name}.`);
  };

function inner(type: GraphQLOutputType): Complete {
  if (isListType(type)) return ofList(type);
  if (isObjectType(type)) return ofObject(type);
  if (!isLeafType(type)) return ofAbstract(type as GraphQLAbstractType);
  return (_run, _field, _info, _path, value) => {
    const written = type.serialize(value);
    if (written !== null && written !== undefined) return written;
    throw new Error(
      `Expected \`${type}.serialize(${String(value)})\` to return non-nullable value, returned: ${written}`,
    );
  };
}

function ofList(type: GraphQLList<GraphQLOutputType>): Complete {
  const itemType = type.ofType;
  const complete = completerOf(itemType);
  return (run, field, info, path, value) => {
    if (typeof value !== "object" || value === null || !(Symbol.iterator in value))
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${field.parentType.name}.${field.name}".`,
      );
    let pending = false;
    const items: unknown[] = [];
    const completed = (item: unknown, at: Path): unknown => {
      const failed = (error: unknown) => run.fail(field, itemType, at, error);
      try {
        const done = isPromise(item)
          ? item.then((resolved) => complete(run, field, info, at, resolved))
          : complete(run, field, info, at, item);
        if (!isPromise(done)) return done;
        pending = true;
        return done.then(undefined, failed);
      } catch (error) {
        return failed(error);
      }
    };
    try {
      for (const item of value as Iterable<unknown>)
        items.push(completed(item, { prev: path, key: items.length, typename: undefined }));
    } catch (error) {
      // Items before it may be refused yet, and must not be so unheard.
      if (pending) Promise.allSettled(items);
      throw error;
    }
    return pending ? Promise.all(items) : items;
  };
}

function ofObject(type: GraphQLObjectType): Complete {
  const execute: Complete = (run, field, _info, path, value) =>
    run.executeFields(run.plan.below(field, type), value, path);
  return (run, field, info, path, value) => {
    if (!type.isTypeOf) return execute(run, field, info, path, value);
    const check = (is: unknown) => {
      if (is) return execute(run, field, info, path, value);
      throw new GraphQLError(`Expected value of type "${type}" but got another.`, {
        nodes: field.nodes,
      });
    };
    const is = type.isTypeOf(value, run.context, info);
    return isPromise(is) ? is.then(check) : check(is);
  };
}

function ofAbstract(type: GraphQLAbstractType): Complete {
  return (run, field, info, path, value) => {
    const resolveType = type.resolveType ?? defaultTypeResolver;
    const proceed = (name: unknown) => {
      const found = typeof name === "string" ? run.plan.schema.getType(name) : undefined;
      if (isObjectType(found) && run.plan.schema.isSubType(type, found))
        return completerOf(found)(run, field, info, path, value);
      throw new GraphQLError(`The value of "${type}" is of no type that it may be of.`, {
        nodes: field.nodes,
      });
    };
    const name = resolveType(value, run.context, info, type);
    return isPromise(name) ? name.then(proceed) : proceed(name);
  };
}
