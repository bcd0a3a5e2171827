import { type GraphQLInputType, getNamedType, isInputObjectType } from "graphql";

/** The paths of the ids in an input. */
export const idsIn = (type: GraphQLInputType, path: string): string[] => {
  const inner = getNamedType(type);
  if (inner.name === "ID") return [path];
  if (!isInputObjectType(inner)) return [];
  return Object.values(inner.getFields()).flatMap((field) =>
    idsIn(field.type, path ? `${path}.${field.name}` : field.name),
  );
};

/** What is of a type, but not the chief row of it that a tenant has. */
const typed: Readonly<Record<string, string>> = {
  colleague: "Person",
  company: "Institution",
  draft: "Invoice",
  government: "Institution",
  judge: "Person",
  leader: "Person",
  mentor: "Person",
  rival: "Application",
};

/** The type of id by which the graph names what `kindAt` tells. */
export const typeOf = (kind: string): string => typed[kind] ?? kind;

/** What `id` names, by the mutations that take it. */
const idOf: Readonly<Record<string, string>> = {
  Agreement:
    "endAgreement giveNotice inviteInstitutions moveAgreement renewAgreement setLetterNumber signAgreement stampAgreement verifySignature",
  ApiKey: "revokeApiKey",
  Application:
    "checkApplication disqualifyApplication returnApplication saveApplication submitApplication withdrawApplication",
  CoachingSession: "closeSession",
  Edition: "closeEdition openEdition",
  Enrolment: "moveEnrolment setPlacementOptIn",
  Institution: "changeInstitution mergeInstitutions",
  Internship: "moveInternship recordGuardianConsent",
  Introduction: "decideIntroduction linkAgreement",
  Invoice: "setFakturNumber reverseWriteOff voidInvoice writeOffInvoice",
  Membership: "revokeRole",
  Milestone: "assignMilestone reviewMilestone submitMilestone",
  Need: "closeNeed",
  Payment: "reversePayment",
  Placement: "verifyPlacement",
  Provider: "changeProvider",
  Receipt: "setStampSerial",
  Refund: "decideRefund payRefund",
  ServiceOrder: "cancelServiceOrder deliverServiceOrder",
  ServiceSubscription:
    "cancelSubscription changeTier pauseSubscription resumeSubscription setDiscount setSponsor withdrawCancellation",
  Stage: "changeStage",
  StatementEntry: "ignoreStatementEntry matchStatementEntry",
  TeamService: "changeTeamService",
  TrainingEvent: "cancelTrainingEvent changeTrainingEvent",
  TrainingParticipant: "cancelParticipant",
  Webhook: "resolveWebhook",
  Allocation: "reverseAllocation",
  Commitment: "completeCommitment",
  draft: "discardInvoice finaliseInvoice",
  PartnerEndpoint: "changePartnerEndpoint",
  Meeting: "recordMinutes",
  IndicatorObservation: "correctObservation",
};
/** What the other ids name, where it is not the type of the same name. */
const names: Readonly<Record<string, string>> = {
  appealId: "Appeal",
  batchId: "BootcampBatch",
  companyId: "company",
  contactId: "InstitutionContact",
  curriculumId: "CurriculumVersion",
  eventId: "TrainingEvent",
  firstId: "Application",
  hostId: "company",
  intoId: "company",
  itemId: "ChecklistItem",
  judgeId: "judge",
  loserId: "rival",
  memberId: "CohortMember",
  mentorId: "mentor",
  ownerId: "colleague",
  personId: "colleague",
  orderIds: "ServiceOrder",
  parentId: "government",
  participantId: "TrainingParticipant",
  present: "colleague",
  reserveId: "rival",
  rubricId: "Rubric",
  schoolId: "Institution",
  secondId: "rival",
  serviceId: "TeamService",
  sessionId: "CoachingSession",
  sponsorId: "government",
  subscriptionId: "ServiceSubscription",
  templateId: "PlanTemplate",
  userId: "colleague",
  tieBreaks: "Application",
  toStageId: "Stage",
  winnerId: "Application",
  withoutJudgeId: "judge",
};
const files: Readonly<Record<string, string>> = {
  confirmUpload: "ApplicationFile",
  confirmEvidenceUpload: "EvidenceFile",
  confirmAgreementUpload: "AgreementFile",
};
const exceptions: Readonly<Record<string, string>> = {
  "changeTeamLeader.userId": "leader",
  "createAgreement.parentId": "Agreement",
  "publishNeed.institutionId": "government",
};

/** What the id at a path of a mutation's input names. */
export function kindAt(mutation: string, path: string): string {
  const name = path.split(".").at(-1) ?? "";
  if (name === "id")
    return Object.keys(idOf).find((kind) => idOf[kind]?.split(" ").includes(mutation)) ?? "";
  if (name === "fileId") return files[mutation] ?? "";
  if (name.endsWith("Code")) return name;
  const same = name.replace(/Ids?$/, "");
  return (
    exceptions[`${mutation}.${path}`] ?? names[name] ?? same.charAt(0).toUpperCase() + same.slice(1)
  );
}
