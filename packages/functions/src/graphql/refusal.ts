import {
  type DomainError,
  type ErrorKind,
  type Fault,
  type Message,
  type Parameters,
  type Path,
  tell,
} from "@winner/core/kernel/error.ts";
import { GraphQLError } from "graphql";
import { builder } from "./builder.ts";
import { nounIn } from "./noun.ts";

/** A domain error as a value: GraphQL takes an `Error` that a resolver returns for a thrown one. */
export class Refusal {
  readonly kind: ErrorKind;
  readonly text: Message;
  readonly path: Path;
  readonly parameters: Parameters;
  readonly faults: readonly Fault[];

  constructor({ kind, text, path, parameters, faults }: DomainError) {
    this.kind = kind;
    this.text = text;
    this.path = path;
    this.parameters = parameters;
    this.faults = faults;
  }
}

/** What a refusal says to people; of what is absent the noun is in their language as well. */
function told({ text, parameters }: Refusal | DomainError, language: "en" | "id"): string {
  const { noun } = parameters;
  if (typeof noun !== "string") return tell(text, language, parameters);
  return tell(text, language, { ...parameters, noun: nounIn(language, noun) });
}

const RefusalInterface = builder.interfaceRef<Refusal>("Error").implement({
  description: "Why a mutation was refused, and what to do.",
  resolveType: (error) => refusalNames[error.kind],
  fields: (t) => ({
    code: t.string({ description: "Stable, for programs.", resolve: (error) => error.text.code }),
    message: t.string({
      description: "For people, in the language asked for by Accept-Language.",
      resolve: (error, _, { language }) => told(error, language),
    }),
    path: t.stringList({
      description: "Where in the input it is; empty when it is not about one field.",
      resolve: (error) => error.path.map(String),
    }),
  }),
});

const FaultObject = builder.objectRef<Fault>("Fault").implement({
  description: "One thing wrong in an input.",
  fields: (t) => ({
    code: t.string({
      description: "Stable, for programs.",
      resolve: (fault) => fault.message.code,
    }),
    message: t.string({
      description: "For people.",
      resolve: (fault, _, { language }) => tell(fault.message, language, fault.parameters),
    }),
    path: t.stringList({
      description: "Where in the input it is.",
      resolve: (fault) => fault.path.map(String),
    }),
  }),
});

const refusalNames: Record<ErrorKind, string> = {
  INPUT: "InputError",
  FORBIDDEN: "ForbiddenError",
  NOT_FOUND: "NotFoundError",
  CONFLICT: "ConflictError",
  STATE: "StateError",
  DEADLINE: "DeadlineError",
};
const descriptions: Record<ErrorKind, string> = {
  INPUT: "Values are missing or not accepted.",
  FORBIDDEN: "Not signed in, or the role does not allow it.",
  NOT_FOUND: "There is no such thing, or not for you.",
  CONFLICT: "Someone changed it meanwhile.",
  STATE: "Not possible in its present state.",
  DEADLINE: "Too early or too late.",
};

const refusal = (kind: ErrorKind) =>
  builder.objectRef<Refusal>(refusalNames[kind]).implement({
    description: descriptions[kind],
    interfaces: [RefusalInterface],
    isTypeOf: (value) => value instanceof Refusal && value.kind === kind,
    ...(kind === "INPUT" && {
      fields: (t) => ({
        faults: t.field({
          type: [FaultObject],
          description: "Every fault found.",
          resolve: (error) => [...error.faults],
        }),
      }),
    }),
  });

/** The refusals that every mutation may answer with. */
export const refusals = (Object.keys(refusalNames) as ErrorKind[]).map(refusal);

export const refusalName = (refusal: Refusal): string => refusalNames[refusal.kind];

/** A refusal of a query, which has no union: an error with a code. */
export const queryRefusal = (error: DomainError, language: "en" | "id"): GraphQLError =>
  new GraphQLError(told(error, language), {
    extensions: { code: error.text.code },
  });
