import { DomainError, message } from "../kernel/error.ts";
import type { Actor, Grant } from "./actor.ts";

/**
 * Who may do what: the one table. A word that is not here is not granted.
 * PUBLIC: anyone. SIGNED_IN: any person; OWN: any person on what is theirs (their team's entry, a
 * judge's own panel and assignments). Roles act
 * only inside the edition, province, institution and provider to which a grant limits them. PARTNER needs the scope `read`.
 */
type Holder = "PUBLIC" | "SIGNED_IN" | "OWN" | "PARTNER" | Grant["role"];

const ministry = ["ADMINISTRATOR", "ORGANISER"] as const;
const officials = [...ministry, "PROVINCIAL_OFFICER"] as const;
/** A provider's team, its staff, and who helps them. */
const sellers = ["OWN", "ADMINISTRATOR", "PROVIDER"] as const;

export const rights = {
  // reading
  me: ["SIGNED_IN"],
  node: ["PUBLIC", "PARTNER"],
  nodes: ["PUBLIC", "PARTNER"],
  programmes: ["PUBLIC", "PARTNER"],
  editions: ["PUBLIC", "PARTNER"],
  provinces: ["PUBLIC", "PARTNER"],
  priorityIssues: ["PUBLIC", "PARTNER"],
  applications: ["OWN", ...officials, "JUDGE", "AUDITOR"],
  institutions: [...officials, "PROVIDER", "INSTITUTION_STAFF", "AUDITOR"],
  auditEvents: ["ADMINISTRATOR", "AUDITOR"],
  organisations: ["ADMINISTRATOR", "AUDITOR"],
  duplicateApplications: [...ministry, "AUDITOR"],
  // identity
  createOrganisation: ["ADMINISTRATOR"],
  createInstitution: [...officials, "PROVIDER"],
  changeInstitution: [...officials],
  mergeInstitutions: [...ministry],
  grantRole: ["ADMINISTRATOR"],
  revokeRole: ["ADMINISTRATOR"],
  createApiKey: ["ADMINISTRATOR"],
  revokeApiKey: ["ADMINISTRATOR"],
  addInstitutionNumber: [...officials, "PROVIDER"],
  recordScale: [...officials, "PROVIDER", "INSTITUTION_STAFF"],
  saveInstitutionContact: [...officials, "INSTITUTION_STAFF"],
  removeInstitutionContact: [...officials, "INSTITUTION_STAFF"],
  // personal data: UU PDP 27/2022
  erasePerson: ["ADMINISTRATOR"],
  ownData: ["SIGNED_IN"],
  changeTeamLeader: ["OWN", "ADMINISTRATOR"],
  // organising
  createEdition: [...ministry],
  openEdition: [...ministry],
  closeEdition: [...ministry],
  changeStage: [...ministry],
  reviseForm: [...ministry],
  reviewDuplicate: [...ministry],
  importRegistrations: [...ministry],
  exportRegistrations: [...officials, "AUDITOR"],
  revealIdentityNumber: [...ministry],
  // applying
  createTeam: ["SIGNED_IN"],
  addTeamMember: ["OWN"],
  removeTeamMember: ["OWN"],
  setIdentityNumber: ["OWN"],
  requestUpload: ["OWN"],
  confirmUpload: ["OWN"],
  createApplication: ["OWN"],
  saveApplication: ["OWN"],
  submitApplication: ["OWN"],
  withdrawApplication: ["OWN"],
  // selecting
  returnApplication: [...officials],
  disqualifyApplication: [...ministry],
  checkApplication: [...officials],
  castVote: [...ministry, "JUDGE"],
  moveApplications: [...ministry],
  decideSelection: [...ministry],
  drawFinalists: [...ministry],
  withdrawFinalist: [...ministry],
  publishAnnouncement: [...ministry],
  // judging
  createRubric: [...ministry],
  createPanel: [...ministry],
  changeMethod: [...ministry],
  inviteJudge: [...ministry],
  respondToInvitation: ["OWN"],
  checkConflicts: [...ministry],
  declareConflict: ["OWN", ...ministry],
  assignJudges: [...ministry],
  saveScoresheet: ["OWN"],
  submitScoresheet: ["OWN"],
  importMarks: [...ministry],
  setCalibration: [...ministry],
  nextPair: ["OWN"],
  comparePair: ["OWN"],
  myPanels: ["SIGNED_IN"],
  panelResult: [...ministry],
  judgingProgress: [...ministry],
  publishResults: [...ministry],
  publishedResult: ["PUBLIC", "PARTNER"],
  verifyCertificate: ["PUBLIC", "PARTNER"],
  resultDocument: ["OWN", ...ministry],
  appealResult: ["OWN"],
  decideAppeal: [...ministry],
  // incubation
  cohorts: ["OWN", ...officials, "AUDITOR"],
  createCohort: [...ministry],
  assignMentors: [...ministry],
  submitMilestone: ["OWN"],
  reviewMilestone: ["OWN"],
  scheduleSession: ["OWN"],
  closeSession: ["OWN"],
  addSessionNote: ["OWN"],
  // mentors, plans and feedback
  planTemplates: [...ministry],
  createPlanTemplate: [...ministry],
  mentorProfiles: [...ministry],
  saveMentorProfile: ["OWN", ...ministry],
  declareMentorConflict: ["OWN", ...ministry],
  assignMilestone: ["OWN"],
  giveFeedback: ["OWN"],
  timeline: ["OWN", ...officials, "AUDITOR"],
  // consent of an institution to a team: its own staff alone
  consentToTeam: ["INSTITUTION_STAFF"],
  withdrawTeamConsent: ["INSTITUTION_STAFF"],
  // agreements and services
  agreements: ["OWN", ...officials, "INSTITUTION_STAFF", "AUDITOR"],
  createAgreement: ["OWN", ...officials],
  moveAgreement: ["OWN", ...officials],
  setLetterNumber: ["OWN", ...officials],
  signAgreement: ["OWN", ...officials],
  endAgreement: ["OWN", ...ministry],
  inviteInstitutions: ["OWN", ...officials],
  respondToAgreement: [...officials, "INSTITUTION_STAFF"],
  recordOnboarding: ["OWN", ...officials],
  verifySignature: [...officials],
  stampAgreement: ["OWN", ...officials],
  renewAgreement: ["OWN", ...officials],
  giveNotice: ["OWN", ...ministry],
  // documents by hash
  requestAgreementUpload: ["OWN", ...officials],
  confirmAgreementUpload: ["OWN", ...officials],
  requestEvidenceUpload: ["OWN"],
  confirmEvidenceUpload: ["OWN"],
  // monitoring
  hdi: ["PUBLIC", "PARTNER"],
  actionPlans: ["PUBLIC", "PARTNER"],
  recordHdi: [...officials],
  createActionPlan: [...officials],
  // payments: the provider's side, and the payer's where it is named
  payments: [...sellers, "INSTITUTION_STAFF", "AUDITOR"],
  paymentRequests: [...sellers, "INSTITUTION_STAFF", "AUDITOR"],
  transferCodes: [...sellers, "INSTITUTION_STAFF", "AUDITOR"],
  customerBalances: [...sellers, "INSTITUTION_STAFF", "AUDITOR"],
  withholdingProofs: [...sellers, "INSTITUTION_STAFF", "AUDITOR"],
  awaitedProofs: [...sellers, "INSTITUTION_STAFF", "AUDITOR"],
  refunds: [...sellers, "INSTITUTION_STAFF", "AUDITOR"],
  paymentProfiles: [...sellers, "AUDITOR"],
  statementEntries: [...sellers, "AUDITOR"],
  webhooks: ["ADMINISTRATOR", "AUDITOR"],
  requestPayment: [...sellers, "INSTITUTION_STAFF"],
  requestTransferCode: [...sellers, "INSTITUTION_STAFF"],
  requestRefund: [...sellers, "INSTITUTION_STAFF"],
  setPaymentProfile: [...sellers],
  recordPayment: [...sellers],
  allocatePayment: [...sellers],
  reverseAllocation: [...sellers],
  applyBalance: [...sellers],
  reversePayment: [...sellers],
  recordWithholding: [...sellers],
  setStatementMapping: [...sellers],
  importStatement: [...sellers],
  matchStatementEntry: [...sellers],
  ignoreStatementEntry: [...sellers],
  decideRefund: [...sellers],
  payRefund: [...sellers],
  resolveWebhook: ["ADMINISTRATOR"],
  // training: people's names are for their team, their institution and auditors; officials see numbers
  trainingEvents: ["OWN", ...officials, "INSTITUTION_STAFF", "AUDITOR"],
  trainingParticipants: ["OWN", "INSTITUTION_STAFF", "AUDITOR"],
  planTrainingEvent: ["OWN"],
  changeTrainingEvent: ["OWN"],
  cancelTrainingEvent: ["OWN"],
  registerParticipants: ["OWN", "INSTITUTION_STAFF"],
  cancelParticipant: ["OWN", "INSTITUTION_STAFF"],
  recordAttendance: ["OWN"],
  issueTrainingCertificates: ["OWN"],
  revokeTrainingCertificate: ["OWN"],
  verifyTrainingCertificate: ["PUBLIC", "PARTNER"],
  bootcampBatches: ["OWN", ...officials, "AUDITOR"],
  enrolments: ["OWN", "AUDITOR"],
  placements: ["OWN", "INSTITUTION_STAFF", "AUDITOR"],
  createBootcamp: ["OWN"],
  publishCurriculum: ["OWN"],
  planBatch: ["OWN"],
  enrolLearner: ["OWN"],
  moveEnrolment: ["OWN"],
  setPlacementOptIn: ["OWN"],
  recordAssessment: ["OWN"],
  recordPlacement: ["OWN"],
  verifyPlacement: ["OWN", "INSTITUTION_STAFF"],
  students: ["OWN", "INSTITUTION_STAFF"],
  internships: ["OWN", ...officials, "INSTITUTION_STAFF", "AUDITOR"],
  registerStudent: ["OWN", "INSTITUTION_STAFF"],
  planInternship: ["OWN"],
  recordGuardianConsent: ["OWN", "INSTITUTION_STAFF"],
  moveInternship: ["OWN"],
  addLogbookEntry: ["OWN", "INSTITUTION_STAFF"],
  teamServices: ["OWN", ...officials, "INSTITUTION_STAFF", "AUDITOR"],
  serviceOrders: ["OWN", ...officials, "INSTITUTION_STAFF", "AUDITOR"],
  createTeamService: ["OWN"],
  changeTeamService: ["OWN"],
  orderService: ["OWN", "INSTITUTION_STAFF"],
  deliverServiceOrder: ["OWN"],
  cancelServiceOrder: ["OWN", "INSTITUTION_STAFF"],
  // billing runs
  billingRuns: ["ADMINISTRATOR", "AUDITOR"],
  billingExceptions: ["ADMINISTRATOR", "PROVIDER", "AUDITOR"],
  retryParked: ["ADMINISTRATOR", "PROVIDER"],
  setBillingStopped: ["ADMINISTRATOR", "PROVIDER"],
  // what could not be delivered
  parkedMessages: ["ADMINISTRATOR", "AUDITOR"],
  retryDeliveries: ["ADMINISTRATOR"],
  // catalogue and subscriptions
  providers: ["PUBLIC", "PARTNER"],
  subscriptions: ["OWN", "ADMINISTRATOR", "PROVIDER", "INSTITUTION_STAFF", "AUDITOR"],
  previewSubscription: ["OWN", "PROVIDER"],
  createProvider: ["OWN", ...ministry],
  changeProvider: ["OWN", "PROVIDER"],
  setTaxProfile: ["OWN", "PROVIDER"],
  setBankAccount: ["OWN", "PROVIDER"],
  createProduct: ["OWN", "PROVIDER"],
  createPlan: ["OWN", "PROVIDER"],
  setPrice: ["OWN", "PROVIDER"],
  createCoupon: ["OWN", "PROVIDER"],
  setBillingProfile: ["OWN", "PROVIDER", "INSTITUTION_STAFF"],
  createSubscription: ["OWN", "PROVIDER"],
  changeTier: ["OWN", "PROVIDER"],
  pauseSubscription: ["OWN", "PROVIDER"],
  resumeSubscription: ["OWN", "PROVIDER"],
  cancelSubscription: ["OWN", "PROVIDER"],
  withdrawCancellation: ["OWN", "PROVIDER"],
  setSponsor: ["OWN", "PROVIDER"],
  setDiscount: ["OWN", "PROVIDER"],
  // invoices, documents, dunning, reports, partners
  invoices: ["OWN", "ADMINISTRATOR", "PROVIDER", "INSTITUTION_STAFF", "AUDITOR"],
  receipts: ["OWN", "ADMINISTRATOR", "PROVIDER", "INSTITUTION_STAFF", "AUDITOR"],
  createInvoice: ["OWN", "PROVIDER"],
  discardInvoice: ["OWN", "PROVIDER"],
  finaliseInvoice: ["OWN", "PROVIDER"],
  invoiceServiceOrders: ["OWN", "PROVIDER"],
  voidInvoice: ["OWN", "PROVIDER"],
  writeOffInvoice: ["OWN", "PROVIDER"],
  reverseWriteOff: ["OWN", "PROVIDER"],
  issueCreditNote: ["OWN", "PROVIDER"],
  setFakturNumber: ["OWN", "PROVIDER"],
  setStampSerial: ["OWN", "PROVIDER"],
  setProviderLogo: ["OWN", "PROVIDER"],
  exportTaxInvoices: ["OWN", "PROVIDER", "AUDITOR"],
  verifyDocument: ["PUBLIC", "PARTNER"],
  dunningSteps: ["OWN", "ADMINISTRATOR", "PROVIDER", "AUDITOR"],
  setDunningSteps: ["OWN", "PROVIDER"],
  billingReport: ["OWN", "ADMINISTRATOR", "ORGANISER", "PROVIDER", "AUDITOR"],
  exportBillingReport: ["OWN", "ADMINISTRATOR", "ORGANISER", "PROVIDER", "AUDITOR"],
  partnerEndpoints: ["OWN", "PROVIDER", "AUDITOR"],
  createPartnerEndpoint: ["OWN", "PROVIDER"],
  changePartnerEndpoint: ["OWN", "PROVIDER"],
  billingEvents: ["OWN", "PROVIDER", "AUDITOR"],
  // indicators and dashboards
  indicators: ["PUBLIC", "PARTNER"],
  indicatorObservations: ["PUBLIC", "PARTNER"],
  provinceDashboard: ["PUBLIC", "PARTNER"],
  nationalDashboard: ["PUBLIC", "PARTNER"],
  defineIndicator: [...ministry],
  recordObservation: [...officials],
  correctObservation: [...officials],
  setIndicatorTarget: [...officials],
  // facilitation of local governments
  needs: ["SIGNED_IN"],
  needMatches: [...officials, "INSTITUTION_STAFF", "AUDITOR"],
  pipeline: ["OWN", ...officials, "INSTITUTION_STAFF", "AUDITOR"],
  publishNeed: [...officials, "INSTITUTION_STAFF"],
  closeNeed: [...officials, "INSTITUTION_STAFF"],
  introduceMember: [...officials],
  scheduleMeeting: ["OWN", ...officials, "INSTITUTION_STAFF"],
  recordMinutes: ["OWN", ...officials, "INSTITUTION_STAFF"],
  decideIntroduction: [...officials, "INSTITUTION_STAFF"],
  addCommitment: ["OWN", ...officials, "INSTITUTION_STAFF"],
  completeCommitment: ["OWN", ...officials, "INSTITUTION_STAFF"],
  linkAgreement: ["OWN", ...officials],
} as const satisfies Record<string, readonly Holder[]>;

export type Operation = keyof typeof rights;

/** What an operation touches; a grant that is limited must cover it. */
export interface Place {
  editionId?: string;
  provinceCode?: string;
  institutionId?: string;
  providerId?: string;
  /** The people to whom it belongs. */
  ownerIds?: readonly string[];
}

export const forbidden = message(
  "FORBIDDEN",
  "Your role does not allow this here. Ask the organiser if you should have it.",
  "Peran Anda tidak mengizinkan tindakan ini. Hubungi penyelenggara bila diperlukan.",
);
export const unauthenticated = message(
  "UNAUTHENTICATED",
  "Sign in first.",
  "Silakan masuk terlebih dahulu.",
);

/** The grants of an actor that allow an operation somewhere. */
export function grantsFor(actor: Actor, operation: Operation): readonly Grant[] {
  const holders: readonly Holder[] = rights[operation];
  return actor.kind === "USER" ? actor.grants.filter((grant) => holders.includes(grant.role)) : [];
}

/** Whether an actor may do an operation anywhere at all: the gate before any work. */
export function mayEver(actor: Actor, operation: Operation): boolean {
  const holders: readonly Holder[] = rights[operation] ?? [];
  if (holders.includes("PUBLIC") || actor.kind === "SYSTEM") return true;
  if (actor.kind === "PARTNER") return holders.includes("PARTNER") && actor.scopes.includes("read");
  if (actor.kind === "ANONYMOUS") return false;
  return (
    holders.includes("SIGNED_IN") ||
    holders.includes("OWN") ||
    grantsFor(actor, operation).length > 0
  );
}

/** Whether an actor may do an operation at a place. */
export function may(actor: Actor, operation: Operation, place: Place): boolean {
  const holders: readonly Holder[] = rights[operation];
  if (actor.kind !== "USER") return mayEver(actor, operation);
  if (holders.includes("PUBLIC") || holders.includes("SIGNED_IN")) return true;
  if (holders.includes("OWN") && place.ownerIds?.includes(actor.id)) return true;
  return grantsFor(actor, operation).some(
    (grant) =>
      (grant.editionId === undefined || grant.editionId === place.editionId) &&
      (grant.provinceCode === undefined || grant.provinceCode === place.provinceCode) &&
      (grant.institutionId === undefined || grant.institutionId === place.institutionId) &&
      (grant.providerId === undefined || grant.providerId === place.providerId),
  );
}

/** Refuses unless `may`. */
export function authorize(actor: Actor, operation: Operation, place: Place): void {
  if (may(actor, operation, place)) return;
  throw new DomainError("FORBIDDEN", actor.kind === "ANONYMOUS" ? unauthenticated : forbidden);
}

/** Refuses whoever may never do it. */
export function gate(actor: Actor, operation: Operation): void {
  if (mayEver(actor, operation)) return;
  throw new DomainError("FORBIDDEN", actor.kind === "ANONYMOUS" ? unauthenticated : forbidden);
}
