import { schema } from "@winner/functions/graphql/schema.ts";
import type { GraphQLInputType } from "graphql";
import { expect, test } from "vitest";
import { digests } from "../support/digest.ts";
import { idsIn, kindAt } from "../support/input-id.ts";
import { sampleOf } from "../support/sample-input.ts";
import { graphId, type Home, openTenants, type Person } from "../support/tenants.ts";
import { freshDatabase } from "../support/world.ts";

const { db } = await freshDatabase();
const { homes, viewers } = await openTenants(db);

// By name: what one has done is there for those that come behind it.
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {})
  .flatMap((field) => {
    const type = field.args[0]?.type as GraphQLInputType;
    const paths = idsIn(type, "");
    return paths.length > 0 ? [{ name: field.name, type, paths }] : [];
  })
  .sort((a, b) => (a.name < b.name ? -1 : 1));

type Viewer = Pick<Person, "ask">;

/** What became of a mutation: the code of its refusal, or DONE. */
async function outcome(who: Viewer, name: string, input: object): Promise<string> {
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const text = `mutation($input: ${title}Input!) { result: ${name}(input: $input) { ... on Error { code } } }`;
  const { data, errors } = await who.ask(text, { input });
  return errors ? JSON.stringify(errors) : (data.result.code ?? "DONE");
}

const refusals = ["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND"];
const ministry = ["administrator", "organiser", "auditor"];
/** Everyone who has nothing to do with a tenant. */
const outsiders = (home: Home) =>
  [...viewers(home)].filter(([name]) => !(name in home.people) && !ministry.includes(name));

/** Who else has to do with it: the right is not bound to the tenant. */
const entitled: Readonly<Record<string, string>> = {
  castVote: "judge", // every judge votes on what is up for a vote
  exportRegistrations: "other-officer", // of a province that takes part; gets its own rows
};

test("every id in an input is known by what it names", () => {
  for (const { name, paths } of mutations)
    for (const path of paths)
      for (const home of homes)
        expect(graphId(home, kindAt(name, path)), `${name}.${path}`).toBeTruthy();
});

test.each(homes.map((home) => [home.name, home] as const))(
  "whoever has nothing to do with %s is refused every mutation of its rows, and nothing changes",
  async (_, home) => {
    const before = await digests(db);
    for (const { name, type } of mutations)
      for (const [who, person] of outsiders(home)) {
        if (entitled[name] === who) continue;
        const input = sampleOf(name, type, (path) => graphId(home, kindAt(name, path)));
        expect(refusals, `${name} as ${who}`).toContain(await outcome(person, name, input));
      }
    expect(await digests(db)).toEqual(before);
  },
);

/** What may be done among others with one row of another tenant, and why. */
const acrossTenants: Readonly<Record<string, string>> = {
  "appealResult.panelId": "both tenants' entries are in the same panel",
  "applyBalance.institutionId":
    "any institution may be a customer; this one has no balance with the provider",
  "consentToTeam.teamId": "an institution consents to whichever team offers something",
  "inviteInstitutions.institutionIds": "any institution may be invited; it answers for itself",
  "orderService.serviceId": "what a team offers is for every institution",
  "removeTeamMember.userId": "who is in another team is not in this one, and so is out of it",
  "resultDocument.panelId": "both tenants' entries are in the same panel",
  "withdrawTeamConsent.teamId": "what it consented to, it takes back",
};

test("one's own rows do not help to reach a row of another tenant", async () => {
  const [home, other] = homes;
  const done = new Set<string>();
  for (const { name, type, paths } of mutations.filter((one) => one.paths.length > 1))
    for (const foreign of paths)
      for (const [who, person] of Object.entries(other.people)) {
        const input = sampleOf(name, type, (path) =>
          graphId(path === foreign ? home : other, kindAt(name, path)),
        );
        const became = await outcome(person, name, input);
        expect(became, `${name} as ${who}`).toMatch(/^[A-Z_]+$/);
        if (became === "DONE") done.add(`${name}.${foreign}`);
      }
  expect([...done].sort()).toEqual(Object.keys(acrossTenants).sort());
});

/** Mutations that nobody of the story may do, so that the refusals above prove nothing of their rules; each has its own tests. */
const unproven: Readonly<Record<string, string>> = {
  comparePair: "judges of a pairwise panel",
  respondToInvitation: "who was invited to judge",
  revealIdentityNumber: "no team of the story gave a number",
  saveScoresheet: "judges to whom the entry was given",
  submitScoresheet: "judges to whom the entry was given",
};

/** These take away what others need, and so come last. */
const last = [
  "declareMentorConflict",
  "removeInstitutionContact",
  "changeTeamLeader",
  "removeTeamMember",
  "cancelServiceOrder",
  "mergeInstitutions",
  "setBillingStopped",
];

test("the same inputs are let through for those whom they concern", async () => {
  const [home] = homes;
  const ordered = [...mutations].sort((a, b) => last.indexOf(a.name) - last.indexOf(b.name));
  const refused: string[] = [];
  for (const { name, type } of ordered) {
    const input = sampleOf(name, type, (path) => graphId(home, kindAt(name, path)));
    const became: string[] = [];
    for (const [who, person] of viewers(home)) {
      if (became.some((one) => !refusals.includes(one))) break;
      if (who in home.people || ministry.includes(who))
        became.push(await outcome(person, name, input));
    }
    if (became.every((one) => refusals.includes(one))) refused.push(name);
  }
  expect(refused.sort()).toEqual(Object.keys(unproven));
});
