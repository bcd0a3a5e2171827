import type {
  FieldMap,
  InputFieldBuilder,
  InputFieldMap,
  InputShapeFromFields,
} from "@pothos/core";
import * as Identity from "@winner/core/identity/index.ts";
import { DomainError } from "@winner/core/kernel/error.ts";
import { refuseBrokenText } from "@winner/core/kernel/input.ts";
import { builder } from "./builder.ts";
import type { Context } from "./context.ts";
import { queryRefusal, Refusal, refusalName, refusals } from "./refusal.ts";

type Types = (typeof builder)["$inferSchemaTypes"];
type ObjectFields<R> = NonNullable<
  Parameters<ReturnType<typeof builder.objectRef<R>>["implement"]>[0]["fields"]
>;

/**
 * Adds a mutation `name(input)` whose result is a union of its payload and the typed refusals. It
 * is gated by the table of rights before anything runs, under the roles that hold at this moment.
 */
export function mutation<Fields extends InputFieldMap, R extends object>(
  name: Identity.Operation,
  options: {
    description: string;
    input: (t: InputFieldBuilder<Types, "InputObject">) => Fields;
    run: (context: Context, input: InputShapeFromFields<Fields>) => Promise<R>;
    /** After `run`, so that the compiler knows from it what the fields are of. */
    payload: ObjectFields<R>;
  },
): void {
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const Input = builder.inputType(`${title}Input`, {
    description: `Input of ${name}.`,
    fields: options.input as never,
  });
  const Payload = builder.objectRef<R>(`${title}Payload`).implement({
    description: `What ${name} did.`,
    fields: options.payload as () => FieldMap,
  });
  const Result = builder.unionType(`${title}Result`, {
    description: `The outcome of ${name}: done, or why not.`,
    types: [Payload, ...refusals],
    resolveType: (value) => (value instanceof Refusal ? refusalName(value) : `${title}Payload`),
  });
  builder.mutationField(name, (t) =>
    t.field({
      type: Result,
      description: options.description,
      args: { input: t.arg({ type: Input, required: true }) },
      resolve: (async (_root: unknown, args: { input: never }, context: Context) => {
        try {
          const { actor, db } = context;
          const current: Identity.Actor =
            actor.kind === "USER"
              ? { ...actor, grants: await Identity.grantsOf(db, actor.id) }
              : actor;
          Identity.gate(current, name);
          refuseBrokenText(args.input);
          return (await options.run({ ...context, actor: current }, args.input)) as object;
        } catch (error) {
          if (error instanceof DomainError) return new Refusal(error);
          throw error;
        }
      }) as never,
    }),
  );
}

/** Runs a query's work if the table of rights lets the actor ask at all. */
export async function query<T>(
  name: Identity.Operation,
  context: Context,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    Identity.gate(context.actor, name);
    return await work();
  } catch (error) {
    if (error instanceof DomainError) throw queryRefusal(error, context.language);
    throw error;
  }
}
