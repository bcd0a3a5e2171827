/** What values of enums mean in incubation and facilitation: cohorts, sessions, needs, introductions. */
export const incubation = {
  "CohortMemberState.ACTIVE":
    "Has a plan, mentors and sessions, and can be introduced to local governments.",
  "CohortMemberState.WITHDRAWN":
    "Withdrew as a finalist; the reserve of the province joins instead.",

  "CommitmentParty.LOCAL_GOVERNMENT": "The local government whose need it is.",
  "CommitmentParty.MINISTRY": "The ministry that holds the competition.",
  "CommitmentParty.PROVINCE": "The government of the province.",
  "CommitmentParty.TEAM": "The finalist's team.",

  "DecisionKind.AGREED": "Wants it: the need is matched.",
  "DecisionKind.DECLINED": "Does not want it, and says why.",
  "DecisionKind.INTERESTED": "Noted; the talks go on, and it decides again later.",

  "FeedbackSide.MENTOR": "The mentor, of the team.",
  "FeedbackSide.TEAM": "The team, of its mentor.",

  "IntroductionState.AGREED":
    "The local government wants it: commitments are kept, and an agreement is to be linked.",
  "IntroductionState.AGREEMENT": "An agreement of the team came of it and is linked.",
  "IntroductionState.DECLINED":
    "The local government does not want it, with the reason; nothing follows.",
  "IntroductionState.INTRODUCED":
    "An official put the finalist forward for the need; a meeting is next.",
  "IntroductionState.MEETING":
    "A meeting is set or was held; once it has minutes, it can be decided.",

  "MatchReason.SAME_ISSUE":
    "It is about the same priority issue, which counts more than any place.",
  "MatchReason.SAME_PROVINCE":
    "It is from the need's province, but not known to be from the same regency.",
  "MatchReason.SAME_REGENCY": "It is from the need's kabupaten or kota.",

  "MilestoneState.ACCEPTED": "Reached, as a mentor found.",
  "MilestoneState.PLANNED": "To be reached by its day.",
  "MilestoneState.RETURNED": "A mentor asks for more; the team submits it again.",
  "MilestoneState.SUBMITTED": "The team sent its evidence; a mentor is to review it.",

  "NeedEnd.CLOSED": "It was met, by who was matched or, while it was open, elsewhere.",
  "NeedEnd.WITHDRAWN": "It was given up.",

  "NeedState.CLOSED": "Met, by who was matched or elsewhere, with the reason.",
  "NeedState.MATCHED":
    "Its local government agreed to an introduction; others can still be introduced.",
  "NeedState.OPEN": "Finalists can be introduced to it until its last day.",
  "NeedState.WITHDRAWN": "Given up, with the reason.",

  "NoteVisibility.COHORT": "The team and its mentors.",
  "NoteVisibility.PRIVATE": "Its author alone.",
  "NoteVisibility.PUBLIC": "Whoever sees the session, officials included; not the public.",

  "SessionOutcome.ATTENDED": "It was held and the team came; its people can be named.",
  "SessionOutcome.CANCELLED": "It is called off, by the mentor or the team.",
  "SessionOutcome.MISSED": "It was to be held and the team did not come.",

  "SessionState.CANCELLED": "Called off by the mentor or the team.",
  "SessionState.HELD":
    "Closed by its mentor, whether or not the team came; both sides may give feedback.",
  "SessionState.SCHEDULED": "To come, or waiting for its mentor to say who came.",

  "TimelineKind.AGREEMENT_ENDS": "The last day on which an agreement is valid.",
  "TimelineKind.AGREEMENT_SIGNED": "The day of the last signature under an agreement.",
  "TimelineKind.AGREEMENT_STARTS": "The first day on which an agreement is valid.",
  "TimelineKind.MILESTONE_ACCEPTED": "The day on which a mentor accepted a milestone.",
  "TimelineKind.MILESTONE_DUE": "The day by which a milestone is to be reached.",
  "TimelineKind.SERVICE_LIVE":
    "The first day of the service at an institution, by whose name it is told.",
  "TimelineKind.SESSION": "A session with a mentor, with its time.",
};
