import type { ScaleMeasure, Transaction } from "../database/index.ts";
import { scalesOn } from "../institution/index.ts";
import { DomainError } from "../kernel/error.ts";
import type { LocalDate } from "../kernel/local-date.ts";
import { texts } from "./error.ts";

/** How large an institution is on a day by a measure, as it is recorded; a refusal when it is not. */
export async function recordedScale(
  tx: Transaction,
  institutionId: string,
  measure: ScaleMeasure,
  on: LocalDate,
): Promise<number> {
  const scales = await scalesOn(tx, [institutionId], on);
  const scale = scales.find((one) => one.measure === measure);
  if (scale) return scale.value;
  const fault = { message: texts.noScale, path: ["scale"], parameters: { measure, on } };
  throw new DomainError("INPUT", texts.noScale, { ...fault, faults: [fault] });
}
