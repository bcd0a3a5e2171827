import * as Agreements from "@winner/core/agreement/index.ts";
import {
  AcceptanceState,
  AgreementKind,
  AgreementState,
  PartyKind,
  SignatureMethod,
  StampKind,
  VerificationResult,
} from "@winner/core/database/index.ts";
import type { Actor } from "@winner/core/identity/index.ts";
import { fromColumn, fromNullable } from "@winner/core/kernel/local-date.ts";
import { builder } from "./builder.ts";
import { globalId } from "./global-id.ts";
import { Institution, Warning } from "./institution.ts";
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

const day = (description: string) => ({
  type: "LocalDate" as const,
  nullable: true as const,
  description,
});
export const VerificationEnum = builder.enumType(VerificationResult, {
  name: "VerificationResult",
  description: "What a verification found.",
});
export const StampEnum = builder.enumType(StampKind, {
  name: "StampKind",
  description: "A paper stamp (tempel) or an e-meterai (elektronik).",
});

builder.prismaObject("SignatureVerification", {
  description: "That a signature was verified.",
  select: { id: true },
  fields: (t) => ({
    result: t.expose("result", { type: VerificationEnum, description: "What was found." }),
    note: t.exposeString("note", { nullable: true, description: "What was said of it." }),
    verifiedAt: t.expose("verifiedAt", { type: "DateTime", description: "When." }),
  }),
});

builder.prismaObject("AgreementStamp", {
  description: "A revenue stamp (meterai) on an agreement.",
  select: { id: true },
  fields: (t) => ({
    kind: t.expose("kind", { type: StampEnum, description: "Paper or electronic." }),
    serial: t.exposeString("serial", { description: "Its number: 22 digits of an e-meterai." }),
    amount: t.expose("amount", { type: "Rupiah", description: "What it is worth." }),
    stampedOn: t.field({
      type: "LocalDate",
      description: "When it was put on.",
      select: { stampedOn: true },
      resolve: (stamp) => fromColumn(stamp.stampedOn),
    }),
  }),
});

builder.prismaObject("AgreementParty", {
  description: "A party of an agreement, with its own letter number.",
  select: { id: true },
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
      description: "Number of the letter of authority (Surat Kuasa); null: by office (jabatan).",
    }),
    mandateOn: t.field({
      ...day("Date of the letter of authority."),
      select: { mandateOn: true },
      resolve: (party) => fromNullable(party.mandateOn),
    }),
    signatureMethod: t.expose("signatureMethod", {
      type: SignatureEnum,
      nullable: true,
      description: "How it signed.",
    }),
    signatureProvider: t.exposeString("signatureProvider", {
      nullable: true,
      description: "Who certified the signature (PSrE).",
    }),
    certificateSerial: t.exposeString("certificateSerial", {
      nullable: true,
      description: "Serial number of the certificate.",
    }),
    signedOn: t.field({
      ...day("When it signed."),
      select: { signedOn: true },
      resolve: (party) => fromNullable(party.signedOn),
    }),
    verifications: t.relation("verifications", {
      description: "What verifications of the signature found, newest first, at most 20.",
      query: { orderBy: { verifiedAt: "desc" }, take: 20 },
    }),
  }),
});

export const Place = builder.prismaObject("AgreementInstitution", {
  description: "An institution under an agreement, and how far its service is.",
  select: { agreementId: true, institutionId: true },
  fields: (t) => ({
    institution: t.relation("institution", { type: Institution, description: "The institution." }),
    state: t.expose("state", { type: AcceptanceEnum, description: "Its answer." }),
    trainedOn: t.field({
      ...day("Training attended."),
      select: { trainedOn: true },
      resolve: (place) => fromNullable(place.trainedOn),
    }),
    dataEnteredOn: t.field({
      ...day("First data entered."),
      select: { dataEnteredOn: true },
      resolve: (place) => fromNullable(place.dataEnteredOn),
    }),
    connectedOn: t.field({
      ...day("Connected, as to SatuSehat."),
      select: { connectedOn: true },
      resolve: (place) => fromNullable(place.connectedOn),
    }),
    liveOn: t.field({
      ...day("In daily use."),
      select: { liveOn: true },
      resolve: (place) => fromNullable(place.liveOn),
    }),
    endedOn: t.field({
      ...day("Use has ended."),
      select: { endedOn: true },
      resolve: (place) => fromNullable(place.endedOn),
    }),
  }),
});

export const Agreement = builder.prismaNode("Agreement", {
  description:
    "An agreement of a team's service. Seen by the team, the officials and the institutions.",
  nullable: true,
  id: { field: "id" },
  findUnique: (id, { actor }) => ({ id, AND: Agreements.visibleAgreements(actor) }),
  select: { id: true },
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
      select: { effectiveFrom: true },
      resolve: (row) => fromColumn(row.effectiveFrom),
    }),
    effectiveTo: t.field({
      type: "LocalDate",
      description: "Last day.",
      select: { effectiveTo: true },
      resolve: (row) => fromColumn(row.effectiveTo),
    }),
    value: t.expose("value", { type: "Rupiah", nullable: true, description: "Its value." }),
    dataProtectionAnnex: t.exposeBoolean("dataProtectionAnnex", {
      description: "Whether it has an annex on personal data (UU PDP art. 51).",
    }),
    autoRenewalMonths: t.exposeInt("autoRenewalMonths", {
      nullable: true,
      description: "At its end it goes on for so many months; null: it ends.",
    }),
    terminationNoticeDays: t.exposeInt("terminationNoticeDays", {
      nullable: true,
      description: "Days before the end by which notice must be given.",
    }),
    noticeGivenOn: t.field({
      ...day("When notice was given that it shall end."),
      select: { noticeGivenOn: true },
      resolve: (row) => fromNullable(row.noticeGivenOn),
    }),
    parentId: t.id({
      nullable: true,
      description: "The agreement on which it rests.",
      select: { parentId: true },
      resolve: ({ parentId }) => parentId && globalId("Agreement", parentId),
    }),
    renewsId: t.id({
      nullable: true,
      description: "The agreement that it follows.",
      select: { renewsId: true },
      resolve: ({ renewsId }) => renewsId && globalId("Agreement", renewsId),
    }),
    renewalId: t.id({
      nullable: true,
      description: "The agreement that follows it.",
      select: { renewal: { select: { id: true } } },
      resolve: ({ renewal }) => renewal && globalId("Agreement", renewal.id),
    }),
    stamps: t.relation("stamps", {
      description: "The revenue stamps on it.",
      query: { orderBy: { id: "asc" }, take: 100 },
    }),
    warnings: t.field({
      type: [Warning],
      description: "What looks odd and stops nothing, such as a missing stamp.",
      select: {
        kind: true,
        value: true,
        stamps: { select: { id: true }, take: 1 },
        parties: {
          select: {
            verifications: { orderBy: { verifiedAt: "desc" }, take: 1, select: { result: true } },
          },
        },
      },
      resolve: ({ kind, value, stamps, parties }) =>
        Agreements.agreementWarnings({
          kind,
          value,
          stamped: stamps.length > 0,
          invalid: parties.filter(({ verifications: [last] }) => last?.result === "INVALID").length,
        }).map((message) => ({ message })),
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

/** Those that an actor may see, in one state or province when it is given. */
const listed = (
  actor: Actor,
  { state, provinceCode }: { state?: AgreementState | null; provinceCode?: string | null },
) => ({
  AND: Agreements.visibleAgreements(actor),
  ...(state && { state }),
  ...(provinceCode && { provinceCode }),
});

builder.queryField("agreements", (t) =>
  t.prismaConnection({
    type: Agreement,
    cursor: "id",
    nullable: true,
    description: "The agreements that you may see.",
    args: {
      state: t.arg({ type: AgreementStateEnum, description: "In one state." }),
      provinceCode: t.arg.string({ description: "In one province, by its Kemendagri code." }),
    },
    totalCount: (_root, args, context) =>
      query("agreements", context, () =>
        context.db.agreement.count({ where: listed(context.actor, args) }),
      ),
    resolve: (select, _root, args, context) =>
      query("agreements", context, () =>
        context.db.agreement.findMany({
          ...select,
          where: listed(context.actor, args),
          orderBy: { id: "asc" },
        }),
      ),
  }),
);
