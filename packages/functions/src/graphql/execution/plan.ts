import { collectFields, collectSubFields } from "@graphql-tools/utils";
import {
  type DocumentNode,
  defaultFieldResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getOperationAST,
  isLeafType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  TypeNameMetaFieldDef,
  type VariableDefinitionNode,
  visit,
} from "graphql";
import { type Complete, completerOf, type Path } from "./complete.ts";

/** What is known of a field before it is executed. */
export interface FieldPlan {
  key: string;
  parentType: GraphQLObjectType;
  name: string;
  /** The first of its places in the document, whose arguments hold for all, and all of them. */
  node: FieldNode;
  nodes: FieldNode[];
  type: GraphQLOutputType;
  definition: ReturnType<GraphQLObjectType["getFields"]>[string];
  resolve: typeof defaultFieldResolver;
  hasArguments: boolean;
  complete: Complete;
  /** Read straight from the parent: the property that the field exposes and how its value is written. */
  direct:
    | { property: string; serialize: (value: unknown) => unknown; nullable: boolean }
    | undefined;
  /** The relation of a row that the field gives as it was read with the row. */
  relation: string | undefined;
  /** Its place in the answer but for the positions in lists; absent where aliases are. */
  path: Path | undefined;
  /** The fields below, by the type that the value turns out to have. */
  below: Map<GraphQLObjectType, FieldPlan[]>;
}

/** An operation of a document, for one choice of what @skip and @include leave of it. */
export class Plan {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
  readonly root: FieldPlan[];
  readonly #choice: Record<string, unknown>;
  readonly #aliased: boolean;

  constructor(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Record<string, FragmentDefinitionNode>,
    rootType: GraphQLObjectType,
    choice: Record<string, unknown>,
    aliased: boolean,
  ) {
    this.schema = schema;
    this.operation = operation;
    this.fragments = fragments;
    this.#choice = choice;
    this.#aliased = aliased;
    const { fields } = collectFields(schema, fragments, choice, rootType, operation.selectionSet);
    this.root = this.#plan(rootType, fields, undefined);
  }

  /** The fields to execute on a value of `type` that `field` gave. */
  below(field: FieldPlan, type: GraphQLObjectType): FieldPlan[] {
    let plans = field.below.get(type);
    if (!plans) {
      const { schema, fragments } = this;
      const { fields } = collectSubFields(schema, fragments, this.#choice, type, field.nodes);
      plans = this.#plan(type, fields, field.path);
      field.below.set(type, plans);
    }
    return plans;
  }

  #plan(
    parentType: GraphQLObjectType,
    fields: Map<string, FieldNode[]>,
    prev: Path | undefined,
  ): FieldPlan[] {
    const known = parentType.getFields();
    return [...fields].flatMap(([key, nodes]) => {
      const [node] = nodes;
      const name = node?.name.value ?? "";
      const definition = name === TypeNameMetaFieldDef.name ? TypeNameMetaFieldDef : known[name];
      if (!node || !definition) return [];
      const { type, args } = definition;
      return {
        key,
        parentType,
        name,
        node,
        nodes,
        type,
        definition,
        resolve: definition.resolve ?? defaultFieldResolver,
        hasArguments: args.length > 0,
        complete: completerOf(type),
        direct: directly(definition),
        relation: relationOf(definition),
        path: this.#aliased ? undefined : { prev, key, typename: parentType.name },
        below: new Map(),
      };
    });
  }
}

/**
 * Pothos says which fields do nothing but read a property. Its plugin for Prisma, and ours before
 * it, wrap some of them, to read the property later when it was not selected; where it is there, the
 * wrapped resolver reads it too.
 */
function directly({ type, extensions }: FieldPlan["definition"]): FieldPlan["direct"] {
  const property = extensions.pothosExposedField;
  const leaf = isNonNullType(type) ? type.ofType : type;
  if (typeof property !== "string" || !isLeafType(leaf)) return undefined;
  if (extensions.pothosResolveWrapped && !extensions.pothosPrismaSelect) return undefined;
  return {
    property,
    serialize: (value) => leaf.serialize(value),
    nullable: !isNonNullType(type),
  };
}

/** Pothos says which fields give a relation. */
function relationOf({ extensions }: FieldPlan["definition"]): string | undefined {
  const relation = extensions.pothosPrismaRelationField as { name: string } | undefined;
  return relation?.name;
}

/** An operation of a document, read once: its plans, by what variables decide to leave out. */
export class Operation {
  readonly variables: readonly VariableDefinitionNode[];
  readonly #schema: GraphQLSchema;
  readonly #node: OperationDefinitionNode;
  readonly #fragments: Record<string, FragmentDefinitionNode>;
  readonly #rootType: GraphQLObjectType;
  readonly #deciding: readonly string[];
  readonly #aliased: boolean;
  readonly #plans = new Map<string, Plan>();

  constructor(
    schema: GraphQLSchema,
    node: OperationDefinitionNode,
    rootType: GraphQLObjectType,
    document: DocumentNode,
  ) {
    this.variables = node.variableDefinitions ?? [];
    this.#schema = schema;
    this.#node = node;
    this.#rootType = rootType;
    this.#fragments = Object.fromEntries(
      document.definitions
        .filter((one) => one.kind === Kind.FRAGMENT_DEFINITION)
        .map((one) => [one.name.value, one]),
    );
    this.#deciding = decidingVariables(document);
    this.#aliased = hasAlias(document);
  }

  /** The plan for the values of variables. */
  planFor(variables: Record<string, unknown>): Plan {
    const choice = Object.fromEntries(this.#deciding.map((name) => [name, variables[name]]));
    const key = JSON.stringify(choice);
    let plan = this.#plans.get(key);
    if (!plan) {
      plan = new Plan(
        this.#schema,
        this.#node,
        this.#fragments,
        this.#rootType,
        choice,
        this.#aliased,
      );
      if (this.#plans.size === places) this.#plans.clear();
      this.#plans.set(key, plan);
    }
    return plan;
  }
}
/** Plans of one operation that are kept. */
const places = 32;

type Operations = Map<string | null | undefined, Operation | undefined>;
const read = new WeakMap<GraphQLSchema, WeakMap<DocumentNode, Operations>>();

/**
 * The operation that a document is asked for. It is read once for a document, which Yoga keeps for its text.
 * Undefined for what is left to the general executor: introspection, subscriptions, other directives.
 */
export function operationOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  name: string | null | undefined,
): Operation | undefined {
  const documents = read.get(schema) ?? new WeakMap<DocumentNode, Operations>();
  read.set(schema, documents);
  const operations: Operations = documents.get(document) ?? new Map();
  documents.set(document, operations);
  if (!operations.has(name)) {
    const node = getOperationAST(document, name);
    const rootType = node && schema.getRootType(node.operation);
    // A name that the document does not have is not kept: there is no end of such.
    if (!node || !rootType) return undefined;
    const supported = node.operation !== "subscription" && isSupported(document);
    operations.set(name, supported ? new Operation(schema, node, rootType, document) : undefined);
  }
  return operations.get(name);
}

function isSupported(document: DocumentNode): boolean {
  let supported = true;
  visit(document, {
    Field: ({ name, alias }) => {
      // Introspection, and a key that would change the answer's prototype.
      if (/^__(schema|type)$/.test(name.value) || alias?.value === "__proto__") supported = false;
    },
    Directive: ({ name }) => {
      if (name.value !== "skip" && name.value !== "include") supported = false;
    },
  });
  return supported;
}

function decidingVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (directive) => {
      for (const { value } of directive.arguments ?? [])
        if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/** Whether a field has another name in the answer, so that one may be asked in two ways. */
function hasAlias(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field: ({ name, alias }) => {
      if (alias && alias.value !== name.value) found = true;
    },
  });
  return found;
}
