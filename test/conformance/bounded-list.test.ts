import { anonymous } from "@winner/core/identity/index.ts";
import { schema } from "@winner/functions/graphql/schema.ts";
import { type GraphQLField, getNullableType, isListType, isObjectType } from "graphql";
import { expect, test } from "vitest";
import { reasons } from "./bounded-lists.ts";

type Field = GraphQLField<unknown, unknown>;
type Query = object | ((args: object, context: object) => object);
const context = { actor: anonymous, language: "en" };

/** The most that a field reads of a relation in the statement of its row, with the arguments that are preset. */
function takenBy(field: Field): number | undefined {
  const select: unknown = field.extensions.pothosPrismaSelect;
  if (typeof select !== "function") return undefined;
  const args = Object.fromEntries(field.args.map((arg) => [arg.name, arg.defaultValue]));
  const takes: unknown[] = [];
  select(args, context, (query: Query = {}) => {
    const asked = typeof query === "function" ? query(args, context) : query;
    takes.push("take" in asked ? asked.take : undefined);
    return asked;
  });
  const [take] = takes;
  return typeof take === "number" ? take : undefined;
}

/** Lists but for pages, which a connection bounds, and those of what is sent back as it was given. */
const lists = Object.values(schema.getTypeMap()).flatMap((type) =>
  isObjectType(type) && !type.name.startsWith("__") && !/(Connection|Error)$/.test(type.name)
    ? Object.values(type.getFields())
        .filter((field) => isListType(getNullableType(field.type)))
        .map((field) => ({ name: `${type.name}.${field.name}`, field }))
    : [],
);
const isBounded = ({ field }: (typeof lists)[number]): boolean =>
  field.args.some(({ name }) => name === "ids") ||
  (takenBy(field) ?? Number.POSITIVE_INFINITY) <= 1000;

test("a list without a bound is named, unless it is known why it stays short", () => {
  expect(lists.length).toBeGreaterThan(120);
  const unbounded = lists.filter((list) => !isBounded(list)).map(({ name }) => name);
  expect(unbounded.filter((name) => !reasons[name])).toEqual([]);
  expect(Object.keys(reasons).filter((name) => !unbounded.includes(name))).toEqual([]);
});

test("the bound of a relation is seen, and its absence", () => {
  const of = (type: string, name: string): Field => {
    const owner = schema.getType(type);
    const field = isObjectType(owner) ? owner.getFields()[name] : undefined;
    if (!field) throw new Error(`no ${type}.${name}`);
    return field;
  };
  expect(takenBy(of("Payment", "allocations"))).toBe(1000);
  expect(takenBy(of("Panel", "conflicts"))).toBe(500);
  expect(takenBy(of("Internship", "logbook"))).toBe(500);
  expect(takenBy(of("Edition", "stages"))).toBeUndefined();
});
