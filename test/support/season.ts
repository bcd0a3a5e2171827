import { checklist, eligibility, questions } from "../../prisma/seed/call.ts";
import { issues } from "../../prisma/seed/reference.ts";
import type { Json, openApi } from "./world.ts";

type Api = ReturnType<typeof openApi>;
type Person = Awaited<ReturnType<Api["person"]>>;

/** Batch 2 of 2023 as its organiser would enter it. */
export const batch2 = {
  programme: "WINNER",
  year: 2023,
  batch: 2,
  nameId: "WiNNER 2023 gelombang 2",
  nameEn: "WiNNER 2023 batch 2",
  stages: [
    {
      kind: "REGISTRATION",
      nameId: "Pendaftaran",
      nameEn: "Registration",
      opensOn: "2023-05-08",
      closesOn: "2023-06-11",
      graceMinutes: 0,
    },
    {
      kind: "SELECTION",
      nameId: "Seleksi",
      nameEn: "Selection",
      opensOn: "2023-06-12",
      closesOn: "2023-06-23",
      graceMinutes: 0,
      voteMode: "ADVISORY",
    },
  ],
  provinces: ["12", "61", "35", "73"].map((code) => ({ code, finalistQuota: 3 })),
  issueCodes: issues.map(([code]) => code),
  eligibility,
  questions,
  checklist,
};

/** Makes and opens an edition; gives its id and its stages and checklist. */
export async function openSeason(api: Api, organiser: Person, changes: object = {}) {
  const made = await api.run(
    organiser,
    "createEdition",
    { ...batch2, ...changes },
    "edition { id version stages { id kind } checklist { id } }",
  );
  const edition = made.edition as Json;
  const opened = await api.run(
    organiser,
    "openEdition",
    { id: edition.id, expectedVersion: edition.version },
    "edition { state }",
  );
  if (opened.edition?.state !== "OPEN") throw new Error(JSON.stringify(opened));
  const stage = (kind: string): string => edition.stages.find((one: Json) => one.kind === kind).id;
  return {
    id: edition.id as string,
    stage,
    checklist: edition.checklist.map((item: Json) => item.id) as string[],
  };
}

/** A team's complete draft. */
export async function draft(
  api: Api,
  person: Person,
  editionId: string,
  answers: object,
  more: { provinceCode?: string; issueCode?: string; title?: string; summary?: string } = {},
) {
  const { team } = await api.run(
    person,
    "createTeam",
    { name: `Team ${(more.title ?? "A").trim()}`, kind: "SOCIAL_ENTERPRISE" },
    "team { id }",
  );
  const input = {
    editionId,
    teamId: team.id,
    provinceCode: "61",
    issueCode: "HEALTH",
    title: "Booking",
    summary: "Clinic queues",
    ...more,
  };
  const { application } = await api.run(
    person,
    "createApplication",
    input,
    "application { id version }",
  );
  const saved = await api.run(
    person,
    "saveApplication",
    { id: application.id, expectedVersion: application.version, answers },
    "application { id version }",
  );
  return saved.application as { id: string; version: number };
}
