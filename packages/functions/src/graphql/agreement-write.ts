import * as Agreements from "@winner/core/agreement/index.ts";
import {
  AcceptanceEnum,
  Agreement,
  AgreementKindEnum,
  PartyKindEnum,
  Place,
  SignatureEnum,
  StampEnum,
  VerificationEnum,
} from "./agreement.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { Warning } from "./institution.ts";
import { mutation } from "./operation.ts";

const PartyInput = builder.inputType("AgreementPartyInput", {
  description: "A party, in order: the first is pihak kesatu.",
  fields: (t) => ({
    kind: t.field({ type: PartyKindEnum, required: true }),
    name: t.string({ required: true }),
    letterNumber: t.string(),
    letterYear: t.int(),
    signatoryName: t.string({ required: true }),
    signatoryTitle: t.string({ required: true }),
    mandateNumber: t.string({ description: "Of a letter of authority (Surat Kuasa)." }),
    mandateOn: t.field({ type: "LocalDate", description: "Its date." }),
  }),
});
mutation("createAgreement", {
  description: "Drafts an agreement with its parties.",
  input: (t) => ({
    kind: t.field({ type: AgreementKindEnum, required: true }),
    title: t.string({ required: true }),
    teamId: t.id({ required: true }),
    provinceCode: t.string({ required: true }),
    regencyCode: t.string(),
    parentId: t.id(),
    parentException: t.string(),
    effectiveFrom: t.field({ type: "LocalDate", required: true }),
    effectiveTo: t.field({ type: "LocalDate", required: true }),
    value: t.field({ type: "Rupiah" }),
    dataProtectionAnnex: t.boolean({ required: true, defaultValue: false }),
    autoRenewalMonths: t.int({ description: "Absent: it ends on its last day." }),
    terminationNoticeDays: t.int(),
    parties: t.field({ type: [PartyInput], required: true }),
  }),
  run: ({ db, actor }, input) =>
    Agreements.createAgreement(db, actor, {
      ...input,
      teamId: localId("Team", input.teamId),
      parentId: input.parentId ? localId("Agreement", input.parentId) : null,
    }),
  once: {
    idOf: ({ agreement }) => agreement.id,
    again: async ({ db, actor }, id) => {
      const agreement = await db.agreement.findUnique({
        where: { id, AND: Agreements.visibleAgreements(actor) },
      });
      return agreement && { agreement, warnings: Agreements.draftWarnings(agreement) };
    },
  },
  payload: (t) => ({
    agreement: t.field({ type: Agreement, resolve: (row) => row.agreement }),
    warnings: t.field({
      type: [Warning],
      resolve: (row) => row.warnings.map((message) => ({ message })),
    }),
  }),
});

const StepEnum = builder.enumType("DraftingStep", {
  description: "Where an unsigned agreement can be sent.",
  values: ["DRAFT", "REVIEW", "SIGNING"] as const,
});
mutation("moveAgreement", {
  description: "Sends an unsigned agreement to review, back to draft, or on to signing.",
  input: (t) => ({
    id: t.id({ required: true }),
    to: t.field({ type: StepEnum, required: true }),
  }),
  run: ({ db, actor }, input) =>
    Agreements.moveAgreement(db, actor, { ...input, id: localId("Agreement", input.id) }),
  payload: (t) => ({ agreement: t.field({ type: Agreement, resolve: (row) => row }) }),
});

mutation("setLetterNumber", {
  description: "Gives a party that has not signed its letter number.",
  input: (t) => ({
    id: t.id({ required: true }),
    position: t.int({ required: true }),
    letterNumber: t.string({ required: true }),
    letterYear: t.int({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Agreements.setLetterNumber(db, actor, { ...input, id: localId("Agreement", input.id) }),
  payload: (t) => ({ agreement: t.field({ type: Agreement, resolve: (row) => row }) }),
});

mutation("signAgreement", {
  description: "Records a party's signature; the last one makes the agreement active.",
  input: (t) => ({
    id: t.id({ required: true }),
    position: t.int({ required: true }),
    method: t.field({ type: SignatureEnum, required: true }),
    provider: t.string({ description: "PSrE; required of a certified signature." }),
    certificateSerial: t.string({ description: "Required of a certified signature." }),
    signedOn: t.field({ type: "LocalDate", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Agreements.signAgreement(db, actor, { ...input, id: localId("Agreement", input.id) }),
  payload: (t) => ({ agreement: t.field({ type: Agreement, resolve: (row) => row }) }),
});

mutation("verifySignature", {
  description: "Records what a verification of a party's signature found.",
  input: (t) => ({
    id: t.id({ required: true }),
    position: t.int({ required: true }),
    result: t.field({ type: VerificationEnum, required: true }),
    note: t.string(),
  }),
  run: ({ db, actor }, input) =>
    Agreements.verifySignature(db, actor, { ...input, id: localId("Agreement", input.id) }),
  payload: (t) => ({ agreement: t.field({ type: Agreement, resolve: (row) => row }) }),
});

mutation("stampAgreement", {
  description: "Records a revenue stamp (meterai) of Rp10,000 on an agreement.",
  input: (t) => ({
    id: t.id({ required: true }),
    kind: t.field({ type: StampEnum, required: true }),
    serial: t.string({ required: true }),
    stampedOn: t.field({ type: "LocalDate", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Agreements.stampAgreement(db, actor, { ...input, id: localId("Agreement", input.id) }),
  payload: (t) => ({ agreement: t.field({ type: Agreement, resolve: (row) => row }) }),
});

mutation("renewAgreement", {
  description:
    "Drafts the successor of an agreement. On its first day, once it is active, the institutions go over to it.",
  input: (t) => ({
    id: t.id({ required: true }),
    effectiveTo: t.field({ type: "LocalDate", description: "Absent: as long as the old one." }),
  }),
  run: ({ db, actor }, input) =>
    Agreements.renewAgreement(db, actor, { ...input, id: localId("Agreement", input.id) }),
  payload: (t) => ({ agreement: t.field({ type: Agreement, resolve: (row) => row }) }),
});

mutation("giveNotice", {
  description: "Gives notice that an agreement which renews itself shall end on its last day.",
  input: (t) => ({ id: t.id({ required: true }), reason: t.string({ required: true }) }),
  run: ({ db, actor }, input) =>
    Agreements.giveNotice(db, actor, { ...input, id: localId("Agreement", input.id) }),
  payload: (t) => ({ agreement: t.field({ type: Agreement, resolve: (row) => row }) }),
});

const EndEnum = builder.enumType("AgreementEnd", {
  description: "How an agreement ends before its time.",
  values: ["TERMINATED", "SUPERSEDED"] as const,
});
mutation("endAgreement", {
  description:
    "Ends an agreement before its time: terminated, its services end that day; superseded, it has none.",
  input: (t) => ({
    id: t.id({ required: true }),
    to: t.field({ type: EndEnum, required: true }),
    reason: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Agreements.endAgreement(db, actor, { ...input, id: localId("Agreement", input.id) }),
  payload: (t) => ({ agreement: t.field({ type: Agreement, resolve: (row) => row }) }),
});

mutation("inviteInstitutions", {
  description:
    "Puts institutions under an agreement, up to 1,000 at once; each accepts for itself.",
  input: (t) => ({ id: t.id({ required: true }), institutionIds: t.idList({ required: true }) }),
  run: ({ db, actor }, input) =>
    Agreements.inviteInstitutions(db, actor, {
      id: localId("Agreement", input.id),
      institutionIds: input.institutionIds.map((id) => localId("Institution", id)),
    }),
  payload: (t) => ({ invited: t.exposeInt("invited") }),
});

mutation("respondToAgreement", {
  description: "Accepts or declines an agreement for an institution.",
  input: (t) => ({
    agreementId: t.id({ required: true }),
    institutionId: t.id({ required: true }),
    accept: t.boolean({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Agreements.respondToAgreement(db, actor, {
      ...input,
      agreementId: localId("Agreement", input.agreementId),
      institutionId: localId("Institution", input.institutionId),
    }),
  payload: (t) => ({ state: t.expose("state", { type: AcceptanceEnum }) }),
});

const OnboardingEnum = builder.enumType("OnboardingStep", {
  description: "A step to a running service, in this order.",
  values: {
    TRAINED: { value: "trainedOn" as const },
    DATA_ENTERED: { value: "dataEnteredOn" as const },
    CONNECTED: { value: "connectedOn" as const },
    LIVE: { value: "liveOn" as const },
    ENDED: { value: "endedOn" as const },
  },
});
mutation("recordOnboarding", {
  description: "Records the day of a step of an institution to a running service.",
  input: (t) => ({
    agreementId: t.id({ required: true }),
    institutionId: t.id({ required: true }),
    step: t.field({ type: OnboardingEnum, required: true }),
    on: t.field({ type: "LocalDate", required: true }),
  }),
  run: ({ db, actor }, input) =>
    Agreements.recordOnboarding(db, actor, {
      ...input,
      agreementId: localId("Agreement", input.agreementId),
      institutionId: localId("Institution", input.institutionId),
    }),
  payload: (t) => ({ place: t.field({ type: Place, resolve: (row) => row }) }),
});
