/** What inputs of institutions and monitoring mean. */
export const institutionInputs: Readonly<Record<string, string>> = {
  baselineYear: "The year from which it is counted, with an observed value.",
  "DefineIndicatorInput.code":
    "2 to 40 capitals, digits and underscores, the first a letter; it never changes.",
  "RecordHdiInput.components": "As published; absent: unknown.",
  contactId: "Id of the contact, as `InstitutionContact.id` gives it.",
  countsPeople:
    "Whether values are numbers of people: whole, small ones hidden, regencies added up.",
  "DefineIndicatorInput.direction": "Whether more or less is better.",
  "CorrectObservationInput.evidence": "What shows it, at most 2,000 characters.",
  "RecordObservationInput.evidence": "What shows it, at most 2,000 characters.",
  fromYear: "First year, 1990 to 2100.",
  indicatorCode: "As `Indicator.code` gives it.",
  intoId: "Global id of the institution that stays.",
  "AddInstitutionNumberInput.kind":
    "One that its kind of institution has; REGION_CODE follows from its region.",
  "CreateInstitutionInput.kind": "What it is; it never changes.",
  "InstitutionNumberInput.kind":
    "One that its kind of institution has; REGION_CODE follows from its region.",
  "DefineIndicatorInput.level":
    "Whether values are given by regency or of the province as a whole.",
  "RecordScaleInput.measure": "What is counted.",
  "DefineIndicatorInput.method": "How it is measured, at most 2,000 characters.",
  "AddInstitutionNumberInput.number":
    "At most 40 characters; spaces, full stops and hyphens do not count.",
  "InstitutionNumberInput.number":
    "At most 40 characters; spaces, full stops and hyphens do not count.",
  numbers: "Further official ones, at most 10.",
  observedOn: "On which day, not in the future.",
  phone:
    "6 to 20 digits, spaces, brackets and hyphens, with or without +; or else an e-mail address.",
  releasedOn: "On which day it was published; a revision has its own.",
  series: "Values of different series are never compared.",
  source: "Who says so, at most 500 characters.",
  "PlanTargetInput.target": "The index to reach, 0 to 100, of two decimals.",
  "SetIndicatorTargetInput.target": "The value to reach, better than that of the baseline.",
  "PlanTargetInput.targetYear": "By which year, after the baseline and within the plan.",
  "SetIndicatorTargetInput.targetYear": "By which year, after the baseline.",
  targets: "At most 20.",
  toYear: "Last year, not before the first.",
  "DefineIndicatorInput.unit": "In what it is measured, at most 50 characters.",
  "RecordScaleInput.validFrom": "From which day it is so large; the same day again corrects it.",
  "CorrectObservationInput.value": "In the unit of the indicator, of at most four decimals.",
  "RecordHdiInput.value": "The index, 0 to 100, of two decimals.",
  "RecordObservationInput.value": "In the unit of the indicator, of at most four decimals.",
  "RecordScaleInput.value": "So many, 0 to 10,000,000.",
};
