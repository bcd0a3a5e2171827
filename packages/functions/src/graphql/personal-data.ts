import * as Identity from "@winner/core/identity/index.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { mutation, query } from "./operation.ts";

const ReasonEnum = builder.enumType("ErasureReason", {
  description: "Why a person is erased: the grounds of UU PDP 27/2022 art. 43 (1).",
  values: Identity.erasureReasons,
});

/** What an id in the copy of one's data names, by its key. */
const named: Readonly<Record<string, string>> = {
  applicationId: "Application",
  companyId: "Institution",
  editionId: "Edition",
  enrolmentId: "Enrolment",
  institutionId: "Institution",
  internshipId: "Internship",
  loserId: "Application",
  memberId: "CohortMember",
  panelId: "Panel",
  providerId: "Provider",
  sessionId: "CoachingSession",
  stageId: "Stage",
  teamId: "Team",
  winnerId: "Application",
};

/** As the graph tells it: global ids, and days without a time. */
const told = (data: object): unknown =>
  JSON.parse(
    JSON.stringify(data, (key, value: unknown) => {
      if (typeof value !== "string") return value;
      const type = named[key];
      if (type) return globalId(type, value);
      return /^on$|On$|^available/.test(key) ? value.slice(0, 10) : value;
    }),
  );

builder.queryField("ownData", (t) =>
  t.field({
    type: "JSON",
    nullable: true,
    description:
      "A copy of all that is held of you, to read and to take along (UU PDP 27/2022 art. 6, 7 and 13): by kind (sessions, memberships, teams, panels, scoresheets, votes, notes, contacts, trainings, mails, events and others), at most 1,000 of each; `truncated` names the kinds of which there are more. docs/personal-data.md says of each where it comes from.",
    resolve: (_root, _args, context) =>
      query("ownData", context, async () =>
        told(await Identity.ownData(context.db, context.actor)),
      ),
  }),
);

mutation("erasePerson", {
  description:
    "Erases a person at their request: nothing names them any more, they are signed out and hold no role; what the law wants kept stays by an id that names nobody. It cannot be undone. Erased already changes nothing. Refused with ONLY_LEADER or LAST_ADMINISTRATOR while somebody depends on them.",
  input: (t) => ({
    personId: t.id({
      description:
        "As `TeamMember.userId`, `Membership.personId` or `MentorProfile.userId` give it.",
    }),
    email: t.string({ description: "The address with which they sign in, instead of the id." }),
    reason: t.field({
      type: ReasonEnum,
      required: true,
      description: "On which ground; it is kept in the audit.",
    }),
    requestNumber: t.string({
      description:
        "Of the request in the register of letters, such as PDP/12/2026: capitals, digits, and . / -, at most 40; it is kept in the audit, and so may name nobody.",
    }),
  }),
  run: ({ db, actor }, { personId, ...input }) =>
    Identity.erasePerson(db, actor, {
      ...input,
      personId: personId ? localId("Person", personId) : null,
    }),
  payload: (t) => ({
    personId: t.id({
      description: "Who it was, by the id that stays and names nobody.",
      resolve: ({ id }) => globalId("Person", id),
    }),
    erasedAt: t.field({
      type: "DateTime",
      description: "Since when they are erased.",
      resolve: ({ erasedAt }) => erasedAt,
    }),
  }),
});
