/** What is asked of whom, and how each answer is read into one form, so that all can be compared. */

export const servers = [
  "winner",
  "postgraphile",
  "postgraphile with rights",
  "mercurius",
  "raw",
] as const;
export type ServerName = (typeof servers)[number];
export const requests = ["scoreboard", "story", "page", "mutation"] as const;
export type RequestName = (typeof requests)[number];

export interface Subjects {
  editionId: string;
  pageEditionId: string;
  founder: { userId: string };
}

/** A request's path and body. In mutations @n becomes another number each time, @id the id in the last answer. */
export interface Ask {
  path: string;
  bodies: string[];
}

// biome-ignore lint/suspicious/noExplicitAny: answers of all servers, compared as they come
type Answer = any;

const globalId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString("base64");
const story = `query Finalists { editions(first: 5) { edges { node { nameEn
  figures { name value source } provinces { finalistQuota province { nameEn timeZone } }
  finalists { provinceCode rank teamName title } } } } }`;

const winner = {
  scoreboard: `query Scoreboard($id: ID!) { node(id: $id) { ... on Edition {
    nameEn year programme { nameEn }
    stages { kind results { number hash reason
      rows { rank total teamName title derivation { criteria { key panelScore } } } } } } } }`,
  page: `query Page($id: ID!) { applications(first: 20, editionId: $id) { edges { node {
    registrationNumber title state team { name } province { nameEn } issue { nameEn }
    entries { stage { kind } outcome } } } } }`,
  createTeam: `mutation Team($input: CreateTeamInput!) { createTeam(input: $input) {
    __typename ... on CreateTeamPayload { team { id name } } ... on Error { code message } } }`,
  addMember: `mutation Member($input: AddTeamMemberInput!) { addTeamMember(input: $input) {
    __typename ... on AddTeamMemberPayload { team { id name } } ... on Error { code message } } }`,
};

const postgraphile = {
  scoreboard: `query Scoreboard($id: UUID!) { editionByRowId(rowId: $id) {
    nameEn year programmeByProgrammeId { nameEn }
    stagesByEditionIdList(orderBy: POSITION_ASC) { kind
      panelsByStageIdList(orderBy: PRIMARY_KEY_ASC) { resultSnapshotsByPanelIdList(orderBy: NUMBER_ASC) { number hash reason
        resultSnapshotRowsBySnapshotIdList(orderBy: [RANK_ASC, APPLICATION_ID_ASC]) { rank total teamName title
          benchScoresBySnapshotIdAndApplicationIdList(orderBy: PRIMARY_KEY_ASC) { key panelScore } } } } } } }`,
  story: `query Story { allEditionsList(first: 5, orderBy: [YEAR_DESC, BATCH_DESC, PRIMARY_KEY_ASC]) { nameEn
    editionFiguresByEditionIdList { name value source }
    editionProvincesByEditionIdList(orderBy: PROVINCE_CODE_ASC) { finalistQuota provinceByProvinceCode { nameEn timeZone } }
    announcementsByEditionIdList(condition: { kind: FINALISTS }) {
      publishedFinalistsByAnnouncementIdList(orderBy: [PROVINCE_CODE_ASC, RANK_ASC]) { provinceCode rank teamName title } } } }`,
  page: `query Page($id: UUID!) { allApplicationsList(first: 20, condition: { editionId: $id }, orderBy: PRIMARY_KEY_ASC) {
    registrationNumber title state teamByTeamId { name } provinceByProvinceCode { nameEn } priorityIssueByIssueCode { nameEn }
    stageEntriesByApplicationIdList { stageByStageId { kind } outcome } } }`,
  createTeam: `mutation Team($name: String!, $userId: UUID!) { benchCreateTeam(input: { name: $name, userId: $userId }) {
    result { rowId name } } }`,
  addMember: `mutation Member($team: UUID!, $email: String!, $name: String!, $by: UUID!) {
    benchAddMember(input: { team: $team, email: $email, name: $name, by: $by }) { result { rowId name } } }`,
};

const mercurius = {
  scoreboard: `query Scoreboard($id: ID!) { scoreboard(editionId: $id) { nameEn year programme
    stages { kind results { number hash reason rows { rank total teamName title scores { key panelScore } } } } } }`,
  story: `query Story { story { nameEn figures { name value source } provinces { finalistQuota nameEn timeZone }
    finalists { provinceCode rank teamName title } } }`,
  page: `query Page($id: ID!) { page(editionId: $id) { registrationNumber title state team province issue
    entries { kind outcome } } }`,
  createTeam: `mutation Team($name: String!, $userId: ID!) { createTeam(name: $name, userId: $userId) { id name } }`,
  addMember: `mutation Member($team: ID!, $email: String!, $name: String!, $by: ID!) {
    addMember(team: $team, email: $email, name: $name, userId: $by) { id name } }`,
};

const [team, email, person] = ["Tim bench @n", "bench@n@contoh.winner.id", "Orang @n"];

/** The bodies of a request to a server; a mutation mix founds a team and then adds a member to it. */
export function ask(
  server: ServerName,
  request: RequestName,
  { editionId, pageEditionId, founder: { userId } }: Subjects,
): Ask {
  const path = server === "raw" ? "/" : "/graphql";
  const graphql = (query: string, variables: object = {}) => JSON.stringify({ query, variables });
  if (server === "winner")
    return {
      path,
      bodies: {
        scoreboard: [graphql(winner.scoreboard, { id: globalId("Edition", editionId) })],
        story: [graphql(story)],
        page: [graphql(winner.page, { id: globalId("Edition", pageEditionId) })],
        mutation: [
          graphql(winner.createTeam, { input: { name: team, kind: "SOCIAL_ENTERPRISE" } }),
          graphql(winner.addMember, { input: { teamId: "@id", email, name: person } }),
        ],
      }[request],
    };
  const create = { name: team, userId };
  const add = { team: "@id", email, name: person, by: userId };
  if (server === "raw") {
    const raw = (name: string, variables: object) => JSON.stringify({ name, variables });
    return {
      path,
      bodies: {
        scoreboard: [raw("scoreboard", { editionId })],
        story: [raw("story", {})],
        page: [raw("page", { editionId: pageEditionId })],
        mutation: [raw("createTeam", create), raw("addMember", { ...add, userId })],
      }[request],
    };
  }
  const texts = server === "mercurius" ? mercurius : postgraphile;
  return {
    path,
    bodies: {
      scoreboard: [graphql(texts.scoreboard, { id: editionId })],
      story: [graphql(texts.story)],
      page: [graphql(texts.page, { id: pageEditionId })],
      mutation: [graphql(texts.createTeam, create), graphql(texts.addMember, add)],
    }[request],
  };
}

const byText = (list: Answer[]) =>
  list.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
/** Lists whose order a server cannot be told are compared without it. */
const unordered = {
  story: (list: Answer[]) => list.map((one) => ({ ...one, figures: byText(one.figures) })),
  page: (list: Answer[]) => list.map((one) => ({ ...one, entries: byText(one.entries) })),
};

const toStory = {
  winner: ({ editions }: Answer) =>
    editions.edges.map(({ node }: Answer) => ({
      ...node,
      provinces: node.provinces.map(({ finalistQuota, province }: Answer) => ({
        finalistQuota,
        ...province,
      })),
    })),
  postgraphile: ({ allEditionsList }: Answer) =>
    allEditionsList.map((one: Answer) => ({
      nameEn: one.nameEn,
      figures: one.editionFiguresByEditionIdList,
      provinces: one.editionProvincesByEditionIdList.map((place: Answer) => ({
        finalistQuota: place.finalistQuota,
        ...place.provinceByProvinceCode,
      })),
      finalists: one.announcementsByEditionIdList.flatMap(
        (announcement: Answer) => announcement.publishedFinalistsByAnnouncementIdList,
      ),
    })),
};

const toScoreboard = {
  winner: ({ node }: Answer) => ({
    ...node,
    programme: node.programme.nameEn,
    stages: node.stages.map(({ kind, results }: Answer) => ({
      kind,
      results: results.map(({ rows, ...result }: Answer) => ({
        ...result,
        rows: rows.map(({ derivation, ...row }: Answer) => ({
          ...row,
          scores: derivation.criteria,
        })),
      })),
    })),
  }),
  postgraphile: ({ editionByRowId }: Answer) => ({
    nameEn: editionByRowId.nameEn,
    year: editionByRowId.year,
    programme: editionByRowId.programmeByProgrammeId.nameEn,
    stages: editionByRowId.stagesByEditionIdList.map(({ kind, panelsByStageIdList }: Answer) => ({
      kind,
      results: panelsByStageIdList
        .flatMap((panel: Answer) => panel.resultSnapshotsByPanelIdList)
        .map(({ resultSnapshotRowsBySnapshotIdList: rows, ...result }: Answer) => ({
          ...result,
          rows: rows.map(
            ({ benchScoresBySnapshotIdAndApplicationIdList: scores, ...row }: Answer) => ({
              ...row,
              scores,
            }),
          ),
        })),
    })),
  }),
};

const toPage = {
  winner: ({ applications }: Answer) =>
    applications.edges.map(({ node }: Answer) => ({
      ...node,
      team: node.team.name,
      province: node.province.nameEn,
      issue: node.issue.nameEn,
      entries: node.entries.map(({ stage, outcome }: Answer) => ({ kind: stage.kind, outcome })),
    })),
  postgraphile: ({ allApplicationsList }: Answer) =>
    allApplicationsList.map((one: Answer) => ({
      registrationNumber: one.registrationNumber,
      title: one.title,
      state: one.state,
      team: one.teamByTeamId.name,
      province: one.provinceByProvinceCode.nameEn,
      issue: one.priorityIssueByIssueCode.nameEn,
      entries: one.stageEntriesByApplicationIdList.map(({ stageByStageId, outcome }: Answer) => ({
        kind: stageByStageId.kind,
        outcome,
      })),
    })),
};

/** An answer in the form that all share; of a mutation what the team is called. */
export function normalise(server: ServerName, request: RequestName, answer: Answer): unknown {
  if (answer.errors || !answer.data) throw new Error(`${server}: ${JSON.stringify(answer)}`);
  const { data } = answer;
  const own =
    server === "winner" ? server : server.startsWith("postgraphile") ? "postgraphile" : undefined;
  // Raw SQL answers the value itself, Mercurius the same below its field.
  const plain = server === "raw" ? data : Object.values(data)[0];
  if (request === "scoreboard") return own ? toScoreboard[own](data) : plain;
  if (request === "story") return unordered.story(own ? toStory[own](data) : plain);
  if (request === "page") return unordered.page(own ? toPage[own](data) : plain);
  const made = plain as Answer;
  const { name } = own === "winner" ? made.team : own === "postgraphile" ? made.result : made;
  return name.replace(/\d+/g, "");
}
