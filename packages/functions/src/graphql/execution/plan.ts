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
  visit,
} from "graphql";
import { type Complete, completerOf } from "./complete.ts";

/** What is known of a field before it is executed. */
export interface FieldPlan {
  key: string;
  parentType: GraphQLObjectType;
  name: string;
  nodes: FieldNode[];
  type: GraphQLOutputType;
  definition: ReturnType<GraphQLObjectType["getFields"]>[string];
  resolve: typeof defaultFieldResolver;
  hasArguments: boolean;
  complete: Complete;
  /** Read straight from the parent: the property that the field exposes and how its value is written. */
  direct: { property: string; serialize: (value: unknown) => unknown; nullable: boolean } | undefined;
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

  constructor(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Record<string, FragmentDefinitionNode>,
    rootType: GraphQLObjectType,
    choice: Record<string, unknown>,
  ) {
    this.schema = schema;
    this.operation = operation;
    this.fragments = fragments;
    this.#choice = choice;
    const { fields } = collectFields(schema, fragments, choice, rootType, operation.selectionSet);
    this.root = this.#plan(rootType, fields);
  }

  /** The fields to execute on a value of `type` that `field` gave. */
  below(field: FieldPlan, type: GraphQLObjectType): FieldPlan[] {
    let plans = field.below.get(type);
    if (!plans) {
      const { schema, fragments } = this;
      const { fields } = collectSubFields(schema, fragments, this.#choice, type, field.nodes);
      plans = this.#plan(type, fields);
      field.below.set(type, plans);
    }
    return plans;
  }

  #plan(parentType: GraphQLObjectType, fields: Map<string, FieldNode[]>): FieldPlan[] {
    const known = parentType.getFields();
    return [...fields].flatMap(([key, nodes]) => {
      const name = nodes[0]?.name.value ?? "";
      const definition = name === TypeNameMetaFieldDef.name ? TypeNameMetaFieldDef : known[name];
      if (!definition) return [];
      const { type, args } = definition;
      return {
        key,
        parentType,
        name,
        nodes,
        type,
        definition,
        resolve: definition.resolve ?? defaultFieldResolver,
        hasArguments: args.length > 0,
        complete: completerOf(type),
        direct: directly(definition),
        below: new Map(),
      };
    });
  }
}

/**
 * Pothos says which fields do nothing but read a property. Its plugin for Prisma wraps some of them, to
 * read the property later when it was not selected; where it is there, the wrapped resolver reads it too.
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

/** A document as it was read once: its fragments, and which variables decide what is left out. */
interface Reading {
  fragments: Record<string, FragmentDefinitionNode>;
  deciding: string[];
  plans: Map<string, Plan>;
}
const readings = new WeakMap<GraphQLSchema, WeakMap<DocumentNode, Reading | "UNSUPPORTED">>();
/** Choices of one document for which plans are kept. */
const places = 32;

/**
 * The plan of an operation, made once for a document, which Yoga keeps for its text. Undefined for what is
 * left to the general executor: introspection, subscriptions, unknown directives.
 */
export function planOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Record<string, unknown>,
): Plan | undefined {
  let ofSchema = readings.get(schema);
  if (!ofSchema) {
    ofSchema = new WeakMap();
    readings.set(schema, ofSchema);
  }
  let reading = ofSchema.get(document);
  if (!reading) {
    reading = read(document);
    ofSchema.set(document, reading);
  }
  if (reading === "UNSUPPORTED") return undefined;
  const choice = Object.fromEntries(reading.deciding.map((name) => [name, variables[name]]));
  const key = JSON.stringify([operationName, ...Object.values(choice)]);
  let plan = reading.plans.get(key);
  if (!plan) {
    const operation = getOperationAST(document, operationName);
    const rootType = operation && schema.getRootType(operation.operation);
    if (!operation || !rootType || operation.operation === "subscription") return undefined;
    plan = new Plan(schema, operation, reading.fragments, rootType, choice);
    if (reading.plans.size === places) reading.plans.clear();
    reading.plans.set(key, plan);
  }
  return plan;
}

function read(document: DocumentNode): Reading | "UNSUPPORTED" {
  const fragments: Reading["fragments"] = {};
  const deciding = new Set<string>();
  let supported = true;
  visit(document, {
    FragmentDefinition: (node) => {
      fragments[node.name.value] = node;
    },
    Field: ({ name, alias }) => {
      // Introspection, and a key that would change the answer's prototype.
      if (/^__(schema|type)$/.test(name.value) || alias?.value === "__proto__") supported = false;
    },
    Directive: ({ name, arguments: args }) => {
      if (name.value !== "skip" && name.value !== "include") supported = false;
      for (const { value } of args ?? [])
        if (value.kind === Kind.VARIABLE) deciding.add(value.name.value);
    },
  });
  return supported ? { fragments, deciding: [...deciding], plans: new Map() } : "UNSUPPORTED";
}
