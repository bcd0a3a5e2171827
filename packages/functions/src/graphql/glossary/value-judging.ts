/** What values of enums mean in judging: panels, conflicts, scoresheets, appeals. */
export const judging = {
  "AppealState.DISMISSED": "Turned down with the reason: the result stands.",
  "AppealState.GRANTED":
    "Upheld: the result was published anew, with corrections if there were any.",
  "AppealState.OPEN": "Waits for the organiser's decision.",

  "AssignmentState.ASSIGNED": "The judge is to mark it.",
  "AssignmentState.RECUSED":
    "Taken away for good because of a conflict of interest; marks given before count no more.",

  "ConflictSource.CO_MENTOR": "The judge is a mentor of the team.",
  "ConflictSource.DECLARED": "The judge said so, or the organiser did.",
  "ConflictSource.SAME_ORGANISATION":
    "The judge and someone of the team hold roles in one organisation.",
  "ConflictSource.SAME_PROVINCE_OFFICE": "The judge is an officer of the entry's province.",
  "ConflictSource.SAME_TEAM": "The judge is of the team.",

  "InvitationState.ACCEPTED": "Sits on the panel and can be given entries.",
  "InvitationState.DECLINED": "Does not judge here.",
  "InvitationState.INVITED": "Has not answered yet.",

  "PanelMode.MARKS":
    "Judges give marks to the criteria of a rubric, and a method makes a ranking of them.",
  "PanelMode.PAIRWISE":
    "Judges say which of two entries is better, and strengths are reckoned from that.",

  "ResultDocumentKind.CERTIFICATE":
    "Says the rank and total of an entry, with a code by which anyone can check it.",
  "ResultDocumentKind.SCORE_SHEET": "Says how the total of an entry came about.",

  "ScoresheetState.DRAFT": "Marks kept by the judge for later, which count for nothing.",
  "ScoresheetState.REMOVED":
    "The judge was recused after marking: it counts no more and stays as a trace.",
  "ScoresheetState.SUBMITTED":
    "Counts; it can be amended until the stage closes, and each submission is kept.",
};
