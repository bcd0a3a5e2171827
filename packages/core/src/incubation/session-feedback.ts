import * as z from "zod";
import * as Audit from "../audit/index.ts";
import { type Database, type FeedbackSide, inTransaction } from "../database/index.ts";
import { type Actor, actorName, authorize, may, personId } from "../identity/index.ts";
import { now } from "../kernel/clock.ts";
import { DomainError, stateError } from "../kernel/error.ts";
import { paragraphs, readInput } from "../kernel/input.ts";
import { cohortStream, lockMember } from "./cohort-visibility.ts";
import { texts } from "./error.ts";
import { memberOf } from "./session-write.ts";

const limits = z.looseObject({ score: z.int().min(1).max(5), text: paragraphs(5000) });

/**
 * What the team says of its mentor, or the mentor of the team, after a session that was held: once a
 * side, so that nobody answers what the other wrote.
 */
export async function giveFeedback(
  db: Database,
  actor: Actor,
  input: { sessionId: string; score: number; text: string },
) {
  const { score, text } = readInput(limits, input);
  const { sessionId } = input;
  return inTransaction(db, async (tx) => {
    const memberId = await memberOf(tx, sessionId);
    const member = await lockMember(tx, actor, "giveFeedback", memberId, ["TEAM", "MENTOR"]);
    const session = await tx.coachingSession.findUniqueOrThrow({ where: { id: sessionId } });
    if (session.state !== "HELD") throw stateError(session.state);
    const authorId = personId(actor);
    const ofTeam = member.application.team.members.some((one) => one.userId === authorId);
    // Another mentor of the team was not there.
    if (!ofTeam) authorize(actor, "giveFeedback", { ownerIds: [session.mentorId] });
    const side: FeedbackSide = ofTeam ? "TEAM" : "MENTOR";
    const { count } = await tx.sessionFeedback.createMany({
      data: [{ sessionId, side, authorId, score, text, createdAt: await now(tx) }],
      skipDuplicates: true,
    });
    const feedback = await tx.sessionFeedback.findUniqueOrThrow({
      where: { sessionId_side: { sessionId, side } },
    });
    if (count === 0) {
      if (feedback.authorId === authorId && feedback.score === score && feedback.text === text)
        return feedback;
      throw new DomainError("STATE", texts.feedbackGiven);
    }
    Audit.append(tx, {
      stream: cohortStream(member.cohort.editionId),
      actor: actorName(actor),
      action: "feedback.given",
      subjectType: "CoachingSession",
      subjectId: sessionId,
      after: { side },
    });
    return feedback;
  });
}

/** Milliseconds after a session from which its feedback is open to both sides. */
const patience = 7 * 86_400_000;

/** A session with what decides who reads its feedback. */
export interface FeedbackSession<F> {
  endsAt: Date;
  mentorId: string;
  feedback: readonly F[];
  member: {
    cohort: { editionId: string };
    application: { team: { members: readonly { userId: string }[] } };
  };
}

/**
 * The feedback of a session that an actor reads: organisers all; a side its own, and the other's once
 * both have given theirs or a week has passed.
 */
export function readableFeedback<F extends { side: FeedbackSide }>(
  actor: Actor,
  { endsAt, mentorId, feedback, member }: FeedbackSession<F>,
  at: Date,
): readonly F[] {
  if (may(actor, "assignMentors", { editionId: member.cohort.editionId })) return feedback;
  const reader = personId(actor);
  const ofTeam = member.application.team.members.some((one) => one.userId === reader);
  if (!ofTeam && mentorId !== reader) return [];
  const open = feedback.length === 2 || at.getTime() >= endsAt.getTime() + patience;
  return open ? feedback : feedback.filter(({ side }) => (side === "TEAM") === ofTeam);
}
