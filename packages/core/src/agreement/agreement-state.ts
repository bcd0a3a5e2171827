import type { AgreementState } from "../database/index.ts";
import { checkMove, DomainError } from "../kernel/error.ts";
import { texts } from "./error.ts";

/** The allowed moves; the trigger `agreement_move` holds the same. */
export const agreementMoves: Readonly<Record<AgreementState, readonly AgreementState[]>> = {
  DRAFT: ["REVIEW"],
  REVIEW: ["DRAFT", "SIGNING"],
  SIGNING: ["DRAFT", "ACTIVE"],
  ACTIVE: ["EXPIRED", "TERMINATED", "SUPERSEDED"],
  EXPIRED: [],
  TERMINATED: [],
  SUPERSEDED: [],
};

/** Refuses a move that is not in the table. */
export const checkAgreementMove = (from: AgreementState, to: AgreementState): void =>
  checkMove(agreementMoves, from, to);

export const stateError = (state: AgreementState) =>
  new DomainError("STATE", texts.cannotMove, { parameters: { state } });
