import { endOfDay, fromColumn, startOfDay } from "../kernel/local-date.ts";
import { deadlineError, texts } from "./error.ts";

export interface StageDates {
  opensOn: Date;
  closesOn: Date;
  /** Null: each province counts its own local dates. */
  timeZone: string | null;
  graceMinutes: number;
}

/** The instants between which a stage accepts work: [opensAt, closesAt), and `graceUntil`. */
export function stageWindow(stage: StageDates, provinceZone: string) {
  const zone = stage.timeZone ?? provinceZone;
  const closesAt = endOfDay(fromColumn(stage.closesOn), zone);
  return {
    opensAt: startOfDay(fromColumn(stage.opensOn), zone),
    closesAt,
    graceUntil: new Date(closesAt.getTime() + stage.graceMinutes * 60_000),
  };
}

/** Refuses work before a stage opens or at and after the end of its grace. */
export function checkOpen(stage: StageDates, provinceZone: string, at: Date): void {
  const { opensAt, closesAt, graceUntil } = stageWindow(stage, provinceZone);
  if (at < opensAt) throw deadlineError(texts.notOpenYet, { opensAt: opensAt.toISOString() });
  if (at >= graceUntil)
    throw deadlineError(texts.deadlinePassed, { closedAt: closesAt.toISOString() });
}
