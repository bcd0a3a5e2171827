-- CreateEnum
CREATE TYPE "IdentityNumberKind" AS ENUM ('NIK', 'NPWP', 'NITKU', 'NIB', 'NPSN', 'FACILITY_CODE', 'SATUSEHAT_ID', 'NISN');

-- CreateEnum
CREATE TYPE "InstitutionKind" AS ENUM ('CLINIC', 'PUSKESMAS', 'SCHOOL', 'UNIVERSITY', 'LOCAL_GOVERNMENT');

-- AlterEnum
ALTER TYPE "FileState" ADD VALUE 'REPLACED';

-- AlterTable
ALTER TABLE "TeamIdentityNumber" ALTER COLUMN "kind" TYPE "IdentityNumberKind" USING "kind"::"IdentityNumberKind";

-- AlterTable
ALTER TABLE "ApplicationFile" ADD COLUMN     "storedAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Membership" ADD COLUMN     "institutionId" UUID;

-- CreateTable
CREATE TABLE "Institution" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" "InstitutionKind" NOT NULL,
    "name" TEXT NOT NULL,
    "provinceCode" VARCHAR(2) NOT NULL,
    "regencyCode" VARCHAR(4),
    "numberKind" "IdentityNumberKind",
    "number" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Institution_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Institution_provinceCode_idx" ON "Institution"("provinceCode");

-- CreateIndex
CREATE UNIQUE INDEX "Institution_numberKind_number_key" ON "Institution"("numberKind", "number");

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Institution" ADD CONSTRAINT "Institution_provinceCode_fkey" FOREIGN KEY ("provinceCode") REFERENCES "Province"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Institution" ADD CONSTRAINT "Institution_regencyCode_fkey" FOREIGN KEY ("regencyCode") REFERENCES "Regency"("code") ON DELETE SET NULL ON UPDATE CASCADE;

-- An answer has one file; what was there before is kept as replaced.
CREATE UNIQUE INDEX "ApplicationFile_one_stored" ON "ApplicationFile" ("applicationId", "questionKey") WHERE state = 'STORED';

-- An institution's number says of which kind it is.
ALTER TABLE "Institution" ADD CONSTRAINT "Institution_number_has_kind" CHECK (("numberKind" IS NULL) = (number IS NULL));

-- Whether two teams gave one identity number.
CREATE FUNCTION same_identity(a uuid, b uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM "TeamIdentityNumber" x JOIN "TeamIdentityNumber" y ON x.digest = y.digest
    WHERE x."teamId" = a AND y."teamId" = b AND a <> b) $$;
