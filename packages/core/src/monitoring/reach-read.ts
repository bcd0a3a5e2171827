import type { Reader } from "../database/index.ts";

/** From applications to running services. Counts of teams, agreements and institutions, never of people. */
export interface Reach {
  registrations: number;
  finalists: number;
  agreements: number;
  institutions: number;
  agreed: number;
  trained: number;
  connected: number;
  live: number;
}

export interface RegionReach {
  /** Of the regency; of the province for what has none. */
  regionCode: string;
  provinceCode: string;
  reach: Reach;
}

const steps = [
  "registrations",
  "finalists",
  "agreements",
  "institutions",
  "agreed",
  "trained",
  "connected",
  "live",
] as const satisfies readonly (keyof Reach)[];

/** The sum of what several regions reached. No row is counted in two regions. */
export const addUp = (reaches: readonly Reach[]): Reach =>
  Object.fromEntries(
    steps.map((step) => [step, reaches.reduce((all, one) => all + one[step], 0)]),
  ) as Record<keyof Reach, number>;

/** Whether nobody even registered there. */
export const isNothing = (reach: Reach): boolean => steps.every((step) => reach[step] === 0);

interface ReachRow extends Record<keyof Reach, bigint> {
  provinceCode: string;
  regionCode: string;
}

/**
 * What the finalists of editions reached, by the region of each application, agreement and institution.
 * Registrations of an edition count once registration has closed in every province, finalists once they
 * are announced; agreements are those in force, and an institution under several counts once.
 */
export async function readReach(
  db: Reader,
  editionIds: readonly string[],
  provinceCode: string | null,
): Promise<RegionReach[]> {
  const rows = await db.$queryRaw<ReachRow[]>`
    WITH closed AS (
      SELECT s."editionId" AS id FROM "Stage" s
      JOIN "EditionProvince" e ON e."editionId" = s."editionId"
      JOIN "Province" p ON p.code = e."provinceCode"
      WHERE s.kind = 'REGISTRATION' AND s."editionId" = ANY(${editionIds}::uuid[])
      GROUP BY s."editionId"
      HAVING max((s."closesOn" + 1)::timestamp AT TIME ZONE coalesce(s."timeZone", p."timeZone")
        + make_interval(mins => s."graceMinutes")) <= winner_now()
    ), finalist AS (
      SELECT a."teamId", a."provinceCode", a."regencyCode" FROM "PublishedFinalist" f
      JOIN "Announcement" n ON n.id = f."announcementId" AND n.kind = 'FINALISTS'
      JOIN "Application" a ON a.id = f."applicationId"
      LEFT JOIN "PublishedWithdrawal" w USING ("announcementId", "applicationId")
      WHERE n."editionId" = ANY(${editionIds}::uuid[]) AND w."applicationId" IS NULL
    ), agreement AS (
      SELECT id, "provinceCode", "regencyCode" FROM "Agreement"
      WHERE state = 'ACTIVE' AND "teamId" IN (SELECT "teamId" FROM finalist)
    ), place AS (
      SELECT i.id, i."provinceCode", i."regencyCode",
        bool_or(p.state = 'ACCEPTED') AS agreed,
        bool_or(p."trainedOn" IS NOT NULL) AS trained,
        bool_or(p."connectedOn" IS NOT NULL) AS connected,
        bool_or(p."liveOn" IS NOT NULL AND p."endedOn" IS NULL) AS live
      FROM agreement g
      JOIN "AgreementInstitution" p ON p."agreementId" = g.id
      JOIN "Institution" i ON i.id = p."institutionId"
      GROUP BY i.id
    ), step AS (
      SELECT "provinceCode", "regencyCode", 'registrations' AS name FROM "Application"
        WHERE "editionId" IN (SELECT id FROM closed) AND "submittedAt" IS NOT NULL
      UNION ALL SELECT "provinceCode", "regencyCode", 'finalists' FROM finalist
      UNION ALL SELECT "provinceCode", "regencyCode", 'agreements' FROM agreement
      UNION ALL SELECT "provinceCode", "regencyCode", name FROM place,
        LATERAL (VALUES ('institutions', true), ('agreed', agreed), ('trained', trained),
          ('connected', connected), ('live', live)) reached (name, yes) WHERE yes
    )
    SELECT "provinceCode", coalesce("regencyCode", "provinceCode") AS "regionCode",
      count(*) FILTER (WHERE name = 'registrations') AS registrations,
      count(*) FILTER (WHERE name = 'finalists') AS finalists,
      count(*) FILTER (WHERE name = 'agreements') AS agreements,
      count(*) FILTER (WHERE name = 'institutions') AS institutions,
      count(*) FILTER (WHERE name = 'agreed') AS agreed,
      count(*) FILTER (WHERE name = 'trained') AS trained,
      count(*) FILTER (WHERE name = 'connected') AS connected,
      count(*) FILTER (WHERE name = 'live') AS live
    FROM step
    WHERE ${provinceCode}::text IS NULL OR "provinceCode" = ${provinceCode}
    GROUP BY 1, 2 ORDER BY 1, 2`;
  return rows.map(({ provinceCode: province, regionCode, ...counts }) => ({
    provinceCode: province,
    regionCode,
    reach: Object.fromEntries(steps.map((step) => [step, Number(counts[step])])) as Record<
      keyof Reach,
      number
    >,
  }));
}
