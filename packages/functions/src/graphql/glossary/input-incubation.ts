/** What inputs of incubation, facilitation and agreements mean. */
export const incubationInputs: Readonly<Record<string, string>> = {
  "TemplateStepInput.afterDays": "Days after the cohort starts, 0 to 1,000.",
  agreementId: "Global id of the agreement.",
  "LinkAgreementInput.agreementId":
    "Global id of an agreement of the team in the province of the need.",
  budgetSource: "From what it could be paid, at most 500 characters.",
  "MentorInput.capacity":
    "Finalists at a time, 1 to 1,000; absent: as in the profile, else any number.",
  "SaveMentorProfileInput.capacity": "Finalists at a time, 1 to 1,000.",
  dataProtectionAnnex: "Whether it has an annex on personal data.",
  "PublishNeedInput.deadline":
    "The last day for introductions, after today in the zone of the province.",
  "DecideIntroductionInput.decision":
    "INTERESTED goes on, DECLINED ends it, AGREED matches the need.",
  "PublishNeedInput.description": "In full, on one line of at most 5,000 characters.",
  doneOn: "On which day it was kept, not in the future; the first that is noted stays.",
  dueOn: "By which day it is promised.",
  effectiveFrom: "The first day.",
  effectiveTo: "The last day, after the first.",
  "ScheduleSessionInput.endsAt": "15 minutes to 8 hours after it starts.",
  "SubmitMilestoneInput.evidence":
    "What shows that it is reached, on one line of at most 5,000 characters.",
  expertise: "What they know, on one line of at most 1,000 characters.",
  institutionIds: "Global ids, 1 to 1,000; those that are there already stay as they are.",
  introductionId: "Global id of the introduction.",
  "AgreementPartyInput.kind": "What it is.",
  "CreateAgreementInput.kind":
    "PKS with a government rests on a KESEPAKATAN_BERSAMA, ADDENDUM on what it adds to.",
  "RequestAgreementUploadInput.kind": "SIGNED_ORIGINAL and SCAN only from signing on.",
  "StampAgreementInput.kind": "ELEKTRONIK is an e-meterai, TEMPEL a paper stamp.",
  "RequestAgreementUploadInput.language": "In which it is written.",
  languages: "ISO 639, of two or three small letters, at most 20.",
  letterNumber: "Of its letter (nomor surat), at most 100 characters; a party uses it once a year.",
  "AgreementPartyInput.letterNumber":
    "Of its letter (nomor surat), once a year for a party; absent: none yet.",
  letterYear: "Of the letter number, 2000 to 2100.",
  "AgreementPartyInput.letterYear":
    "Of the letter number; absent: that in which the agreement begins.",
  "RequestAgreementUploadInput.mediaType":
    "application/pdf; of a scan also JPEG or PNG, of an annex Word and Excel too.",
  "RequestEvidenceUploadInput.mediaType": "application/pdf, image/jpeg, image/png or video/mp4.",
  memberId: "Global id of the cohort member.",
  "SignAgreementInput.method": "CERTIFIED_ELECTRONIC needs provider and certificateSerial.",
  milestoneId: "Global id of the milestone.",
  "RecordMinutesInput.minutes":
    "What was said and what came of it, on one line of at most 20,000 characters.",
  needId: "Global id of the need.",
  "VerifySignatureInput.note": "On one line of at most 1,000 characters.",
  "RecordOnboardingInput.on": "On which day, not in the future and not before the step before it.",
  "CloseSessionInput.outcome": "CANCELLED before it is held; ATTENDED or MISSED once it has begun.",
  parentException: "Why a PKS with a government rests on none, at most 1,000 characters.",
  "CreateAgreementInput.parentId": "Global id of the team's agreement on which it rests.",
  "CreateAgreementInput.parties": "In order, 2 to 20: the first is pihak kesatu.",
  "AddCommitmentInput.party": "Who promises.",
  perMember: "Mentors of each, 1 to 5.",
  "ScheduleMeetingInput.place": "Where, at most 500 characters.",
  position: "Of the party, from 0.",
  "VerifySignatureInput.result": "What the verification found.",
  "ReviewMilestoneInput.review": "What is missing, or what was good, at most 5,000 characters.",
  "StampAgreementInput.serial":
    "22 digits of an e-meterai; of a paper stamp 6 to 30 digits and letters. Used once.",
  sessionId: "Global id of the coaching session.",
  signatoryName: "Who signs for it, at most 200 characters.",
  signatoryTitle: "As what they sign, at most 200 characters.",
  signedOn: "On which day, not in the future.",
  stampedOn: "On which day, not in the future.",
  "ScheduleMeetingInput.startsAt":
    "Past or to come; a meeting of the same instant is the same one.",
  "ScheduleSessionInput.startsAt": "To come.",
  "CreateCohortInput.startsOn": "From which the days of the plan are counted.",
  "Pipeline.introductions.state": "Only at this stage.",
  "RecordOnboardingInput.step": "In their order: a step comes after the one before it.",
  "CreatePlanTemplateInput.steps": "In order, 1 to 100.",
  "CreateCohortInput.template": "The steps, 1 to 100; or else templateId.",
  terminationNoticeDays: "Days before the end by which notice must be given, 1 to 365; absent: 0.",
  "AddCommitmentInput.text": "What is promised, on one line of at most 1,000 characters.",
  "AddSessionNoteInput.text": "On one line of at most 10,000 characters.",
  "GiveFeedbackInput.text": "In words, on one line of at most 5,000 characters.",
  "CreateAgreementInput.value": "Whole rupiah; absent: none.",
  "AddSessionNoteInput.visibility":
    "PRIVATE is for you, COHORT for the team and its mentors, PUBLIC for all who see the session.",
};
