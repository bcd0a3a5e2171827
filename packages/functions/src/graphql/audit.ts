import { builder } from "./builder.ts";
import { query } from "./operation.ts";

builder.prismaObject("AuditEvent", {
  description: "A change that happened, linked to the one before it by its hash.",
  select: { id: true },
  fields: (t) => ({
    stream: t.exposeString("stream", { description: "Its chain." }),
    at: t.expose("at", { type: "DateTime", description: "When." }),
    actor: t.exposeString("actor", { description: "Who." }),
    action: t.exposeString("action", { description: "What." }),
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
    resolve: (select, _root, _args, context) =>
      query("auditEvents", context, () =>
        context.db.auditEvent.findMany({ ...select, orderBy: { id: "desc" } }),
      ),
  }),
);
