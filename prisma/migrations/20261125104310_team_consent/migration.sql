-- CreateEnum
CREATE TYPE "ConsentBasis" AS ENUM ('GIVEN', 'CARRIED_OVER');

-- CreateTable
CREATE TABLE "TeamConsent" (
    "institutionId" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "basis" "ConsentBasis" NOT NULL DEFAULT 'GIVEN',
    "givenAt" TIMESTAMPTZ(3) NOT NULL,
    "withdrawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "TeamConsent_pkey" PRIMARY KEY ("teamId","institutionId")
);

-- CreateIndex
CREATE INDEX "TeamConsent_institutionId_idx" ON "TeamConsent"("institutionId");

-- AddForeignKey
ALTER TABLE "TeamConsent" ADD CONSTRAINT "TeamConsent_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TeamConsent" ADD CONSTRAINT "TeamConsent_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- No consent is taken back before it was given.
ALTER TABLE "TeamConsent" ADD CONSTRAINT "TeamConsent_days" CHECK ("withdrawnAt" >= "givenAt");

-- Until now nobody was asked. Whoever has orders, people at trainings, subscriptions (also as a sponsor) or
-- invoices of a team deals with it already, and goes on; staff who see it otherwise withdraw. What was
-- merged is now the other institution's.
INSERT INTO "TeamConsent" ("institutionId", "teamId", basis, "givenAt")
SELECT DISTINCT coalesce(i."mergedIntoId", i.id), dealt."teamId", 'CARRIED_OVER'::"ConsentBasis", CURRENT_TIMESTAMP
FROM (
  SELECT o."institutionId", s."teamId" FROM "ServiceOrder" o JOIN "TeamService" s ON s.id = o."serviceId"
  UNION SELECT p."institutionId", e."teamId" FROM "TrainingParticipant" p JOIN "TrainingEvent" e ON e.id = p."eventId"
  UNION SELECT s."institutionId", p."teamId" FROM "Subscription" s JOIN "Provider" p ON p.id = s."providerId"
  UNION SELECT s."sponsorId", p."teamId" FROM "Subscription" s JOIN "Provider" p ON p.id = s."providerId"
  UNION SELECT v."institutionId", p."teamId" FROM "Invoice" v JOIN "Provider" p ON p.id = v."providerId"
) dealt JOIN "Institution" i ON i.id = dealt."institutionId";
