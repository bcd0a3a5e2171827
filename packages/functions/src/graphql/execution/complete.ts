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
import { executeFields, fieldError, isPromise, type Run } from "./run.ts";

type Path = GraphQLResolveInfo["path"];

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

function inner(type: Exclude<GraphQLOutputType, { ofType: unknown }> | GraphQLOutputType): Complete {
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
    for (const item of value as Iterable<unknown>) {
      const at = { prev: path, key: items.length, typename: undefined };
      const failed = (error: unknown) => fieldError(run, field, itemType, at, error);
      try {
        const done = isPromise(item)
          ? item.then((resolved) => complete(run, field, info, at, resolved))
          : complete(run, field, info, at, item);
        if (isPromise(done)) {
          pending = true;
          items.push(done.then(undefined, failed));
        } else items.push(done);
      } catch (error) {
        items.push(failed(error));
      }
    }
    return pending ? Promise.all(items) : items;
  };
}

function ofObject(type: GraphQLObjectType): Complete {
  const execute: Complete = (run, field, _info, path, value) =>
    executeFields(run, run.plan.below(field, type), value, path);
  if (!type.isTypeOf) return execute;
  return (run, field, info, path, value) => {
    const check = (is: unknown) => {
      if (is) return execute(run, field, info, path, value);
      throw new GraphQLError(`Expected value of type "${type}" but got another.`, {
        nodes: field.nodes,
      });
    };
    const is = type.isTypeOf?.(value, run.context, info);
    return isPromise(is) ? is.then(check) : check(is);
  };
}

function ofAbstract(type: GraphQLAbstractType): Complete {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  return (run, field, info, path, value) => {
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
