import type { Database, ProgrammeCode } from "../../packages/core/src/database/index.ts";
import { now } from "../../packages/core/src/kernel/clock.ts";
import { localDateAt, toColumn } from "../../packages/core/src/kernel/local-date.ts";
import { checklist, eligibility, officialsEligibility, proposal, questions } from "./call.ts";
import { issues } from "./reference.ts";

const day = 86_400_000;
const zone = "Asia/Jakarta";

/** One open call of each programme, around the day of seeding, on which everything can be tried. */
export async function seedOpenEditions(db: Database): Promise<void> {
  const today = await now(db);
  const date = (days: number) =>
    toColumn(localDateAt(new Date(today.getTime() + days * day), zone));
  const stages = [
    { kind: "REGISTRATION", nameId: "Pendaftaran", nameEn: "Registration", opens: -14, closes: 60 },
    {
      kind: "ADMINISTRATIVE_CHECK",
      nameId: "Seleksi administrasi",
      nameEn: "Administrative check",
      opens: 61,
      closes: 70,
    },
    { kind: "SELECTION", nameId: "Seleksi", nameEn: "Selection", opens: 71, closes: 85 },
    { kind: "INTERVIEW", nameId: "Wawancara", nameEn: "Interview", opens: 86, closes: 95 },
    { kind: "FINALISTS", nameId: "Penetapan finalis", nameEn: "Finalists", opens: 96, closes: 96 },
    { kind: "COACHING", nameId: "Pendampingan", nameEn: "Coaching", opens: 97, closes: 127 },
    { kind: "GRAND_FINAL", nameId: "Final", nameEn: "Grand final", opens: 130, closes: 130 },
  ] as const;
  const calls: [ProgrammeCode, object[]][] = [
    ["WINNER", eligibility],
    ["KIPP", officialsEligibility],
  ];
  for (const [code, rules] of calls) {
    const programme = await db.programme.findUniqueOrThrow({ where: { code } });
    const year = today.getUTCFullYear();
    await db.edition.create({
      data: {
        programmeId: programme.id,
        year,
        batch: 1,
        state: "OPEN",
        demonstration: true,
        eligibility: rules,
        nameId: `${code} ${year} (peragaan)`,
        nameEn: `${code} ${year} (demonstration)`,
        stages: {
          create: stages.map(({ opens, closes, ...stage }, position) => ({
            ...stage,
            position,
            opensOn: date(opens),
            closesOn: date(closes),
            graceMinutes: stage.kind === "REGISTRATION" ? 15 : 0,
            voteMode:
              stage.kind === "SELECTION"
                ? "ADVISORY"
                : stage.kind === "INTERVIEW"
                  ? "DECIDING"
                  : null,
          })),
        },
        provinces: {
          create: ["12", "35", "36", "53", "61", "73"].map((provinceCode) => ({ provinceCode })),
        },
        issues: { create: issues.map(([issueCode]) => ({ issueCode })) },
        forms: { create: { version: 1, questions: [...questions, proposal] } },
        checklist: { create: checklist.map((item, position) => ({ ...item, position })) },
        documents: {
          create: { title: programme.legalBasis, number: "139/2023" },
        },
      },
    });
  }
}
