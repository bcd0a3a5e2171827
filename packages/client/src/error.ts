/** One error of a GraphQL answer. */
export interface GraphqlFault {
  message: string;
  path?: readonly (string | number)[];
  extensions?: { code?: string; retryable?: boolean };
}

/** The server answered a request as a whole with errors: the query is wrong, or its sender may not ask it. */
export class RequestError extends Error {
  override name = "RequestError";
  /** Of the first error, for programs; `HTTP_502` and the like when no GraphQL came back. */
  readonly code: string;
  /** The HTTP status; 200 also for errors of single fields. */
  readonly status: number;
  readonly errors: readonly GraphqlFault[];

  constructor(status: number, errors: readonly GraphqlFault[]) {
    super(errors.map(({ message }) => message).join("\n") || `The server answered ${status}.`);
    this.status = status;
    this.errors = errors;
    this.code = errors[0]?.extensions?.code ?? `HTTP_${status}`;
  }
}

/** No answer came. A mutation without an idempotency key may have been done, or not. */
export class ConnectionError extends Error {
  override name = "ConnectionError";
}

/** A member of a mutation's result that tells why it was not done. */
export interface Refusal {
  __typename: RefusalName;
  code: string;
  message: string;
  path: readonly string[];
  faults?: readonly { code: string; message: string; path: readonly string[] }[];
}
export type RefusalName =
  | "InputError"
  | "ForbiddenError"
  | "NotFoundError"
  | "ConflictError"
  | "StateError"
  | "DeadlineError";

/** A mutation was refused: nothing was changed. */
export class RefusedError extends Error {
  override name = "RefusedError";
  readonly kind: RefusalName;
  /** Stable, for programs. */
  readonly code: string;
  /** Where in the input; empty when it is not about one field. */
  readonly path: readonly string[];
  /** Everything that is wrong in the input. */
  readonly faults: NonNullable<Refusal["faults"]>;

  constructor({ __typename, code, message, path, faults = [] }: Refusal) {
    super(message);
    this.kind = __typename;
    this.code = code;
    this.path = path;
    this.faults = faults;
  }
}

type Named = { __typename: string };
const isRefusal = (result: Named): result is Refusal => "code" in result && "message" in result;

/** The payload of a mutation's result; throws a `RefusedError` when the result is a refusal. */
export function payloadOf<R extends Named>(result: R): Exclude<R, { __typename: RefusalName }> {
  if (isRefusal(result)) throw new RefusedError(result);
  return result as Exclude<R, { __typename: RefusalName }>;
}
