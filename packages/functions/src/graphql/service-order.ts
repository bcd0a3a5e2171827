import { ServiceOrderState } from "@winner/core/database/index.ts";
import { fromNullable } from "@winner/core/kernel/local-date.ts";
import * as Training from "@winner/core/training/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { Institution } from "./institution.ts";
import { mutation, query } from "./operation.ts";
import { Team } from "./team.ts";

const OrderStateEnum = builder.enumType(ServiceOrderState, {
  name: "ServiceOrderState",
  description: "How far an order is.",
});

const TeamService = builder.prismaNode("TeamService", {
  description: "A service that a team sells to institutions.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Training.visibleServices(actor) }),
  select: { id: true },
  fields: (t) => ({
    team: t.string({
      description: "The team that sells it.",
      select: { team: { select: { name: true } } },
      resolve: ({ team }) => team.name,
    }),
    soldBy: t.relation("team", { type: Team, description: "The same team, for consentToTeam." }),
    name: t.exposeString("name", { description: "What it is." }),
    unit: t.exposeString("unit", { description: "What one of it is." }),
    price: t.expose("price", { type: "Rupiah", description: "A unit's price." }),
    active: t.exposeBoolean("active", { description: "Whether it is offered." }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
  }),
});

const ServiceOrder = builder.prismaNode("ServiceOrder", {
  description: "An order of an institution. Seen by both sides and the institution's officials.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Training.visibleOrders(actor) }),
  select: { id: true },
  fields: (t) => ({
    service: t.relation("service", { type: TeamService, description: "Of what." }),
    institution: t.relation("institution", { type: Institution, description: "For whom." }),
    quantity: t.exposeInt("quantity", { description: "Units." }),
    unitPrice: t.expose("unitPrice", { type: "Rupiah", description: "As agreed, a unit." }),
    total: t.field({
      type: "Rupiah",
      description: "Of all units.",
      select: { quantity: true, unitPrice: true },
      resolve: (order) => Training.orderTotal(order),
    }),
    state: t.expose("state", { type: OrderStateEnum, description: "How far it is." }),
    stateReason: t.exposeString("stateReason", {
      nullable: true,
      description: "Why it was cancelled.",
    }),
    orderedAt: t.expose("orderedAt", { type: "DateTime", description: "When it was placed." }),
    deliveredOn: t.field({
      type: "LocalDate",
      nullable: true,
      description: "On which day it was delivered.",
      select: { deliveredOn: true },
      resolve: (order) => fromNullable(order.deliveredOn),
    }),
  }),
});

builder.queryField("teamServices", (t) =>
  t.prismaConnection({
    type: TeamService,
    cursor: "id",
    nullable: true,
    description: "Your team's catalogue, and under a role what teams offer.",
    totalCount: (_root, _args, context) =>
      query("teamServices", context, () =>
        context.db.teamService.count({ where: Training.visibleServices(context.actor) }),
      ),
    resolve: (select, _root, _args, context) =>
      query("teamServices", context, () =>
        context.db.teamService.findMany({
          ...select,
          where: Training.visibleServices(context.actor),
          orderBy: { id: "asc" },
        }),
      ),
  }),
);

builder.queryField("serviceOrders", (t) =>
  t.prismaConnection({
    type: ServiceOrder,
    cursor: "id",
    nullable: true,
    description: "The orders that you may see, the newest first.",
    args: { state: t.arg({ type: OrderStateEnum, description: "In one state." }) },
    totalCount: (_root, { state }, context) =>
      query("serviceOrders", context, () =>
        context.db.serviceOrder.count({
          where: { AND: Training.visibleOrders(context.actor), ...(state && { state }) },
        }),
      ),
    resolve: (select, _root, { state }, context) =>
      query("serviceOrders", context, () =>
        context.db.serviceOrder.findMany({
          ...select,
          where: { AND: Training.visibleOrders(context.actor), ...(state && { state }) },
          orderBy: { id: "desc" },
        }),
      ),
  }),
);

mutation("createTeamService", {
  description: "Adds a service to a team's catalogue.",
  input: (t) => ({
    teamId: t.id({ required: true }),
    name: t.string({ required: true }),
    unit: t.string({ required: true }),
    price: t.field({ type: "Rupiah", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Training.createTeamService(db, actor, { ...input, teamId: localId("Team", input.teamId) }),
  once: {
    idOf: (row) => row.id,
    again: ({ db, actor }, id) =>
      db.teamService.findUnique({ where: { id, AND: Training.visibleServices(actor) } }),
  },
  payload: (t) => ({ service: t.field({ type: TeamService, resolve: (row) => row }) }),
});

mutation("changeTeamService", {
  description: "Changes a service's price, or takes it off the catalogue; orders keep theirs.",
  input: (t) => ({
    id: t.id({ required: true }),
    price: t.field({ type: "Rupiah", required: true }),
    active: t.boolean({ required: true }),
    expectedVersion: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Training.changeTeamService(db, actor, { ...input, id: localId("TeamService", input.id) }),
  payload: (t) => ({ service: t.field({ type: TeamService, resolve: (row) => row }) }),
});

mutation("orderService", {
  description: "Orders a service for an institution. Another price is agreed by the team alone.",
  input: (t) => ({
    serviceId: t.id({ required: true }),
    institutionId: t.id({ required: true }),
    quantity: t.int({ required: true }),
    unitPrice: t.field({ type: "Rupiah" }),
    idempotencyKey: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Training.orderService(db, actor, {
      ...input,
      serviceId: localId("TeamService", input.serviceId),
      institutionId: localId("Institution", input.institutionId),
    }),
  payload: (t) => ({ order: t.field({ type: ServiceOrder, resolve: (row) => row }) }),
});

mutation("deliverServiceOrder", {
  description: "Notes on which day an order was delivered.",
  input: (t) => ({
    id: t.id({ required: true }),
    on: t.field({ type: "LocalDate", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Training.deliverServiceOrder(db, actor, { ...input, id: localId("ServiceOrder", input.id) }),
  payload: (t) => ({ order: t.field({ type: ServiceOrder, resolve: (row) => row }) }),
});

mutation("cancelServiceOrder", {
  description: "Cancels an order that was not delivered.",
  input: (t) => ({ id: t.id({ required: true }), reason: t.string({ required: true }) }),
  run: ({ db, actor }, input) =>
    Training.cancelServiceOrder(db, actor, { ...input, id: localId("ServiceOrder", input.id) }),
  payload: (t) => ({ order: t.field({ type: ServiceOrder, resolve: (row) => row }) }),
});
