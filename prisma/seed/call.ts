/** The call of the seeded editions: questions, rules and checklist. */
const text = (id: string, en: string) => ({ id, en });

export const questions = [
  {
    key: "problem",
    type: "TEXT",
    required: true,
    min: 20,
    max: 2000,
    label: text(
      "Masalah layanan publik apa yang diatasi?",
      "Which problem of public service does it solve?",
    ),
  },
  {
    key: "solution",
    type: "TEXT",
    required: true,
    min: 20,
    max: 2000,
    label: text("Bagaimana solusinya bekerja?", "How does the solution work?"),
  },
  {
    key: "beneficiaries",
    type: "NUMBER",
    required: true,
    min: 0,
    max: 10_000_000,
    label: text("Berapa penerima manfaat?", "How many people benefit?"),
  },
  {
    key: "funding",
    type: "CHOICE",
    required: true,
    label: text("Sumber dana", "Funding"),
    options: [
      { value: "OWN", label: text("Sendiri", "Own") },
      { value: "GRANT", label: text("Hibah", "Grant") },
      { value: "INVESTOR", label: text("Investor", "Investor") },
    ],
  },
  {
    key: "funder",
    type: "TEXT",
    required: true,
    max: 200,
    when: { key: "funding", equals: "GRANT" },
    label: text("Siapa pemberi hibah?", "Who gives the grant?"),
  },
  {
    key: "yearlyCost",
    type: "MONEY",
    label: text("Biaya setahun (rupiah)", "Cost a year (rupiah)"),
  },
  { key: "website", type: "LINK", label: text("Situs web", "Web site") },
];

export const eligibility = [
  { rule: "APPLICANT_KIND", kinds: ["SOCIAL_ENTERPRISE", "COMMUNITY", "COMPANY", "UNIVERSITY"] },
  { rule: "ENTRIES_PER_TEAM", max: 2 },
];

export const checklist = [
  { textId: "Formulir lengkap", textEn: "The form is complete" },
  { textId: "Tim berada di provinsi peserta", textEn: "The team is in a province that takes part" },
  { textId: "Inovasi sudah berjalan", textEn: "The innovation is running" },
];

/** A file, for the calls that can be tried. */
export const proposal = {
  key: "proposal",
  type: "FILE",
  mediaTypes: ["application/pdf", "image/jpeg", "image/png"],
  maxBytes: 10_000_000,
  label: text("Proposal (PDF atau gambar)", "Proposal (PDF or picture)"),
};

export const officialsEligibility = [
  { rule: "APPLICANT_KIND", kinds: ["GOVERNMENT_OFFICE"] },
  { rule: "INNOVATION_AGE", minMonths: 12, maxMonths: 60 },
  { rule: "ENTRIES_PER_TEAM", max: 3 },
];
