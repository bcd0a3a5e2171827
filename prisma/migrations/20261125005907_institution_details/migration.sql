-- AlterTable
ALTER TABLE "Institution" ADD COLUMN     "parentId" UUID;

-- CreateTable
CREATE TABLE "InstitutionNumber" (
    "kind" "IdentityNumberKind" NOT NULL,
    "number" TEXT NOT NULL,
    "institutionId" UUID NOT NULL,

    CONSTRAINT "InstitutionNumber_pkey" PRIMARY KEY ("kind","number")
);

-- CreateTable
CREATE TABLE "InstitutionScale" (
    "institutionId" UUID NOT NULL,
    "measure" "ScaleMeasure" NOT NULL,
    "value" INTEGER NOT NULL,
    "validFrom" DATE NOT NULL,

    CONSTRAINT "InstitutionScale_pkey" PRIMARY KEY ("institutionId","measure","validFrom")
);

-- CreateTable
CREATE TABLE "InstitutionContact" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "institutionId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "email" TEXT,
    "phone" TEXT,

    CONSTRAINT "InstitutionContact_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "InstitutionNumber_institutionId_idx" ON "InstitutionNumber"("institutionId");

-- CreateIndex
CREATE INDEX "InstitutionContact_institutionId_idx" ON "InstitutionContact"("institutionId");

-- AddForeignKey
ALTER TABLE "Institution" ADD CONSTRAINT "Institution_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InstitutionNumber" ADD CONSTRAINT "InstitutionNumber_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InstitutionScale" ADD CONSTRAINT "InstitutionScale_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InstitutionContact" ADD CONSTRAINT "InstitutionContact_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The one number that each had goes to its own row; a local government has the code of its region.
INSERT INTO "InstitutionNumber" (kind, number, "institutionId")
  SELECT "numberKind", number, id FROM "Institution" WHERE number IS NOT NULL;
INSERT INTO "InstitutionNumber" (kind, number, "institutionId")
  SELECT 'REGION_CODE', coalesce("regencyCode", "provinceCode"), id FROM "Institution"
  WHERE kind = 'LOCAL_GOVERNMENT' AND "mergedIntoId" IS NULL ORDER BY id ON CONFLICT DO NOTHING;
DROP INDEX "Institution_numberKind_number_key";
ALTER TABLE "Institution" DROP COLUMN number, DROP COLUMN "numberKind";

ALTER TABLE "Institution" ADD CONSTRAINT "Institution_agency" CHECK (("parentId" IS NOT NULL) = (kind = 'AGENCY'));
ALTER TABLE "InstitutionScale" ADD CONSTRAINT "InstitutionScale_value" CHECK (value >= 0);
ALTER TABLE "InstitutionContact" ADD CONSTRAINT "InstitutionContact_reachable" CHECK (email IS NOT NULL OR phone IS NOT NULL);
