-- Hosts of internships and employers of placements were not asked either. Whoever has been named by a team
-- deals with it already, and goes on; staff who see it otherwise withdraw. Where the staff said something of
-- the team before, their word stands, also when they took it back.
INSERT INTO "TeamConsent" ("institutionId", "teamId", basis, "givenAt")
SELECT DISTINCT coalesce(i."mergedIntoId", i.id), dealt."teamId", 'CARRIED_OVER'::"ConsentBasis", CURRENT_TIMESTAMP
FROM (
  SELECT n."hostId" AS "institutionId", s."teamId" FROM "Internship" n JOIN "Student" s ON s.id = n."studentId"
  UNION SELECT p."companyId", b."teamId" FROM "Placement" p
    JOIN "Enrolment" e ON e.id = p."enrolmentId"
    JOIN "BootcampBatch" a ON a.id = e."batchId"
    JOIN "CurriculumVersion" c ON c.id = a."curriculumId"
    JOIN "BootcampProgramme" b ON b.id = c."programmeId"
) dealt JOIN "Institution" i ON i.id = dealt."institutionId"
ON CONFLICT ("teamId", "institutionId") DO NOTHING;
