-- An institution that was merged while both were under one agreement left its place behind, and was counted
-- twice. One place stays, as in institution/institution-merge-place.ts: the one that has come further.
WITH ranked AS (
  SELECT p."agreementId", p."institutionId", row_number() OVER (
    PARTITION BY p."agreementId", coalesce(i."mergedIntoId", i.id)
    ORDER BY p."liveOn" IS NOT NULL AND p."endedOn" IS NULL DESC,
      num_nonnulls(p."trainedOn", p."dataEnteredOn", p."connectedOn", p."liveOn", p."endedOn") DESC,
      p."respondedAt" DESC NULLS LAST, p.state <> 'INVITED' DESC, i."mergedIntoId" IS NULL DESC) AS rank
  FROM "AgreementInstitution" p JOIN "Institution" i ON i.id = p."institutionId"
)
DELETE FROM "AgreementInstitution" p USING ranked r
WHERE r.rank > 1 AND r."agreementId" = p."agreementId" AND r."institutionId" = p."institutionId";

UPDATE "AgreementInstitution" p SET "institutionId" = i."mergedIntoId"
FROM "Institution" i WHERE i.id = p."institutionId" AND i."mergedIntoId" IS NOT NULL;
