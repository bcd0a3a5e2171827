import SchemaBuilder, {
  BasePlugin,
  type PothosInputFieldConfig,
  type PothosOutputFieldConfig,
  type PothosTypeConfig,
  type SchemaTypes,
} from "@pothos/core";
import { inputs } from "./input.ts";
import { outputs } from "./output.ts";
import { values } from "./value.ts";

export const glossary = "glossary";

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      glossary: Glossary<Types>;
    }
  }
}

/** What stands under the name within its owner, else what the name means everywhere. */
const find = (texts: Readonly<Record<string, string>>, owner: string, name: string) =>
  texts[`${owner}.${name}`] ?? texts[name];

/**
 * Describes what is not described where it is defined: inputs, arguments and values whose names mean the
 * same wherever they stand.
 */
class Glossary<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onInputFieldConfig(field: PothosInputFieldConfig<Types>): PothosInputFieldConfig<Types> {
    const { name, parentType, parentField, description } = field;
    const owner = parentField ? `${parentType}.${parentField}` : parentType;
    return { ...field, description: description ?? find(inputs, owner, name) };
  }

  override onOutputFieldConfig(
    field: PothosOutputFieldConfig<Types>,
  ): PothosOutputFieldConfig<Types> {
    const { name, parentType, description } = field;
    return { ...field, description: description ?? find(outputs, parentType, name) };
  }

  override onTypeConfig(type: PothosTypeConfig): PothosTypeConfig {
    if (type.kind !== "Enum" || !type.values) return type;
    const described = Object.entries(type.values).map(([name, value]) => {
      const description = value.description ?? find(values, type.name, name);
      return [name, { ...value, description }];
    });
    return { ...type, values: Object.fromEntries(described) };
  }
}

SchemaBuilder.registerPlugin(glossary, Glossary);
