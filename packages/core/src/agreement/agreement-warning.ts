import type { AgreementKind } from "../database/index.ts";
import type { Message } from "../kernel/error.ts";
import { texts } from "./error.ts";

/** Above so many rupiah an agreement on money usually bears a stamp (UU 10/2020 art. 3). */
const stampThreshold = 5_000_000n;

/** What looks odd in an agreement and stops nothing. */
export function agreementWarnings(agreement: {
  kind: AgreementKind;
  /** Whole rupiah. */
  value: bigint | null;
  stamped: boolean;
  /** Signatures whose last verification found them invalid. */
  invalid: number;
}): Message[] {
  const { kind, value, stamped, invalid } = agreement;
  const warnings: Message[] = [];
  if (kind === "PKS" && (value ?? 0n) > stampThreshold && !stamped)
    warnings.push(texts.stampWarning);
  if (invalid > 0) warnings.push(texts.invalidSignature);
  return warnings;
}
