import * as Agreements from "@winner/core/agreement/index.ts";
import {
  AcceptanceState,
  AgreementKind,
  AgreementState,
  PartyKind,
  SignatureMethod,
} from "@winner/core/database/index.ts";
import { fromColumn, fromNullable } from "@winner/core/kernel/local-date.ts";
import { builder } from "./builder.ts";
import { Institution, InstitutionKindEnum } from "./institution.ts";
import { query } from "./operation.ts";
import { Team } from "./team.ts";

export const AgreementKindEnum = builder.enumType(AgreementKind, {
  name: "AgreementKind",
  description: "The legal form, by its Indonesian name.",
});
export const AgreementStateEnum = builder.enumType(AgreementState, {
  name: "AgreementState",
  description: "Where an agreement is.",
});
export const PartyKindEnum = builder.enumType(PartyKind, {
  name: "PartyKind",
  description: "What a party is.",
});
export const SignatureEnum = builder.enumType(SignatureMethod, {
  name: "SignatureMethod",
  description: "By hand, or electronically with or without a certificate (PP 71/2019).",
});
export const AcceptanceEnum = builder.enumType(AcceptanceState, {
  name: "AcceptanceState",
  description: "What an institution answered.",
});

builder.prismaObject("AgreementParty", {
  description: "A party of an agreement, with its own letter number.",
  fields: (t) => ({
    position: t.exposeInt("position", { description: "For signAgreement, from 0." }),
    kind: t.expose("kind", { type: PartyKindEnum, description: "What it is." }),
    name: t.exposeString("name", { description: "Its name." }),
    letterNumber: t.exposeString("letterNumber", {
      nullable: true,
      description: "Its letter number (nomor surat).",
    }),
    signatoryName: t.exposeString("signatoryName", { description: "Who signs for it." }),
    signatoryTitle: t.exposeString("signatoryTitle", { description: "As what." }),
    mandateNumber: t.exposeString("mandateNumber", {
      nullable: true,
      description: "Number of the letter of authority.",
    }),
    signatureMethod: t.expose("signatureMethod", {
      type: SignatureEnum,
      nullable: true,
      description: "How it signed.",
    }),
    signedOn: t.field({
      type: "LocalDate",
      nullable: true,
      description: "When it signed.",
      resolve: (party) => fromNullable(party.signedOn),
    }),
  }),
});

const day = (description: string) => ({
  type: "LocalDate" as const,
  nullable: true as const,
  description,
});
export const Place = builder.prismaObject("AgreementInstitution", {
  description: "An institution under an agreement, and how far its service is.",
  fields: (t) => ({
    institution: t.relation("institution", { type: Institution, description: "The institution." }),
    state: t.expose("state", { type: AcceptanceEnum, description: "Its answer." }),
    trainedOn: t.field({
      ...day("Training attended."),
      resolve: (place) => fromNullable(place.trainedOn),
    }),
    dataEnteredOn: t.field({
      ...day("First data entered."),
      resolve: (place) => fromNullable(place.dataEnteredOn),
    }),
    connectedOn: t.field({
      ...day("Connected, as to SatuSehat."),
      resolve: (place) => fromNullable(place.connectedOn),
    }),
    liveOn: t.field({ ...day("In daily use."), resolve: (place) => fromNullable(place.liveOn) }),
    endedOn: t.field({
      ...day("Use has ended."),
      resolve: (place) => fromNullable(place.endedOn),
    }),
  }),
});

export const FunnelRow = builder.objectRef<Agreements.FunnelRow>("FunnelRow").implement({
  description: "Institutions of one kind in one regency; each step counts those beyond it.",
  fields: (t) => ({
    regionCode: t.exposeString("regionCode", { description: "Kemendagri code." }),
    kind: t.expose("kind", { type: InstitutionKindEnum, description: "Kind of institution." }),
    invited: t.exposeInt("invited", { description: "Under the agreement." }),
    agreed: t.exposeInt("agreed", { description: "Accepted it." }),
    trained: t.exposeInt("trained", { description: "Attended training." }),
    dataEntered: t.exposeInt("dataEntered", { description: "Entered data." }),
    connected: t.exposeInt("connected", { description: "Connected." }),
    live: t.exposeInt("live", { description: "Live today." }),
  }),
});

/** What the funnel needs of an agreement's institutions. */
const funnelPlaces = {
  select: {
    state: true,
    trainedOn: true,
    dataEnteredOn: true,
    connectedOn: true,
    liveOn: true,
    endedOn: true,
    institution: { select: { kind: true, provinceCode: true, regencyCode: true } },
  },
} as const;

export const Agreement = builder.prismaNode("Agreement", {
  description:
    "An agreement of a team's service. Seen by the team, the officials and the institutions.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Agreements.visibleAgreements(actor) }),
  fields: (t) => ({
    kind: t.expose("kind", { type: AgreementKindEnum, description: "Its form." }),
    state: t.expose("state", { type: AgreementStateEnum, description: "Where it is." }),
    stateReason: t.exposeString("stateReason", { nullable: true, description: "Why it ended." }),
    title: t.exposeString("title", { description: "About what (tentang)." }),
    team: t.relation("team", { type: Team, description: "Whose service it is about." }),
    province: t.relation("province", { description: "The province." }),
    regency: t.relation("regency", { nullable: true, description: "The regency or city." }),
    effectiveFrom: t.field({
      type: "LocalDate",
      description: "First day.",
      resolve: (row) => fromColumn(row.effectiveFrom),
    }),
    effectiveTo: t.field({
      type: "LocalDate",
      description: "Last day.",
      resolve: (row) => fromColumn(row.effectiveTo),
    }),
    value: t.expose("value", { type: "Rupiah", nullable: true, description: "Its value." }),
    dataProtectionAnnex: t.exposeBoolean("dataProtectionAnnex", {
      description: "Whether it has an annex on personal data (UU PDP art. 51).",
    }),
    version: t.exposeInt("version", { description: "Counts its changes." }),
    parties: t.relation("parties", {
      description: "In order.",
      query: { orderBy: { position: "asc" } },
    }),
    places: t.relation("institutions", {
      type: Place,
      description: "The institutions under it that you may see, at most 1,000.",
      query: (_args, { actor }) => ({
        where: Agreements.visiblePlaces(actor),
        orderBy: { institutionId: "asc" },
        take: 1000,
      }),
    }),
  }),
});

builder.queryField("agreements", (t) =>
  t.prismaConnection({
    type: Agreement,
    cursor: "id",
    nullable: true,
    description: "The agreements that you may see.",
    totalCount: (_root, _args, context) =>
      query("agreements", context, () =>
        context.db.agreement.count({ where: Agreements.visibleAgreements(context.actor) }),
      ),
    resolve: (select, _root, _args, context) =>
      query("agreements", context, () =>
        context.db.agreement.findMany({
          ...select,
          where: Agreements.visibleAgreements(context.actor),
          orderBy: { id: "asc" },
        }),
      ),
  }),
);

interface Service {
  kind: AgreementKind;
  title: string;
  provinceCode: string;
  effectiveTo: Date;
  institutions: readonly Agreements.FunnelPlace[];
}
const ServiceObject = builder.objectRef<Service>("FinalistService").implement({
  description: "What became of a finalist: an agreement in force, and the services under it.",
  fields: (t) => ({
    kind: t.expose("kind", { type: AgreementKindEnum, description: "Form of the agreement." }),
    title: t.exposeString("title", { description: "About what." }),
    provinceCode: t.exposeString("provinceCode", { description: "Kemendagri code." }),
    effectiveTo: t.field({
      type: "LocalDate",
      description: "Its last day.",
      resolve: (service) => fromColumn(service.effectiveTo),
    }),
    funnel: t.field({
      type: [FunnelRow],
      description: "Invited, agreed, trained, live: by regency and kind.",
      resolve: (service) => Agreements.serviceFunnel(service.institutions),
    }),
  }),
});
builder.prismaObjectField("PublishedFinalist", "services", (t) =>
  t.field({
    type: [ServiceObject],
    description: "The agreements in force of the finalist's team, in numbers. Public.",
    select: {
      application: {
        select: {
          team: {
            select: {
              agreements: {
                where: { state: "ACTIVE" },
                orderBy: { id: "asc" },
                select: {
                  kind: true,
                  title: true,
                  provinceCode: true,
                  effectiveTo: true,
                  institutions: funnelPlaces,
                },
              },
            },
          },
        },
      },
    },
    resolve: (finalist) => finalist.application.team.agreements,
  }),
);
