/** Why lists that neither a page, arguments nor a `take` of their relation bounds stay short, by reason. */
const byReason: Readonly<Record<string, string>> = {
  "columns of one row, checked when they are written": `Feedback.comments MentorProfile.issueCodes MentorProfile.languages
    MentorProfile.provinceCodes PanelJudge.issueCodes PanelJudge.provinceCodes PartnerEndpoint.kinds TeamIdentityNumber.warnings`,
  "parts of what was written at once, limited in its input": `Agreement.parties CohortMember.milestones CurriculumVersion.units
    Edition.checklist Edition.documents Edition.figures Edition.issues Edition.stages Invoice.lines PlanTemplate.steps Receipt.lines
    Rubric.criteria SetDunningStepsPayload.steps Query.dunningSteps`,
  "of the country: its provinces, a province's regencies, the catalogue of issues and programmes": `Edition.provinces Edition.registrations
    BillingReport.regions FinalistService.funnel IndicatorReading.regions NationalDashboard.provinces Province.regencies
    ProvinceDashboard.regions Query.priorityIssues Query.programmes Query.provinces`,
  "one for each value of an enum, or for each indicator, measure or month that is asked for": `ActionPlan.progress BillingReport.ageing
    BillingReport.balances BillingReport.collection BillingReport.deferred BillingReport.mrr BootcampBatch.counts
    CoachingSession.feedback IndicatorReading.progress Institution.scale NationalDashboard.people NeedMatch.reasons Pipeline.stages
    ProvinceDashboard.indicators ProvinceRow.indicators Team.identityNumbers`,
  "of the stages, criteria, judges and tie-breaks of one entry or panel": `Application.entries Application.feedback CriterionStep.marks
    Derivation.criteria Derivation.judges Derivation.stages JudgingProgress.judges JudgingQuality.alphas JudgingQuality.calibration
    JudgingQuality.intraclass JudgingQuality.judges JudgingQuality.outliers PublishedResult.stages PublishedRow.tieBreaks
    RankedEntry.tieBreaks Stage.results`,
  "a ranking is read whole, as it was published or would be": `PanelResult.incomplete PanelResult.ranking PublishedPanelResult.rows`,
  "within the quotas of the provinces of one edition": `DrawFinalistsPayload.provinces Edition.finalists ProvinceDraw.faults
    ProvinceDraw.finalists ProvinceDraw.reserves PublishedFinalist.services`,
  "of one person: their own roles and teams, or the mentors and the people of one finalist": `CoachingSession.present
    CohortMember.mentors Me.roles Me.teams`,
  "what a mutation did with its own input, which is limited": `AddInstitutionNumberPayload.warnings AssignJudgesPayload.unfilled
    CreateAgreementPayload.warnings CreateInstitutionPayload.warnings DecideSelectionPayload.results ExportTaxInvoicesPayload.urls
    Fault.path ImportRegistrationsPayload.faults RecordHdiPayload.warnings RegisterParticipantsPayload.participants
    RegisterStudentPayload.warnings RequestAgreementUploadPayload.headers RequestEvidenceUploadPayload.headers
    RequestUploadPayload.headers SetBillingProfilePayload.warnings SetIdentityNumberPayload.warnings SetTaxProfilePayload.warnings`,
  "what the rules say of one row": `Agreement.warnings ChangeDocument.lines SubscriptionChange.documents UpcomingInvoice.parts`,
  "as many periods as `first` says, at most 24":
    "Query.previewSubscription ServiceSubscription.upcoming",
  "read with a limit of at most 1,000 where it is resolved": `Pipeline.introductions Query.actionPlans Query.awaitedProofs
    Query.billingEvents Query.cohorts Query.customerBalances Query.hdi Query.indicatorObservations Query.indicators
    Query.mentorProfiles Query.myPanels Query.needMatches Query.partnerEndpoints Query.paymentProfiles Query.planTemplates
    Query.timeline ServiceSubscription.history`,
  "of the entries of one edition, for its organiser":
    "Query.checkConflicts Query.duplicateApplications",
};

export const reasons: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(byReason).flatMap(([reason, names]) =>
    names.split(/\s+/).map((name) => [name, reason]),
  ),
);
