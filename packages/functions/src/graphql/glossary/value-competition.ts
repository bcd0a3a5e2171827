/** What values of enums mean in competitions: editions, applications, selection, announcements. */
export const competition = {
  "AnnouncementKind.ADMINISTRATIVE_CHECK": "Lets every team read the outcome of its own check.",
  "AnnouncementKind.FINALISTS":
    "Names the finalists of each province to the public, as a copy that proves what was read.",
  "AnnouncementKind.REGISTRATION": "That registration is over; it tells no result.",
  "AnnouncementKind.INTERVIEW": "Lets every team read what the interviews decided about it.",
  "AnnouncementKind.PRESENTATION": "Lets every team read what the presentations decided about it.",
  "AnnouncementKind.SELECTION": "Lets every team read what the selection decided about it.",

  "ApplicantKind.COMMUNITY": "People with a common purpose who are no firm.",
  "ApplicantKind.COMPANY": "A firm, whatever its purpose.",
  "ApplicantKind.GOVERNMENT_OFFICE": "An office of government, as KIPP admits.",
  "ApplicantKind.SOCIAL_ENTERPRISE": "An enterprise with a social purpose.",
  "ApplicantKind.UNIVERSITY": "An institution of higher education.",

  "ApplicationState.DISQUALIFIED": "Excluded by the ministry for a stated reason, for good.",
  "ApplicationState.DRAFT": "Being written by the team; it has no number yet.",
  "ApplicationState.RETURNED":
    "Given back by an officer for correction until the end of a day; then to be submitted again.",
  "ApplicationState.SUBMITTED": "In the competition, with its registration number.",
  "ApplicationState.WITHDRAWN": "Taken out by its own team, for good.",

  "CheckOutcome.FAILED": "It is not moved on from registration.",
  "CheckOutcome.PASSED":
    "Every item of the checklist is met: it can be moved on from registration.",

  "DuplicateVerdict.DISTINCT": "They only look alike.",
  "DuplicateVerdict.DUPLICATE": "They are one; this is noted, and changes neither of them.",

  "EditionState.CLOSED": "Over: it stays public, and takes no applications any more.",
  "EditionState.DRAFT": "Being prepared: only the ministry sees it.",
  "EditionState.OPEN": "Public; applications are taken while its registration is open.",

  "EntryOutcome.ADVANCED": "Can be moved into a later stage, or drawn as finalist or reserve.",
  "EntryOutcome.ELIMINATED": "Goes no further.",
  "EntryOutcome.PENDING": "Not decided yet; finalists are not drawn before it is.",

  "ProgrammeCode.KIPP": "The competition of officials who improve a public service.",
  "ProgrammeCode.WINNER": "The competition of social entrepreneurs who improve a public service.",

  "StageKind.ADMINISTRATIVE_CHECK":
    "Officers of the provinces go through the checklist of each application.",
  "StageKind.COACHING": "The days on which finalists are coached.",
  "StageKind.FINALISTS": "The days on which the finalists of each province are settled.",
  "StageKind.GRAND_FINAL": "The last round, among the finalists.",
  "StageKind.INTERVIEW": "Teams are interviewed; finalists can be drawn from it.",
  "StageKind.OTHER": "A step of this edition that is none of these.",
  "StageKind.PRESENTATION": "Teams present their work; finalists can be drawn from it.",
  "StageKind.REGISTRATION": "Teams write and submit their applications.",
  "StageKind.SELECTION": "Applications are voted on or judged; finalists can be drawn from it.",

  "TeamRole.LEADER":
    "Acts for the team, and alone adds and removes its members; cannot be removed.",
  "TeamRole.MEMBER": "Acts for the team as the leader does, but does not decide who is in it.",

  "Vote.ABSTAIN": "Counts for neither side.",
  "Vote.AGAINST": "It should not advance.",
  "Vote.FOR": "It should advance.",

  "VoteMode.ADVISORY": "The organiser decides each entry, whatever the votes say.",
  "VoteMode.DECIDING": "A majority of FOR over AGAINST advances an entry; a draw does not.",
};
