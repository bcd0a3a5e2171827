/** What values of enums mean in trainings, bootcamps, internships and paid services. */
export const training = {
  "AssessmentKind.PEOPLE_SKILL": "Of working with people; it stands beside and decides nothing.",
  "AssessmentKind.TECHNICAL": "Of the craft; at the pass mark or above it opens the next unit.",

  "ContractKind.FIXED_TERM": "Employed until a day.",
  "ContractKind.FREELANCE": "Paid for the work, not employed.",
  "ContractKind.INTERNSHIP": "Employed to learn.",
  "ContractKind.PERMANENT": "Employed without an end.",

  "DeliveryMode.HYBRID": "At a place, and online for others.",
  "DeliveryMode.ONLINE": "Without a place.",
  "DeliveryMode.ONSITE": "At a place.",

  "EnrolmentState.APPLIED": "Wants to take part; an interview is next.",
  "EnrolmentState.ELIMINATED": "Put out by the team, with the reason.",
  "EnrolmentState.GRADUATED":
    "Has finished; the wish to be placed is fixed and counts in the placement rate.",
  "EnrolmentState.INTERVIEW": "Is interviewed; an offer is next.",
  "EnrolmentState.JOINED": "Took the seat; the first unit is next.",
  "EnrolmentState.OFFERED": "Has a seat offered, which is kept for them.",
  "EnrolmentState.PLACEMENT": "Has passed the last unit and looks for work.",
  "EnrolmentState.REPEAT_UNIT": "Learns the same unit again, as often as the curriculum allows.",
  "EnrolmentState.UNIT":
    "Learns a unit; passed by its technical assessment they go on to the next.",
  "EnrolmentState.WITHDRAWN": "Left by their own wish.",

  "InternshipMove.CANCELLED": "Calls off what has not begun.",
  "InternshipMove.COMPLETED": "Ends what runs, gone through.",
  "InternshipMove.RUNNING": "Begins; of a minor with a guardian's consent alone.",
  "InternshipMove.TERMINATED": "Breaks off what runs.",

  "InternshipState.CANCELLED": "Called off before it began, with the reason.",
  "InternshipState.COMPLETED": "Gone through to the end.",
  "InternshipState.PLANNED": "To begin; a minor needs a guardian's consent before.",
  "InternshipState.RUNNING": "The student is at the host.",
  "InternshipState.TERMINATED": "Broken off while it ran, with the reason.",

  "LearnerCategory.IT": "Comes from information technology.",
  "LearnerCategory.NON_IT": "Comes from another field.",

  "ParticipantState.CANCELLED": "Taken off; who has waited longest moves up.",
  "ParticipantState.REGISTERED": "Has a seat, and can be marked and certified.",
  "ParticipantState.WAITING": "Moves up in order when a seat becomes free.",

  "PlacementWindow.DAYS_180": "Within 180 days of one's own graduation.",
  "PlacementWindow.DAYS_90": "Within 90 days of one's own graduation.",

  "SalaryBand.ABOVE_12_MILLION": "Rp12,000,000 or more.",
  "SalaryBand.BELOW_3_MILLION": "Less than Rp3,000,000.",
  "SalaryBand.FROM_3_TO_5_MILLION": "From Rp3,000,000 to below Rp5,000,000.",
  "SalaryBand.FROM_5_TO_8_MILLION": "From Rp5,000,000 to below Rp8,000,000.",
  "SalaryBand.FROM_8_TO_12_MILLION": "From Rp8,000,000 to below Rp12,000,000.",

  "ServiceOrderState.CANCELLED": "Called off before delivery, with the reason.",
  "ServiceOrderState.DELIVERED": "Done, and to be put on an invoice.",
  "ServiceOrderState.INVOICED": "On an invoice; delivered again when that is voided.",
  "ServiceOrderState.ORDERED": "Agreed at a price; it can still be cancelled.",

  "TrainingEventState.CANCELLED": "Called off with the reason, before anybody was marked.",
  "TrainingEventState.PLANNED": "To be held, under way or over: it is not called off.",

  "TrainingKind.OTHER": "For anybody else.",
  "TrainingKind.SERVICE_TRAINING":
    "Staff learn a service; who attends under its agreement has its institution noted as trained.",
  "TrainingKind.TEACHER_SOFT_SKILLS": "Teachers learn to work with people.",
};
