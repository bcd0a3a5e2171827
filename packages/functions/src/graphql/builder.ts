import SchemaBuilder from "@pothos/core";
import PrismaPlugin from "@pothos/plugin-prisma";
import RelayPlugin from "@pothos/plugin-relay";
import type { LocalDate } from "@winner/core/kernel/local-date.ts";
import type { Context } from "./context.ts";
import type PrismaTypes from "./generated/pothos.ts";
import { getDatamodel } from "./generated/pothos.ts";
import { givenColumns } from "./given-column.ts";
import { readGlobalId } from "./global-id.ts";
import { glossary } from "./glossary/plugin.ts";

/** Plugins and scalars only; every type lives in the file of its noun. */
export const builder = new SchemaBuilder<{
  PrismaTypes: PrismaTypes;
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    DateTime: { Input: Date; Output: Date };
    LocalDate: { Input: LocalDate; Output: LocalDate };
    JSON: { Input: unknown; Output: unknown };
    Rupiah: { Input: bigint; Output: bigint };
    TimeZone: { Input: string; Output: string };
    ID: { Input: string; Output: string };
  };
}>({
  plugins: [glossary, givenColumns, PrismaPlugin, RelayPlugin],
  defaultFieldNullability: false,
  prisma: {
    client: (context) => context.db,
    dmmf: getDatamodel(),
    exposeDescriptions: false,
    maxConnectionSize: 100,
    defaultConnectionSize: 20,
    onUnusedQuery: null,
  },
  relay: {
    clientMutationId: "omit",
    cursorType: "String",
    decodeGlobalID: (id) => readGlobalId(id, isNode),
    nodeTypeOptions: { description: "Anything that has a global id." },
    pageInfoTypeOptions: { description: "Where a page is in its list." },
    defaultConnectionTypeOptions: { description: "A page of a list." },
    defaultEdgeTypeOptions: { description: "An item of a page, with its cursor." },
  },
});

/** Whether a type can be asked for by its id alone. */
function isNode(type: string): boolean {
  const { configStore } = builder;
  const config = configStore.typeConfigs.get(type);
  return (
    config?.kind === "Object" &&
    config.interfaces.some((one) => configStore.getTypeConfig(one).name === "Node")
  );
}

builder.queryType({ description: "Everything that can be read." });
builder.mutationType({ description: "Everything that can be done." });
