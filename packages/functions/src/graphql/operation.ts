import type {
  FieldMap,
  InputFieldBuilder,
  InputFieldMap,
  InputShapeFromFields,
} from "@pothos/core";
import { wholeOnce } from "@winner/core/database/index.ts";
import * as Identity from "@winner/core/identity/index.ts";
import { DomainError, found } from "@winner/core/kernel/error.ts";
import { line, readInput, refuseBrokenText } from "@winner/core/kernel/input.ts";
import * as z from "zod";
import { builder } from "./builder.ts";
import type { Context } from "./context.ts";
import { queryRefusal, Refusal, refusalName, refusals } from "./refusal.ts";

type Types = (typeof builder)["$inferSchemaTypes"];
type ObjectFields<R> = NonNullable<
  Parameters<ReturnType<typeof builder.objectRef<R>>["implement"]>[0]["fields"]
>;

/** How a mutation that no unique key makes the same twice is done once for a client's key. */
interface Once<Fields extends InputFieldMap, R> {
  /** Of the row that was made. */
  idOf(made: R): string;
  /** The answer when it is asked again, of the row as it is now; null when the actor may see it no more. */
  again(context: Context, id: string, input: InputShapeFromFields<Fields>): Promise<R | null>;
}
const keyLimits = z.object({ idempotencyKey: line(100) });

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
    /** Gives the input an optional `idempotencyKey`, by which `run` is done once. */
    once?: Once<Fields, NoInfer<R>>;
    /** After `run`, so that the compiler knows from it what the fields are of. */
    payload: ObjectFields<R>;
  },
): void {
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const { once } = options;
  const Input = builder.inputType(`${title}Input`, {
    description: `Input of ${name}.`,
    fields: ((t: InputFieldBuilder<Types, "InputObject">) => ({
      ...options.input(t),
      ...(once && { idempotencyKey: t.string() }),
    })) as never,
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
  type Given = InputShapeFromFields<Fields>;
  /** Runs it once for the key that the input has; without one, each time. */
  async function runOnce(
    once: Once<Fields, R>,
    context: Context,
    { idempotencyKey, ...rest }: Given & { idempotencyKey?: string | null },
  ): Promise<R> {
    const input = rest as unknown as Given;
    if (typeof idempotencyKey !== "string") return options.run(context, input);
    const { idempotencyKey: key } = readInput(keyLimits, { idempotencyKey });
    return wholeOnce<R>(
      context.db,
      { actor: Identity.actorName(context.actor), operation: name, key, input },
      {
        work: (db) => options.run({ ...context, db }, input),
        idOf: once.idOf,
        again: async (id) => found(await once.again(context, id, input), "result"),
      },
    );
  }
  builder.mutationField(name, (t) =>
    t.field({
      type: Result,
      description: options.description,
      args: { input: t.arg({ type: Input, required: true }) },
      resolve: (async (_root: unknown, args: { input: never }, context: Context) => {
        try {
          return await Identity.underRolesOfNow<R>(context.db, context.actor, async (db, actor) => {
            Identity.gate(actor, name);
            refuseBrokenText(args.input);
            const asked = { ...context, db, actor };
            return once ? runOnce(once, asked, args.input) : options.run(asked, args.input);
          });
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
