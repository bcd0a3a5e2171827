-- CreateEnum
CREATE TYPE "AgreementFileKind" AS ENUM ('SIGNED_ORIGINAL', 'SCAN', 'ANNEX');

-- CreateEnum
CREATE TYPE "DocumentLanguage" AS ENUM ('ID', 'EN');

-- CreateTable
CREATE TABLE "AgreementFile" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "agreementId" UUID NOT NULL,
    "kind" "AgreementFileKind" NOT NULL,
    "language" "DocumentLanguage" NOT NULL,
    "name" TEXT NOT NULL,
    "mediaType" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "state" "FileState" NOT NULL DEFAULT 'PENDING',
    "storedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AgreementFile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EvidenceFile" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "milestoneId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "mediaType" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "state" "FileState" NOT NULL DEFAULT 'PENDING',
    "storedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "EvidenceFile_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AgreementFile_agreementId_idx" ON "AgreementFile"("agreementId");

-- CreateIndex
CREATE INDEX "EvidenceFile_milestoneId_idx" ON "EvidenceFile"("milestoneId");

-- AddForeignKey
ALTER TABLE "AgreementFile" ADD CONSTRAINT "AgreementFile_agreementId_fkey" FOREIGN KEY ("agreementId") REFERENCES "Agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EvidenceFile" ADD CONSTRAINT "EvidenceFile_milestoneId_fkey" FOREIGN KEY ("milestoneId") REFERENCES "Milestone"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What is stored is stored: original bytes are evidence, and their row tells the hash by which they are known.
CREATE FUNCTION freeze_stored_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'file % is stored and frozen', OLD.id;
END $$;
CREATE TRIGGER agreement_file_frozen BEFORE UPDATE OR DELETE ON "AgreementFile"
  FOR EACH ROW WHEN (OLD.state <> 'PENDING') EXECUTE FUNCTION freeze_stored_file();
CREATE TRIGGER evidence_file_frozen BEFORE UPDATE OR DELETE ON "EvidenceFile"
  FOR EACH ROW WHEN (OLD.state <> 'PENDING') EXECUTE FUNCTION freeze_stored_file();
