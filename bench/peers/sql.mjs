/** Hand-written SQL of the requests, each one JSON value: for the raw server and for Mercurius. */
const one = (columns, from) => `(SELECT json_build_object(${columns}) FROM ${from})`;
const many = (columns, from, order) =>
  `(SELECT coalesce(json_agg(json_build_object(${columns}) ORDER BY ${order}), '[]') FROM ${from})`;

const score = many(
  `'key', s.key, 'panelScore', s."panelScore"`,
  `"BenchScore" s WHERE s."snapshotId" = r."snapshotId" AND s."applicationId" = r."applicationId"`,
  "s.position",
);
const row = many(
  `'rank', r.rank, 'total', r.total, 'teamName', r."teamName", 'title', r.title, 'scores', ${score}`,
  `"ResultSnapshotRow" r WHERE r."snapshotId" = n.id`,
  `r.rank, r."applicationId"`,
);
const result = many(
  `'number', n.number, 'hash', n.hash, 'reason', n.reason, 'rows', ${row}`,
  `"ResultSnapshot" n JOIN "Panel" p ON p.id = n."panelId" WHERE p."stageId" = t.id
    AND NOT EXISTS (SELECT 1 FROM "ResultSnapshot" later WHERE later."replacesId" = n.id)`,
  "n.id",
);
const stage = many(
  `'kind', t.kind, 'results', ${result}`,
  `"Stage" t WHERE t."editionId" = e.id`,
  "t.position",
);

const figure = many(
  `'name', f.name, 'value', f.value, 'source', f.source`,
  `"EditionFigure" f WHERE f."editionId" = e.id`,
  "f.id",
);
const place = many(
  `'finalistQuota', ep."finalistQuota", 'nameEn', pr."nameEn", 'timeZone', pr."timeZone"`,
  `"EditionProvince" ep JOIN "Province" pr ON pr.code = ep."provinceCode" WHERE ep."editionId" = e.id`,
  `ep."provinceCode"`,
);
const finalist = many(
  `'provinceCode', pf."provinceCode", 'rank', pf.rank, 'teamName', pf."teamName", 'title', pf.title`,
  `"PublishedFinalist" pf JOIN "Announcement" a ON a.id = pf."announcementId"
    WHERE a."editionId" = e.id AND a.kind = 'FINALISTS'
    AND NOT EXISTS (SELECT 1 FROM "PublishedWithdrawal" w
      WHERE w."announcementId" = pf."announcementId" AND w."applicationId" = pf."applicationId")`,
  `pf."provinceCode", pf.rank`,
);

const entry = many(
  `'kind', st.kind, 'outcome', se.outcome`,
  `"StageEntry" se JOIN "Stage" st ON st.id = se."stageId" WHERE se."applicationId" = a.id`,
  "st.position",
);

/** By name: the statement, and its parameters from the request's variables. */
export const statements = {
  scoreboard: {
    text: `SELECT ${one(
      `'nameEn', e."nameEn", 'year', e.year, 'programme', p."nameEn", 'stages', ${stage}`,
      `"Edition" e JOIN "Programme" p ON p.id = e."programmeId" WHERE e.id = $1`,
    )} AS value`,
    values: ({ editionId }) => [editionId],
  },
  story: {
    text: `SELECT ${many(
      `'nameEn', e."nameEn", 'figures', ${figure}, 'provinces', ${place}, 'finalists', ${finalist}`,
      `(SELECT * FROM "Edition" WHERE state <> 'DRAFT' ORDER BY year DESC, batch DESC, id LIMIT 5) e`,
      `e.year DESC, e.batch DESC, e.id`,
    )} AS value`,
    values: () => [],
  },
  page: {
    text: `SELECT ${many(
      `'registrationNumber', a."registrationNumber", 'title', a.title, 'state', a.state, 'team', t.name,
        'province', p."nameEn", 'issue', i."nameEn", 'entries', ${entry}`,
      `(SELECT * FROM "Application" WHERE "editionId" = $1 AND "submittedAt" IS NOT NULL ORDER BY id LIMIT 20) a
        JOIN "Team" t ON t.id = a."teamId" JOIN "Province" p ON p.code = a."provinceCode"
        JOIN "PriorityIssue" i ON i.code = a."issueCode"`,
      "a.id",
    )} AS value`,
    values: ({ editionId }) => [editionId],
  },
  createTeam: {
    text: `SELECT json_build_object('id', t.id, 'name', t.name) AS value FROM bench_create_team($1, $2) t`,
    values: ({ name, userId }) => [name, userId],
  },
  addMember: {
    text: `SELECT json_build_object('id', t.id, 'name', t.name) AS value FROM bench_add_member($1, $2, $3, $4) t`,
    values: ({ team, email, name, userId }) => [team, email, name, userId],
  },
};
