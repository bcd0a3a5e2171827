import { ContractKind, SalaryBand } from "@winner/core/database/index.ts";
import { fromColumn } from "@winner/core/kernel/local-date.ts";
import * as Training from "@winner/core/training/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { Institution } from "./institution.ts";
import { mutation, query } from "./operation.ts";

const ContractEnum = builder.enumType(ContractKind, {
  name: "ContractKind",
  description: "How someone is employed.",
});
const SalaryEnum = builder.enumType(SalaryBand, {
  name: "SalaryBand",
  description: "Rupiah a month; the lower bound belongs to the band.",
});

export const Placement = builder.prismaNode("Placement", {
  description: "Work that a learner found. Seen by the team, the company and auditors.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Training.visiblePlacements(actor) }),
  select: { id: true },
  fields: (t) => ({
    learner: t.string({
      description: "Who.",
      select: { enrolment: { select: { name: true } } },
      resolve: ({ enrolment }) => enrolment.name,
    }),
    company: t.relation("company", { type: Institution, description: "Where." }),
    offeredOn: t.field({
      type: "LocalDate",
      description: "Day of the offer.",
      select: { offeredOn: true },
      resolve: (row) => fromColumn(row.offeredOn),
    }),
    startsOn: t.field({
      type: "LocalDate",
      description: "First day of work.",
      select: { startsOn: true },
      resolve: (row) => fromColumn(row.startsOn),
    }),
    contract: t.expose("contract", { type: ContractEnum, description: "How employed." }),
    salaryBand: t.expose("salaryBand", { type: SalaryEnum, description: "The salary's band." }),
    verifiedAt: t.expose("verifiedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was verified; until then it does not count.",
    }),
    verifiedBy: t.string({
      nullable: true,
      description: "By whom.",
      select: { verifiedBy: { select: { name: true } } },
      resolve: ({ verifiedBy }) => verifiedBy?.name ?? null,
    }),
    evidence: t.exposeString("evidence", { nullable: true, description: "By what." }),
  }),
});

builder.queryField("placements", (t) =>
  t.prismaConnection({
    type: Placement,
    cursor: "id",
    nullable: true,
    description: "The placements that you may see.",
    totalCount: (_root, _args, context) =>
      query("placements", context, () =>
        context.db.placement.count({ where: Training.visiblePlacements(context.actor) }),
      ),
    resolve: (select, _root, _args, context) =>
      query("placements", context, () =>
        context.db.placement.findMany({
          ...select,
          where: Training.visiblePlacements(context.actor),
          orderBy: { id: "asc" },
        }),
      ),
  }),
);

mutation("recordPlacement", {
  description: "Records the work that a learner found, at a company that consented to the team.",
  input: (t) => ({
    enrolmentId: t.id({ required: true }),
    companyId: t.id({ required: true }),
    offeredOn: t.field({ type: "LocalDate", required: true }),
    startsOn: t.field({ type: "LocalDate", required: true }),
    contract: t.field({ type: ContractEnum, required: true }),
    salaryBand: t.field({ type: SalaryEnum, required: true }),
  }),
  run: ({ db, actor }, input) =>
    Training.recordPlacement(db, actor, {
      ...input,
      enrolmentId: localId("Enrolment", input.enrolmentId),
      companyId: localId("Institution", input.companyId),
    }),
  payload: (t) => ({ placement: t.field({ type: Placement, resolve: (row) => row }) }),
});

mutation("verifyPlacement", {
  description:
    "Verifies a placement by its evidence: the company, or a colleague of who recorded it.",
  input: (t) => ({ id: t.id({ required: true }), evidence: t.string({ required: true }) }),
  run: ({ db, actor }, input) =>
    Training.verifyPlacement(db, actor, { ...input, id: localId("Placement", input.id) }),
  payload: (t) => ({ placement: t.field({ type: Placement, resolve: (row) => row }) }),
});
