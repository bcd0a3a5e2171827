import { FeedbackSide } from "@winner/core/database/index.ts";
import * as Incubation from "@winner/core/incubation/index.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { SessionObject } from "./incubation.ts";
import { mutation, query } from "./operation.ts";

const Profile = builder.prismaObject("MentorProfile", {
  description: "A person who is ready to mentor, and for what.",
  select: { userId: true },
  fields: (t) => ({
    userId: t.id({
      description: "The person, for declareMentorConflict.",
      resolve: ({ userId }) => globalId("Person", userId),
    }),
    name: t.string({
      description: "Name.",
      select: { user: { select: { name: true } } },
      resolve: ({ user }) => user.name,
    }),
    expertise: t.exposeString("expertise", { description: "What they know." }),
    capacity: t.exposeInt("capacity", { description: "Finalists at a time." }),
    issueCodes: t.exposeStringList("issueCodes", { description: "Empty: all." }),
    provinceCodes: t.exposeStringList("provinceCodes", { description: "Empty: all." }),
    languages: t.exposeStringList("languages", { description: "ISO 639." }),
    timeZone: t.expose("timeZone", { type: "TimeZone", description: "Where they are." }),
    version: t.exposeInt("version", { description: "For expectedVersion." }),
  }),
});
builder.queryField("mentorProfiles", (t) =>
  t.prismaField({
    type: [Profile],
    nullable: true,
    description: "Those who are ready to mentor, at most 500.",
    resolve: (select, _root, _args, context) =>
      query("mentorProfiles", context, () =>
        context.db.mentorProfile.findMany({ ...select, orderBy: { userId: "asc" }, take: 500 }),
      ),
  }),
);

mutation("saveMentorProfile", {
  description: "Keeps the profile of a mentor: any as organiser, one's own as mentor.",
  input: (t) => ({
    email: t.string({ required: true }),
    name: t.string({ required: true }),
    expertise: t.string({ required: true }),
    capacity: t.int({ required: true }),
    issueCodes: t.stringList({ required: true, defaultValue: [] }),
    provinceCodes: t.stringList({ required: true, defaultValue: [] }),
    languages: t.stringList({ required: true, defaultValue: ["id"] }),
    timeZone: t.field({ type: "TimeZone", required: true, defaultValue: "Asia/Jakarta" }),
    expectedVersion: t.int({ description: "Of a profile that exists." }),
  }),
  run: ({ db, actor }, input) => Incubation.saveMentorProfile(db, actor, input),
  payload: (t) => ({ profile: t.field({ type: Profile, resolve: (row) => row }) }),
});

mutation("declareMentorConflict", {
  description:
    "Declares that a person is no mentor of a finalist's team; a mentorship ends and its sessions to come are cancelled.",
  input: (t) => ({
    memberId: t.id({ required: true }),
    mentorId: t.id({ description: "As `MentorProfile.userId` gives it; absent: you." }),
    reason: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.declareMentorConflict(db, actor, {
      ...input,
      memberId: localId("CohortMember", input.memberId),
      mentorId: input.mentorId ? localId("Person", input.mentorId) : null,
    }),
  payload: (t) => ({ reason: t.exposeString("reason") }),
});

const SideEnum = builder.enumType(FeedbackSide, {
  name: "FeedbackSide",
  description: "Who speaks: the team of its mentor, or the mentor of the team.",
});
const Feedback = builder.prismaObject("SessionFeedback", {
  description: "What one side says of the other after a session.",
  select: { sessionId: true, side: true },
  fields: (t) => ({
    side: t.expose("side", { type: SideEnum, description: "Who speaks." }),
    score: t.exposeInt("score", { description: "1 to 5." }),
    text: t.exposeString("text", { description: "What is said." }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When." }),
  }),
});
builder.prismaObjectField(SessionObject, "feedback", (t) =>
  t.field({
    type: [Feedback],
    description:
      "Your side's, and the other's once both are given or a week has passed; organisers see all.",
    select: (_args, _context, nested) => ({
      endsAt: true,
      mentorId: true,
      feedback: nested({ orderBy: { side: "asc" } }),
      member: {
        select: {
          cohort: { select: { editionId: true } },
          application: { select: { team: { select: { members: { select: { userId: true } } } } } },
        },
      },
    }),
    resolve: async (session, _args, context) => [
      ...Incubation.readableFeedback(context.actor, session, await context.now()),
    ],
  }),
);

mutation("giveFeedback", {
  description: "Says what your side thinks of the other after a session that was held; once.",
  input: (t) => ({
    sessionId: t.id({ required: true }),
    score: t.int({ required: true, description: "1 to 5." }),
    text: t.string({ required: true }),
  }),
  run: ({ db, actor }, input) =>
    Incubation.giveFeedback(db, actor, {
      ...input,
      sessionId: localId("CoachingSession", input.sessionId),
    }),
  payload: (t) => ({ feedback: t.field({ type: Feedback, resolve: (row) => row }) }),
});
