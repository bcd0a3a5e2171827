import SchemaBuilder, {
  BasePlugin,
  type PothosOutputFieldConfig,
  type SchemaTypes,
} from "@pothos/core";
import type { GraphQLFieldResolver } from "graphql";

export const givenColumns = "givenColumns";

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      givenColumns: GivenColumns<Types>;
    }
  }
}

/**
 * A field that selects columns alone is resolved from a row which has them. Pothos would read again,
 * one more statement each, the rows that it did not read itself, such as those a mutation gives.
 */
class GivenColumns<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(
    resolve: GraphQLFieldResolver<unknown, Types["Context"], object>,
    field: PothosOutputFieldConfig<Types>,
  ): GraphQLFieldResolver<unknown, Types["Context"], object> {
    const { resolve: own, extensions } = field;
    const select: unknown = extensions?.pothosPrismaSelect;
    if (!own || !isOfColumns(select)) return resolve;
    const columns = Object.keys(select);
    return (row, args, context, info) =>
      columns.every((column) => (row as Record<string, unknown>)[column] !== undefined)
        ? own(row as never, args, context, info)
        : resolve(row, args, context, info);
  }
}

const isOfColumns = (select: unknown): select is Record<string, true> =>
  typeof select === "object" &&
  select !== null &&
  Object.values(select).every((selected) => selected === true);

// Before the plugin of Prisma in the builder's list, so that it is asked first.
SchemaBuilder.registerPlugin(givenColumns, GivenColumns);
