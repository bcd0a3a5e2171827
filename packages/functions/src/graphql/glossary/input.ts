import { billingInputs } from "./input-billing.ts";
import { competitionInputs } from "./input-competition.ts";
import { incubationInputs } from "./input-incubation.ts";
import { institutionInputs } from "./input-institution.ts";
import { trainingInputs } from "./input-training.ts";

/** What inputs and arguments mean in every domain. */
const commonInputs: Readonly<Record<string, string>> = {
  accept: "True accepts, false declines.",
  "ReviewMilestoneInput.accept": "True accepts, false returns it with what is missing.",
  after: "The cursor after which the page begins.",
  "Query.billingEvents.after":
    "The cursor of the last event that you have; absent: from the first.",
  "Subscription.billingEvents.after":
    "The cursor of the last event that you have; absent: from the first.",
  before: "The cursor before which the page ends.",
  dryRun: "True only tells what would be, and writes nothing.",
  editionId: "Global id of the edition.",
  "GrantRoleInput.editionId": "Only in this edition, by its global id; absent: in all.",
  "Query.nationalDashboard.editionId":
    "Only of this edition, by its global id; absent: of all of the year.",
  "Query.provinceDashboard.editionId":
    "Only of this edition, by its global id; absent: of all of the year.",
  email: "With which the person signs in, known here or not yet.",
  "ChangeProviderInput.email":
    "For questions about invoices, and where the provider is told whom to call or to write to.",
  "CreateProviderInput.email":
    "For questions about invoices, and where the provider is told whom to call or to write to.",
  "EnrolLearnerInput.email": "Of the learner, who applies to a batch once with it.",
  "GrantRoleInput.email": "Of a person who has signed in once, or was added by it.",
  "ParticipantInput.email": "For reminders; absent: none are sent.",
  "Query.checkConflicts.email": "Of the person; of one who is unknown here no conflict is found.",
  "SaveInstitutionContactInput.email": "This or a telephone number is needed.",
  "SetBillingProfileInput.email":
    "Where invoices and reminders are sent; absent: the customer gets none.",
  expectedVersion: "The version that you read: a change by another since then refuses yours.",
  "RecordAssessmentInput.expectedVersion":
    "The version that you read; 0 when there is none of this kind yet.",
  first: "How many from the beginning, at most 100.",
  "Query.previewSubscription.first": "How many from the beginning, at most 24.",
  "ServiceSubscription.upcoming.first": "How many from the beginning, at most 24.",
  from: "First day, included.",
  "InvoiceFilter.from": "Issued on this day or later; drafts have no such day.",
  id: "Global id of what this is done to.",
  "ChangePartnerEndpointInput.id": "Id of the endpoint, as `PartnerEndpoint.id` gives it.",
  "ChangeTierInput.id": "Global id of the subscription.",
  "CompleteCommitmentInput.id": "Id of the commitment, as `Commitment.id` gives it.",
  "CorrectObservationInput.id": "Global id of the value that is replaced.",
  "DecideIntroductionInput.id": "Global id of the introduction.",
  "GiveNoticeInput.id": "Global id of the agreement.",
  "InviteInstitutionsInput.id": "Global id of the agreement.",
  "LinkAgreementInput.id": "Global id of the introduction.",
  "MergeInstitutionsInput.id":
    "Global id of the institution that was registered twice and gives way.",
  "Query.node.id": "The global id of what is asked for.",
  "RecordGuardianConsentInput.id": "Global id of the internship.",
  "RecordMinutesInput.id": "Id of the meeting, as `Meeting.id` gives it.",
  "ReverseAllocationInput.id": "Id of the allocation, as `Allocation.id` gives it.",
  "RevokeApiKeyInput.id": "Global id of the key, as createApiKey and Organisation.apiKeys give it.",
  "RevokeRoleInput.id":
    "Global id of the membership, as grantRole and Organisation.memberships give it.",
  "SetDiscountInput.id": "Global id of the subscription.",
  "SetFakturNumberInput.id": "Global id of the invoice.",
  "SetLetterNumberInput.id": "Global id of the agreement.",
  "SetPlacementOptInInput.id": "Global id of the enrolment.",
  "SetSponsorInput.id": "Global id of the subscription.",
  "SetStampSerialInput.id": "Global id of the receipt.",
  "VerifySignatureInput.id": "Global id of the agreement.",
  "WithdrawCancellationInput.id": "Global id of the subscription.",
  idempotencyKey: "A text of your own for this act: sent again with it, it is done once.",
  ids: "Global ids; for what is not found stands null.",
  input: "What the mutation is given.",
  "Query.previewSubscription.input": "The subscription that might be made.",
  institutionId: "Global id of the institution.",
  "CreateSubscriptionInput.institutionId": "Global id of the institution that subscribes.",
  "GrantRoleInput.institutionId": "Only in this institution, by its global id; absent: in all.",
  "InvoiceFilter.institutionId":
    "Only of this institution, by its global id, and of those merged into it.",
  "MatchStatementEntryInput.institutionId": "Global id of the institution whose money it is.",
  "OrderServiceInput.institutionId": "Global id of the institution for which it is.",
  "PlannedSubscriptionInput.institutionId": "Global id of the institution that would subscribe.",
  "PublishNeedInput.institutionId": "Global id of a local government.",
  "RegisterParticipantsInput.institutionId":
    "Global id of the institution whose people they are; under an agreement one that was invited.",
  "CreateApplicationInput.issueCode": "Code of a priority issue that the edition offers.",
  "PublishNeedInput.issueCode": "Code of a priority issue.",
  issueCodes: "Codes of priority issues; empty: all.",
  "CreateEditionInput.issueCodes":
    "Codes of the priority issues that it offers, each once, 1 to 50.",
  "InviteJudgeInput.issueCodes": "Codes of priority issues; empty: all; absent: all, or as before.",
  "MentorInput.issueCodes": "Codes of priority issues; absent: as in the profile; empty: all.",
  last: "How many from the end, at most 100.",
  name: "As it is shown, at most 200 characters.",
  "AddTeamMemberInput.name": "Of a person who is new here; who is known keeps theirs.",
  "AgreementPartyInput.name": "As it stands in the agreement, at most 200 characters.",
  "ChangeProviderInput.name": "As it stands on invoices, at most 200 characters.",
  "CreateApiKeyInput.name": "What the key is for, at most 200 characters.",
  "CreateCohortInput.name": "As it is shown; a cohort that is there already keeps its own.",
  "CreatePanelInput.name": "As it is shown, at most 100 characters, once in a stage.",
  "CreatePlanInput.name": "As it is shown, at most 200 characters, once in a product.",
  "CreatePlanTemplateInput.name": "As it is shown, at most 200 characters, once in a programme.",
  "CreateProviderInput.name": "As it stands on invoices, at most 200 characters.",
  "CreateRubricInput.name":
    "As it is shown, at most 100 characters; the same again makes the next version.",
  "CreateTeamServiceInput.name": "As it is shown, at most 200 characters, once in a team.",
  "InviteJudgeInput.name": "Of a person who is new here; who is known keeps theirs.",
  "MentorInput.name": "Of a person who is new here; who is known keeps theirs.",
  "ParticipantInput.name": "As it will stand on the certificate, at most 200 characters.",
  "PlanBatchInput.name":
    "As it is shown; one that the curriculum has already is that batch, as it is.",
  "RequestAgreementUploadInput.name": "Of the file, without a path, at most 200 characters.",
  "RequestEvidenceUploadInput.name": "Of the file, without a path, at most 200 characters.",
  "RequestUploadInput.name": "Of the file, without a path, at most 200 characters.",
  "SaveInstitutionContactInput.name": "Of the person to talk to, at most 200 characters.",
  "SaveMentorProfileInput.name": "Of a person who is new here; who is known keeps theirs.",
  nameEn: "In English, at most 200 characters.",
  nameId: "In Indonesian, at most 200 characters.",
  organisationId: "Global id of the organisation.",
  programme: "Of which programme.",
  providerId: "Global id of the provider.",
  "ExportBillingReportInput.providerId":
    "Only on this provider, by its global id; absent: on all that you may read.",
  "GrantRoleInput.providerId": "Only for this provider, by its global id; absent: for all.",
  "InvoiceFilter.providerId": "Only of this provider, by its global id.",
  "Query.billingReport.providerId":
    "Only on this provider, by its global id; absent: on all that you may read.",
  provinceCode: "Kemendagri code of two digits.",
  "CreateApplicationInput.provinceCode":
    "Kemendagri code of two digits, of a province that takes part.",
  "GrantRoleInput.provinceCode": "Only in this province, by its Kemendagri code; absent: in all.",
  "Query.needs.provinceCode": "Only of this province, by its Kemendagri code of two digits.",
  provinceCodes: "Kemendagri codes of two digits; empty: all.",
  "InviteJudgeInput.provinceCodes":
    "Kemendagri codes of two digits; empty: all; absent: all, or as before.",
  "MentorInput.provinceCodes":
    "Kemendagri codes of two digits; absent: as in the profile; empty: all.",
  reason: "Why, on one line of at most 1,000 characters; it is kept.",
  "ChangeMethodInput.reason": "Why this method, at most 2,000 characters; it is published.",
  "CloseNeedInput.reason": "Why it ends, at most 2,000 characters.",
  "DecideIntroductionInput.reason": "Why, at most 2,000 characters; required when it is declined.",
  "DiscardInvoiceInput.reason": "Why, on one line of at most 500 characters; it is kept.",
  "DisqualifyApplicationInput.reason": "Why, at most 2,000 characters; the team reads it.",
  "EndAgreementInput.reason": "Why it ends, at most 2,000 characters.",
  "GiveNoticeInput.reason": "Why, at most 2,000 characters; it is kept in the audit.",
  "IssueCreditNoteInput.reason":
    "Why, on one line of at most 500 characters; it stands on the note.",
  "MoveEnrolmentInput.reason": "Why, at most 2,000 characters; required of ELIMINATED.",
  "MoveInternshipInput.reason":
    "Why, at most 2,000 characters; required of CANCELLED and TERMINATED.",
  "ReturnApplicationInput.reason":
    "What is to be corrected, at most 2,000 characters; the team reads it.",
  "RevealIdentityNumberInput.reason":
    "Why you need it, on one line of at most 500 characters; it is kept in the audit.",
  "SetBillingStoppedInput.reason":
    "Why, on one line of at most 500 characters; it is kept in the audit.",
  "VoidInvoiceInput.reason": "Why, on one line of at most 500 characters; it is kept.",
  "WithdrawFinalistInput.reason": "Why, at most 2,000 characters; it is kept.",
  "WithdrawFinalistInput.reserveId":
    "Global id of the application that takes the place, where the first reserves share their score and no order of them was given.",
  regencyCode: "Kemendagri code of four digits, in the province; absent: none in particular.",
  "ChangeInstitutionInput.regencyCode":
    "Kemendagri code of four digits, in the province; absent: it has none from now on.",
  "PublishNeedInput.regencyCode":
    "Kemendagri code of four digits, in the province; absent: the institution's own.",
  "RecordObservationInput.regencyCode":
    "Kemendagri code of four digits: required of what is measured by regency, refused else.",
  "SetIndicatorTargetInput.regencyCode":
    "Kemendagri code of four digits; absent: the target is the province's.",
  "GrantRoleInput.role": "What the person may do.",
  teamId: "Global id of the team.",
  "PlanBatchInput.timeZone":
    "An IANA zone of Indonesia in which its days are counted; absent: the province's.",
  "SaveMentorProfileInput.timeZone": "An IANA zone, such as Asia/Makassar.",
  "StageInput.timeZone":
    "An IANA zone of Indonesia for all; absent: each province counts its own days.",
  title: "As it is shown, at most 300 characters.",
  "CreateActionPlanInput.title": "As it is shown, at most 200 characters, once in a province.",
  "CreateAgreementInput.title": "About what (tentang), at most 500 characters.",
  "CreateBootcampInput.title":
    "As it is shown, at most 200 characters; one that the team has already is that bootcamp.",
  "PublishNeedInput.title": "In one line of at most 200 characters, once for an institution.",
  "SaveApplicationInput.title": "As it is shown, at most 300 characters; absent: as it was.",
  "SaveInstitutionContactInput.title": "What the person is there, at most 200 characters.",
  "ScheduleSessionInput.title": "What it is about, at most 200 characters.",
  titleEn: "In English, at most 200 characters.",
  titleId: "In Indonesian, at most 200 characters.",
  to: "Last day, included; with the first at most 1,096 days.",
  "CloseNeedInput.to":
    "CLOSED once it is met, by who was matched or elsewhere; WITHDRAWN when it is no longer wanted.",
  "EndAgreementInput.to":
    "TERMINATED ends its services today; SUPERSEDED is refused while services run.",
  "InvoiceFilter.to": "Issued on this day or earlier; drafts have no such day.",
  "MoveAgreementInput.to":
    "SIGNING needs a letter number of every party; DRAFT, that none has signed.",
  "MoveEnrolmentInput.to":
    "The next state; OFFERED needs a seat, and UNIT and PLACEMENT that the unit before is passed.",
  "MoveInternshipInput.to":
    "RUNNING from its first day, COMPLETED from its last; CANCELLED before it runs, TERMINATED early.",
  "InvoiceLineInput.unitPrice": "Whole rupiah a unit, before tax, at most a trillion.",
  "OrderServiceInput.unitPrice":
    "Whole rupiah a unit, as agreed, which only the team can say; absent: the catalogue's.",
  "CreateEditionInput.year": "2000 to 2100.",
  "Query.nationalDashboard.year": "Of whose editions and values.",
  "Query.provinceDashboard.year": "Of whose editions and values.",
  "RecordHdiInput.year": "Of which the index is, 1990 to 2100.",
};

/**
 * What inputs and arguments mean, by name, or by `Owner.name` where a name means something else. A name
 * stands in one of these: in the domain that it belongs to, or among the common ones.
 */
export const inputs: Readonly<Record<string, string>> = {
  ...commonInputs,
  ...billingInputs,
  ...competitionInputs,
  ...incubationInputs,
  ...institutionInputs,
  ...trainingInputs,
};
