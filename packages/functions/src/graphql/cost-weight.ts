/**
 * How many items a list is taken to have whose length no argument bounds, by the type of its items, as
 * the lists of a full year are; any other has ten.
 */
export const listSizes: Readonly<Record<string, number>> = {
  // of an edition
  ChecklistItem: 5,
  EditionDocument: 3,
  EditionFigure: 5,
  EditionProvince: 38,
  PriorityIssue: 8,
  PublishedFinalist: 20,
  RegistrationCount: 38,
  Stage: 4,
  FinalistService: 3,
  // of a panel and its results
  Panel: 4,
  PanelJudge: 5,
  PublishedPanelResult: 2,
  PublishedRow: 20,
  RankedEntry: 20,
  Criterion: 6,
  CriterionStep: 6,
  JudgeStep: 5,
  MarkStep: 5,
  StageStep: 3,
  TieBreakStep: 3,
  Assignment: 100,
  // of a country
  Province: 38,
  ProvinceRow: 38,
  Regency: 14,
  RegionReach: 14,
  RegionRevenue: 38,
  RegionValue: 14,
  FunnelRow: 14,
  // of an application, a team, a cohort
  Appeal: 2,
  ApplicationFile: 5,
  CoachingSession: 12,
  CohortMember: 30,
  Feedback: 3,
  SessionFeedback: 2,
  SessionNote: 2,
  StageEntry: 4,
  StageOutcome: 4,
  TeamMember: 5,
  // of subscriptions and billing
  BankAccount: 2,
  Coupon: 5,
  CreditNote: 2,
  InvoiceLine: 5,
  Plan: 3,
  Price: 3,
  Product: 3,
  SubscriptionChange: 5,
  Tier: 4,
  UpcomingPart: 2,
  // long lists
  CustomerBalance: 100,
  IndicatorObservation: 100,
  Introduction: 30,
  MentorProfile: 50,
  TrainingParticipant: 50,
  // told with every mutation
  Fault: 3,
  Warning: 3,
};

/** Fields that ask several statements of the database, or reckon over much; any other object is one point. */
export const fieldWeights: Readonly<Record<string, number>> = {
  "Query.nationalDashboard": 200,
  "Query.provinceDashboard": 100,
  "Query.billingReport": 100,
  "Query.duplicateApplications": 1000,
  "Query.needMatches": 200,
  "Query.pipeline": 100,
  "Query.previewSubscription": 50,
  "Query.ownData": 200,
  "Query.panelResult": 100,
  "PanelResult.quality": 500,
  "Introspection.__schema": 5000,
  "Introspection.__type": 200,
};

/** Points of each mutation, besides those of what it answers. */
export const mutationWeight = 10;
