import { trace } from "@opentelemetry/api";
import { getOperationAST, Kind } from "graphql";
import type { Plugin } from "graphql-yoga";

/** Names the fields that a request asks for in its trace; never their arguments. */
export const traceOperations: Plugin = {
  onExecute: ({ args: { document, operationName } }) => {
    const span = trace.getActiveSpan();
    const operation = span && getOperationAST(document, operationName);
    if (!operation) return;
    const fields = operation.selectionSet.selections.flatMap((selection) =>
      selection.kind === Kind.FIELD ? [selection.name.value] : [],
    );
    span.addEvent("graphql.operation", {
      "graphql.operation.type": operation.operation,
      "graphql.fields": fields,
    });
  },
};
