import { append } from "../../packages/core/src/audit/index.ts";
import type { Database } from "../../packages/core/src/database/index.ts";
import { newId } from "../../packages/core/src/kernel/clock.ts";
import {
  endOfDay,
  type LocalDate,
  startOfDay,
  toColumn,
} from "../../packages/core/src/kernel/local-date.ts";
import { checklist, eligibility, questions } from "./call.ts";
import { seedJudging } from "./judging.ts";
import { issues } from "./reference.ts";

type Dates = [opensOn: string, closesOn: string];
interface Batch {
  number: number;
  /** Registration is as published; the later stages are plausible days after it. */
  stages: {
    REGISTRATION: Dates;
    ADMINISTRATIVE_CHECK: Dates;
    SELECTION: Dates;
    FINALISTS: Dates;
    COACHING: Dates;
    GRAND_FINAL: Dates;
  };
  published: Date;
  /** Registrations generated for each province. Only their sum is published. */
  provinces: Record<string, number>;
  figure: number;
}

const batches: Batch[] = [
  {
    number: 1,
    stages: {
      REGISTRATION: ["2023-02-06", "2023-02-20"],
      ADMINISTRATIVE_CHECK: ["2023-02-21", "2023-02-24"],
      SELECTION: ["2023-02-25", "2023-03-03"],
      FINALISTS: ["2023-03-06", "2023-03-06"],
      COACHING: ["2023-03-07", "2023-04-06"],
      GRAND_FINAL: ["2023-04-10", "2023-04-10"],
    },
    published: startOfDay("2023-03-07" as LocalDate, "Asia/Jakarta"),
    provinces: { "36": 128, "53": 100 },
    figure: 228,
  },
  {
    number: 2,
    stages: {
      REGISTRATION: ["2023-05-08", "2023-06-11"],
      ADMINISTRATIVE_CHECK: ["2023-06-12", "2023-06-16"],
      SELECTION: ["2023-06-17", "2023-06-23"],
      FINALISTS: ["2023-06-26", "2023-06-26"],
      COACHING: ["2023-06-27", "2023-07-27"],
      GRAND_FINAL: ["2023-08-01", "2023-08-01"],
    },
    published: startOfDay("2023-06-27" as LocalDate, "Asia/Jakarta"),
    provinces: { "12": 45, "35": 71, "61": 36, "73": 44 },
    figure: 196,
  },
];

/** The two finalists that are known by name; every other applicant is generated. */
const known: Record<
  string,
  { team: string; title: string; summary: string; issueCode: string; regencyCode: string }
> = {
  "36": {
    team: "KlinikGo",
    title: "Rekam medis elektronik untuk klinik",
    summary: "Electronic medical records for clinics, connected to SatuSehat",
    issueCode: "HEALTH",
    regencyCode: "3602",
  },
  "53": {
    team: "Alterra Academy",
    title: "Bootcamp pemrograman tiga bulan",
    summary: "Three-month coding bootcamps with placement in partner companies",
    issueCode: "EDUCATION",
    regencyCode: "5371",
  },
};
const names = {
  ADMINISTRATIVE_CHECK: ["Seleksi administrasi", "Administrative check"],
  COACHING: ["Pendampingan", "Coaching"],
  FINALISTS: ["Penetapan finalis", "Finalists"],
  GRAND_FINAL: ["Final", "Grand final"],
  REGISTRATION: ["Pendaftaran", "Registration"],
  SELECTION: ["Seleksi", "Selection"],
} as const;

/** The level at which the judges of the story see the entry of a rank in its province. */
const levelOf = (rank: number): number => Math.max(2, 98 - rank);

/**
 * The 2023 editions with generated applicants, so marked, and three finalists per province; the results of each
 * stage are announced.
 */
export async function seedStory(db: Database): Promise<void> {
  const programme = await db.programme.findUniqueOrThrow({ where: { code: "WINNER" } });
  for (const batch of batches) await seedBatch(db, programme.id, batch);
}

async function seedBatch(db: Database, programmeId: string, batch: Batch): Promise<void> {
  const kinds = Object.keys(batch.stages) as (keyof Batch["stages"])[];
  const edition = await db.edition.create({
    data: {
      programmeId,
      year: 2023,
      batch: batch.number,
      state: "CLOSED",
      demonstration: true,
      eligibility,
      nameId: `WiNNER 2023 gelombang ${batch.number}`,
      nameEn: `WiNNER 2023 batch ${batch.number}`,
      stages: {
        create: kinds.map((kind, position) => ({
          position,
          kind,
          nameId: names[kind][0],
          nameEn: names[kind][1],
          opensOn: toColumn(batch.stages[kind][0] as LocalDate),
          closesOn: toColumn(batch.stages[kind][1] as LocalDate),
          voteMode: kind === "SELECTION" ? "ADVISORY" : null,
        })),
      },
      provinces: {
        create: Object.keys(batch.provinces).map((provinceCode) => ({
          provinceCode,
          finalistQuota: 3,
        })),
      },
      issues: { create: issues.map(([issueCode]) => ({ issueCode })) },
      forms: { create: { version: 1, questions } },
      checklist: { create: checklist.map((item, position) => ({ ...item, position })) },
      documents: {
        create: { title: "Keputusan Menteri PANRB Nomor 139 Tahun 2023", number: "139/2023" },
      },
      figures: {
        create: [
          {
            name: "registrations",
            value: batch.figure,
            source: "Article of the programme on WiNNER 2023",
          },
          {
            name: "applications of both batches",
            value: 466,
            source: "program-erat.or.id, Engaging social entrepreneurs",
          },
        ],
      },
    },
    include: { stages: true, forms: true },
  });
  const stageId = (kind: string) => edition.stages.find((stage) => stage.kind === kind)?.id ?? "";
  const regencies = await db.regency.findMany({
    where: { provinceCode: { in: Object.keys(batch.provinces) } },
    orderBy: { code: "asc" },
  });
  const opened = startOfDay(batch.stages.REGISTRATION[0] as LocalDate, "Asia/Makassar").getTime();
  const span = 13 * 86_400_000;
  let number = 0;
  const entries = Object.entries(batch.provinces).flatMap(([provinceCode, count]) => {
    const places = regencies.filter((regency) => regency.provinceCode === provinceCode);
    return Array.from({ length: count }, (_, index) => {
      number += 1;
      const real = index === 0 ? known[provinceCode] : undefined;
      const issue = issues[(index * 5 + number) % issues.length];
      const place = places[(index * 7) % places.length];
      const label = `${provinceCode}-${String(index + 1).padStart(3, "0")}`;
      return {
        rank: index + 1,
        teamId: newId(),
        id: newId(),
        provinceCode,
        teamName: real?.team ?? `Tim Contoh ${label} (data buatan)`,
        title: real?.title ?? `Inovasi contoh ${label}: ${issue?.[1]} di ${place?.name}`,
        summary:
          real?.summary ??
          `Data buatan untuk peragaan. ${issue?.[2]} in ${place?.name}, generated applicant ${label}.`,
        issueCode: real?.issueCode ?? issue?.[0] ?? "HEALTH",
        regencyCode: real?.regencyCode ?? place?.code ?? null,
        submittedAt: new Date(opened + Math.floor((number / batch.figure) * span)),
        registrationNumber: `2023-${batch.number}-${provinceCode}-${String(number).padStart(4, "0")}`,
      };
    });
  });
  await db.team.createMany({
    data: entries.map(({ teamId, teamName }) => ({
      id: teamId,
      name: teamName,
      kind: "SOCIAL_ENTERPRISE" as const,
    })),
  });
  await db.application.createMany({
    data: entries.map(({ rank: _rank, teamName: _name, ...entry }) => ({
      ...entry,
      editionId: edition.id,
      formId: edition.forms[0]?.id ?? "",
      state: "SUBMITTED" as const,
      answers: {
        problem: entry.summary,
        solution: entry.summary,
        beneficiaries: 100,
        funding: "OWN",
      },
    })),
  });
  await db.registrationCounter.create({ data: { editionId: edition.id, last: entries.length } });
  await db.administrativeCheck.createMany({
    data: entries.map(({ id, rank }) => ({
      applicationId: id,
      outcome: rank % 5 === 0 ? ("FAILED" as const) : ("PASSED" as const),
      items: [],
      checkedBy: "system:seed",
      checkedAt: startOfDay(batch.stages.ADMINISTRATIVE_CHECK[1] as LocalDate, "Asia/Jakarta"),
    })),
  });
  const passed = entries.filter(({ rank }) => rank % 5 !== 0);
  await db.stageEntry.createMany({
    data: entries.map(({ id }) => ({ stageId: stageId("REGISTRATION"), applicationId: id })),
  });
  await db.stageEntry.createMany({
    data: passed.map(({ id, rank }) => ({
      stageId: stageId("SELECTION"),
      applicationId: id,
      outcome: rank <= 8 ? ("ADVANCED" as const) : ("ELIMINATED" as const),
      score: levelOf(rank),
    })),
  });
  await seedJudging(
    db,
    edition.id,
    stageId("SELECTION"),
    passed.map(({ id, rank }) => ({ applicationId: id, level: levelOf(rank) })),
  );
  const ranked = passed
    .filter(({ rank }) => rank <= 8)
    .map((entry) => ({ ...entry, place: entry.rank > 5 ? entry.rank - 1 : entry.rank }));
  await db.finalist.createMany({
    data: ranked.map(({ id, provinceCode, place }) => ({
      applicationId: id,
      editionId: edition.id,
      provinceCode,
      rank: place,
      state: place <= 3 ? ("FINALIST" as const) : ("RESERVE" as const),
    })),
  });
  await db.announcement.createMany({
    data: (["ADMINISTRATIVE_CHECK", "SELECTION"] as const).map((kind) => ({
      editionId: edition.id,
      kind,
      stageId: stageId(kind),
      publishedAt: endOfDay(batch.stages[kind][1] as LocalDate, "Asia/Jakarta"),
      titleId: `Hasil ${names[kind][0].toLowerCase()} WiNNER 2023`,
      titleEn: `Results of the ${names[kind][1].toLowerCase()} of WiNNER 2023`,
    })),
  });
  await db.announcement.create({
    data: {
      editionId: edition.id,
      kind: "FINALISTS",
      stageId: stageId("FINALISTS"),
      publishedAt: batch.published,
      titleId: "Finalis WiNNER 2023",
      titleEn: "Finalists of WiNNER 2023",
      finalists: {
        create: ranked
          .filter(({ place }) => place <= 3)
          .map(({ id, provinceCode, place, teamName, title, issueCode }) => ({
            applicationId: id,
            provinceCode,
            rank: place,
            teamName,
            title,
            issueCode,
          })),
      },
    },
  });
  await db.$transaction((tx) =>
    append(tx, {
      stream: `edition:${edition.id}`,
      actor: "system:seed",
      action: "edition.seeded",
      subjectType: "Edition",
      subjectId: edition.id,
      after: { registrations: entries.length },
    }),
  );
}
