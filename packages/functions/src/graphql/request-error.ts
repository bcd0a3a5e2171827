import { GraphQLError } from "graphql";

/**
 * An error of a whole request. `spec` is for what a document is refused for: as with any other fault of a
 * document the status is told to clients of application/graphql-response+json alone.
 */
export const requestError = (
  code: string,
  message: string,
  http: { status: number; spec?: boolean; headers?: Record<string, string> },
  extensions: object = {},
): GraphQLError => new GraphQLError(message, { extensions: { code, ...extensions, http } });

/** A document that is refused before anything of it runs. */
export const documentError = (code: string, message: string, extensions: object = {}) =>
  requestError(code, message, { status: 400, spec: true }, extensions);
