import { expect, test } from "vitest";
import { freshDatabase, type Json, openApi, role } from "../support/world.ts";

const { db } = await freshDatabase();
const api = openApi(db);

const programme = await db.programme.findFirstOrThrow();
const day = new Date("2031-01-01");
const edition = (batch: number, state: "DRAFT" | "OPEN") =>
  db.edition.create({
    data: {
      programmeId: programme.id,
      year: 2031,
      batch,
      state,
      nameId: `Edisi ${batch}`,
      nameEn: `Edition ${batch}`,
      stages: {
        create: {
          position: 0,
          kind: "SELECTION",
          nameId: "a",
          nameEn: "a",
          opensOn: day,
          closesOn: day,
        },
      },
    },
    include: { stages: true },
  });
const [own, other, open] = [
  await edition(1, "DRAFT"),
  await edition(2, "DRAFT"),
  await edition(3, "OPEN"),
];

const query = `query($ids: [ID!]!) { nodes(ids: $ids) { id }
  editions(first: 50) { totalCount edges { node { nameEn } } } }`;
const ids = [own, other, open].flatMap(({ id, stages: [stage] }) => [
  btoa(`Edition:${id}`),
  btoa(`Stage:${stage?.id}`),
]);

test.each([
  ["nobody", undefined, [3]],
  ["a provincial officer", role("PROVINCIAL_OFFICER", { provinceCode: "36" }), [3]],
  ["the organiser of one", role("ORGANISER", { editionId: own.id }), [1, 3]],
  ["an organiser of all", role("ORGANISER"), [1, 2, 3]],
  ["an administrator", role("ADMINISTRATOR"), [1, 2, 3]],
])("%s sees the drafts that they organise", async (_who, grant, batches) => {
  const person = grant && (await api.person(grant));
  const { data } = await api.ask(person?.token, query, { ids });
  const names = data.editions.edges.map(({ node }: Json) => node.nameEn);
  expect(names.filter((name: string) => /^Edition \d$/.test(name)).sort()).toEqual(
    batches.map((batch) => `Edition ${batch}`),
  );
  expect(data.editions.totalCount).toBe(names.length);
  const seen = data.nodes.map((node: Json) => node !== null);
  expect(seen).toEqual(
    [1, 2, 3].flatMap((batch) => [batches.includes(batch), batches.includes(batch)]),
  );
});
