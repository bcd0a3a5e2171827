import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from "graphql";
import { fieldWeights, listSizes, mutationWeight } from "./cost-weight.ts";
import { defaultPage } from "./limits.ts";

type Variables = Readonly<Record<string, unknown>>;

/** What a field costs, apart from what is asked below it. */
interface Weight {
  /** Of each item. */
  own: number;
  /** How many items: a number, or by the arguments that say it. */
  size: number | "PAGE" | "IDS" | "FIRST";
}

type WeightOf = (field: GraphQLField<unknown, unknown>, parent: GraphQLNamedType) => Weight;

/** What an operation asks for. */
export interface Asked {
  cost: number;
  mutations: number;
  /** The most ids given to one `nodes`. */
  ids: number;
}

const nothing: Asked = { cost: 0, mutations: 0, ids: 0 };

/** Arguments that say how many items there may be. */
const sizing = new Set(["first", "last", "ids"]);
const assumedSize = 10;

/**
 * Makes what reckons the most objects that an operation can give, before anything of it runs: as many
 * as its pages are long, times as many as the lists in them. A scalar is free, an object is one point, an
 * expensive field and a mutation more (cost-weight.ts). Fragments count as often as they are used,
 * whatever directives say. A document costs the same each time, unless variables give its page sizes:
 * then it is reckoned anew.
 */
export function createCost(schema: GraphQLSchema, page: number) {
  const weights = new WeakMap<GraphQLField<unknown, unknown>, Weight>();
  const known = new WeakMap<OperationDefinitionNode, Asked>();

  const weightOf: WeightOf = (field, parent) => {
    const before = weights.get(field);
    if (before) return before;
    const weight = newWeight(field, parent);
    weights.set(field, weight);
    return weight;
  };

  return (
    document: DocumentNode,
    operationName: string | null | undefined,
    variables: Variables,
  ): Asked => {
    const operation = getOperationAST(document, operationName);
    if (!operation) return nothing; // the executor says what is wrong
    const before = known.get(operation);
    if (before) return before;
    const walk = new Walk(schema, document, operation, variables, page, weightOf);
    const asked = { cost: walk.cost(), mutations: walk.mutations, ids: walk.ids };
    if (!walk.variable) known.set(operation, asked);
    return asked;
  };
}

function newWeight(...[field, parent]: Parameters<WeightOf>): Weight {
  const type = getNamedType(field.type);
  const own =
    fieldWeights[`${parent.name}.${field.name}`] ??
    (!isCompositeType(type) || type.name === "PageInfo" ? 0 : 1);
  // Of a connection and its edges only the nodes count; the connection says how many there are.
  if (isObjectType(type) && type.name.endsWith("Connection")) return { own: 0, size: "PAGE" };
  if (type.name.endsWith("Edge")) return { own: 0, size: 1 };
  if (!isListType(getNullableType(field.type))) return { own, size: 1 };
  if (field.args.some(({ name }) => name === "ids")) return { own, size: "IDS" };
  if (field.args.some(({ name }) => name === "first")) return { own, size: "FIRST" };
  return { own, size: listSizes[type.name] ?? assumedSize };
}

/** One reckoning. */
class Walk {
  /** Whether a variable had a part in it. */
  variable = false;
  mutations = 0;
  ids = 0;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  /** What stands in one place always has one parent type, and so one cost. */
  readonly #costs = new Map<SelectionSetNode, number>();
  readonly #schema: GraphQLSchema;
  readonly #operation: OperationDefinitionNode;
  readonly #variables: Variables;
  readonly #page: number;
  readonly #weightOf: WeightOf;

  constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Variables,
    page: number,
    weightOf: WeightOf,
  ) {
    this.#schema = schema;
    this.#operation = operation;
    this.#variables = variables;
    this.#page = page;
    this.#weightOf = weightOf;
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
  }

  cost(): number {
    const { operation, selectionSet } = this.#operation;
    const root = this.#schema.getRootType(operation);
    return root ? this.#selections(selectionSet, root) : 0;
  }

  #selections(set: SelectionSetNode, parent: GraphQLNamedType): number {
    const before = this.#costs.get(set);
    if (before !== undefined) return before;
    this.#costs.set(set, 0); // a fragment within itself, which validation refuses
    let cost = 0;
    for (const selection of set.selections)
      if (selection.kind === Kind.FIELD) cost += this.#field(selection, parent);
      else {
        const fragment =
          selection.kind === Kind.FRAGMENT_SPREAD
            ? this.#fragments.get(selection.name.value)
            : selection;
        const condition = fragment?.typeCondition?.name.value;
        const type = condition ? this.#schema.getType(condition) : parent;
        if (fragment && type) cost += this.#selections(fragment.selectionSet, type);
      }
    this.#costs.set(set, cost);
    return cost;
  }

  #field(node: FieldNode, parent: GraphQLNamedType): number {
    const name = node.name.value;
    // Introspection is not in the schema's fields; it costs the same however much of it is asked.
    if (name.startsWith("__")) return fieldWeights[`Introspection.${name}`] ?? 0;
    const field =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field) return 0;
    const { own, size } = this.#weightOf(field, parent);
    const below = node.selectionSet
      ? this.#selections(node.selectionSet, getNamedType(field.type))
      : 0;
    const items = typeof size === "number" ? size : this.#items(size, node, field);
    if (size === "IDS") this.ids = Math.max(this.ids, items);
    if (parent !== this.#schema.getMutationType()) return items * (own + below);
    this.mutations += 1;
    return items * (own + below) + mutationWeight;
  }

  #items(
    size: "PAGE" | "IDS" | "FIRST",
    { arguments: given = [] }: FieldNode,
    field: GraphQLField<unknown, unknown>,
  ): number {
    const sizes = given
      .filter(({ name }) => sizing.has(name.value))
      .map((argument) => this.#value(argument))
      .filter((value) => value !== undefined);
    if (sizes.length > 0) {
      const most = Math.max(0, ...sizes);
      return size === "PAGE" ? Math.min(most, this.#page) : most;
    }
    const preset = field.args.find(({ name }) => name === "first")?.defaultValue;
    return typeof preset === "number" ? preset : defaultPage;
  }

  /** The number, or the length of the list, that an argument gives; undefined when it gives none. */
  #value({ value }: ArgumentNode): number | undefined {
    if (value.kind !== Kind.VARIABLE) return literal(value);
    this.variable = true;
    const name = value.name.value;
    const given = this.#variables[name];
    if (typeof given === "number") return given;
    if (Array.isArray(given)) return given.length;
    const definition = this.#operation.variableDefinitions?.find(
      ({ variable }) => variable.name.value === name,
    );
    return given === undefined && definition?.defaultValue
      ? literal(definition.defaultValue)
      : undefined;
  }
}

function literal(value: ValueNode): number | undefined {
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind === Kind.LIST) return value.values.length;
  // One value where a list is asked for is a list of one.
  return value.kind === Kind.STRING ? 1 : undefined;
}
