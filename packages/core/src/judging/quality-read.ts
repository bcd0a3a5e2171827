import type { Reader } from "../database/index.ts";
import type { Sheet } from "./entry-score.ts";
import { type JudgeQuality, judgeQuality, type OutlierMark } from "./judge-quality.ts";
import {
  type Intraclass,
  intraclassCorrelation,
  kendallW,
  krippendorffAlpha,
  type Ratings,
  type Scale,
} from "./reliability.ts";
import { readSheets } from "./result-read.ts";

/** How far the judges of a panel can be relied on. Null where the design does not allow a figure. */
export interface PanelQuality {
  /** Krippendorff's alpha of each criterion, on each scale of measurement. */
  alphas: ({ criterionKey: string } & Record<Scale, number | null>)[];
  /** Of the judges' plain sums: only when every judge marked every entry. */
  intraclass: Intraclass | null;
  kendallW: number | null;
  judges: JudgeQuality[];
  outliers: OutlierMark[];
  /** Mean distance of each judge's training marks from the expected ones. */
  calibration: { judgeId: string; marks: number; distance: number }[];
}

/** Computes the quality of a panel's judging as its marks are now; `read` when they are read already. */
export async function panelQuality(
  db: Reader,
  panelId: string,
  read?: readonly Sheet[],
): Promise<PanelQuality> {
  const sheets = read ?? (await readSheets(db, panelId));
  const expected = await db.calibrationMark.findMany({ where: { panelId } });
  const judges = [...new Set(sheets.map((sheet) => sheet.judgeId))].sort();
  const entries = [...Map.groupBy(sheets, (sheet) => sheet.applicationId).values()];
  const matrix = (value: (sheet: (typeof sheets)[number]) => number | null): Ratings =>
    entries.map((own) => {
      const byJudge = new Map(own.map((sheet) => [sheet.judgeId, sheet]));
      return judges.map((judge) => {
        const sheet = byJudge.get(judge);
        return sheet ? value(sheet) : null;
      });
    });
  const keys = [...new Set(sheets.flatMap((sheet) => Object.keys(sheet.marks)))].sort();
  const sums = matrix(({ marks }) =>
    keys.every((key) => marks[key] !== undefined)
      ? Object.values(marks).reduce((sum, value) => sum + Number(value), 0)
      : null,
  );
  return {
    alphas: keys.map((criterionKey) => {
      const given = matrix(({ marks }) => {
        const value = marks[criterionKey];
        return value === undefined ? null : Number(value);
      });
      const alpha = (scale: Scale) => krippendorffAlpha(given, scale) ?? null;
      return {
        criterionKey,
        NOMINAL: alpha("NOMINAL"),
        ORDINAL: alpha("ORDINAL"),
        INTERVAL: alpha("INTERVAL"),
        RATIO: alpha("RATIO"),
      };
    }),
    intraclass: intraclassCorrelation(sums) ?? null,
    kendallW: kendallW(sums) ?? null,
    ...judgeQuality(sheets),
    calibration: judges.flatMap((judgeId) => {
      const distances = sheets
        .filter((sheet) => sheet.judgeId === judgeId)
        .flatMap(({ applicationId, marks }) =>
          expected
            .filter((one) => one.applicationId === applicationId)
            .flatMap((one) => {
              const value = marks[one.criterionKey];
              return value === undefined ? [] : [Math.abs(Number(value) - Number(one.expected))];
            }),
        );
      return distances.length === 0
        ? []
        : [
            {
              judgeId,
              marks: distances.length,
              distance: distances.reduce((sum, one) => sum + one, 0) / distances.length,
            },
          ];
    }),
  };
}
