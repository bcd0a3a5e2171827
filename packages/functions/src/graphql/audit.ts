import { builder } from "./builder.ts";
import { readToldId, toldId } from "./global-id.ts";
import { query } from "./operation.ts";

/** What the audit names otherwise than the graph. */
const graphNames = new Map([
  ["BootcampProgramme", "Bootcamp"],
  ["Subscription", "ServiceSubscription"],
  ["User", "Person"],
]);
const auditNames = new Map([...graphNames].map(([name, inGraph]) => [inGraph, name]));
const graphName = (name: string): string => graphNames.get(name) ?? name;

/** The events about what a global id names, or a code of its own, such as a province's. */
function about(subjectId: string) {
  const { typename, id } = readToldId(subjectId);
  return { subjectId: id, ...(typename && { subjectType: auditNames.get(typename) ?? typename }) };
}

builder.prismaObject("AuditEvent", {
  description: "A change that happened, linked to the one before it by its hash.",
  select: { id: true },
  fields: (t) => ({
    stream: t.exposeString("stream", { description: "Its chain." }),
    at: t.expose("at", { type: "DateTime", description: "When." }),
    actor: t.exposeString("actor", { description: "Who." }),
    action: t.exposeString("action", { description: "What." }),
    subjectType: t.string({
      description: "Of which type is what it is about.",
      select: { subjectType: true },
      resolve: ({ subjectType }) => graphName(subjectType),
    }),
    subjectId: t.id({
      description: "What it is about: a global id, or a code of its own.",
      select: { subjectType: true, subjectId: true },
      resolve: ({ subjectType, subjectId }) => toldId(graphName(subjectType), subjectId),
    }),
    before: t.field({
      type: "JSON",
      nullable: true,
      description: "What was.",
      select: { before: true },
      resolve: (event) => event.before,
    }),
    after: t.field({
      type: "JSON",
      nullable: true,
      description: "What is.",
      select: { after: true },
      resolve: (event) => event.after,
    }),
    hash: t.exposeString("hash", { description: "SHA-256 over the event and the hash before it." }),
  }),
});

builder.queryField("auditEvents", (t) =>
  t.prismaConnection({
    type: "AuditEvent",
    cursor: "id",
    nullable: true,
    description: "The audit, the newest first.",
    args: {
      stream: t.arg.string({ description: "Of one chain, as `AuditEvent.stream` names it." }),
      subjectId: t.arg.id({ description: "About one thing, as `AuditEvent.subjectId` names it." }),
    },
    resolve: (select, _root, { stream, subjectId }, context) =>
      query("auditEvents", context, () =>
        context.db.auditEvent.findMany({
          ...select,
          where: { ...(stream && { stream }), ...(subjectId && about(subjectId)) },
          orderBy: { id: "desc" },
        }),
      ),
  }),
);
