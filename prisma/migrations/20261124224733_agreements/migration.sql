-- CreateEnum
CREATE TYPE "AgreementKind" AS ENUM ('KESEPAKATAN_BERSAMA', 'NOTA_KESEPAKATAN', 'MOU', 'PKS', 'ADDENDUM', 'SURAT_KUASA');

-- CreateEnum
CREATE TYPE "AgreementState" AS ENUM ('DRAFT', 'REVIEW', 'SIGNING', 'ACTIVE', 'EXPIRED', 'TERMINATED', 'SUPERSEDED');

-- CreateEnum
CREATE TYPE "PartyKind" AS ENUM ('LOCAL_GOVERNMENT', 'AGENCY', 'PROVIDER', 'INSTITUTION', 'COMPANY');

-- CreateEnum
CREATE TYPE "SignatureMethod" AS ENUM ('WET', 'CERTIFIED_ELECTRONIC', 'UNCERTIFIED_ELECTRONIC');

-- CreateEnum
CREATE TYPE "AcceptanceState" AS ENUM ('INVITED', 'ACCEPTED', 'DECLINED');

-- CreateTable
CREATE TABLE "Agreement" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "kind" "AgreementKind" NOT NULL,
    "state" "AgreementState" NOT NULL DEFAULT 'DRAFT',
    "stateReason" TEXT,
    "title" TEXT NOT NULL,
    "teamId" UUID NOT NULL,
    "provinceCode" VARCHAR(2) NOT NULL,
    "regencyCode" VARCHAR(4),
    "parentId" UUID,
    "parentException" TEXT,
    "effectiveFrom" DATE NOT NULL,
    "effectiveTo" DATE NOT NULL,
    "value" BIGINT,
    "dataProtectionAnnex" BOOLEAN NOT NULL DEFAULT false,
    "signedOn" DATE,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Agreement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgreementParty" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "agreementId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "PartyKind" NOT NULL,
    "name" TEXT NOT NULL,
    "letterNumber" TEXT,
    "letterYear" INTEGER,
    "signatoryName" TEXT NOT NULL,
    "signatoryTitle" TEXT NOT NULL,
    "mandateNumber" TEXT,
    "signatureMethod" "SignatureMethod",
    "signatureProvider" TEXT,
    "signedOn" DATE,

    CONSTRAINT "AgreementParty_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgreementInstitution" (
    "agreementId" UUID NOT NULL,
    "institutionId" UUID NOT NULL,
    "state" "AcceptanceState" NOT NULL DEFAULT 'INVITED',
    "respondedAt" TIMESTAMPTZ(3),
    "trainedOn" DATE,
    "dataEnteredOn" DATE,
    "connectedOn" DATE,
    "liveOn" DATE,
    "endedOn" DATE,

    CONSTRAINT "AgreementInstitution_pkey" PRIMARY KEY ("agreementId","institutionId")
);

-- CreateTable
CREATE TABLE "AgreementReminder" (
    "agreementId" UUID NOT NULL,
    "days" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AgreementReminder_pkey" PRIMARY KEY ("agreementId","days")
);

-- CreateIndex
CREATE INDEX "Agreement_teamId_idx" ON "Agreement"("teamId");

-- CreateIndex
CREATE INDEX "Agreement_state_effectiveTo_idx" ON "Agreement"("state", "effectiveTo");

-- CreateIndex
CREATE UNIQUE INDEX "AgreementParty_agreementId_position_key" ON "AgreementParty"("agreementId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "AgreementParty_name_letterNumber_letterYear_key" ON "AgreementParty"("name", "letterNumber", "letterYear");

-- CreateIndex
CREATE INDEX "AgreementInstitution_institutionId_idx" ON "AgreementInstitution"("institutionId");

-- AddForeignKey
ALTER TABLE "Agreement" ADD CONSTRAINT "Agreement_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Agreement" ADD CONSTRAINT "Agreement_provinceCode_fkey" FOREIGN KEY ("provinceCode") REFERENCES "Province"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Agreement" ADD CONSTRAINT "Agreement_regencyCode_fkey" FOREIGN KEY ("regencyCode") REFERENCES "Regency"("code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Agreement" ADD CONSTRAINT "Agreement_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Agreement"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgreementParty" ADD CONSTRAINT "AgreementParty_agreementId_fkey" FOREIGN KEY ("agreementId") REFERENCES "Agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgreementInstitution" ADD CONSTRAINT "AgreementInstitution_agreementId_fkey" FOREIGN KEY ("agreementId") REFERENCES "Agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgreementInstitution" ADD CONSTRAINT "AgreementInstitution_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgreementReminder" ADD CONSTRAINT "AgreementReminder_agreementId_fkey" FOREIGN KEY ("agreementId") REFERENCES "Agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PublishedFinalist" ADD CONSTRAINT "PublishedFinalist_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "Agreement" ADD CONSTRAINT "Agreement_period" CHECK ("effectiveTo" > "effectiveFrom");
ALTER TABLE "Agreement" ADD CONSTRAINT "Agreement_value" CHECK (value IS NULL OR value >= 0);

-- The moves of an agreement, as in agreement/agreement-state.ts.
CREATE FUNCTION check_agreement_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (OLD.state::text, NEW.state::text) IN (
    ('DRAFT', 'REVIEW'), ('REVIEW', 'DRAFT'), ('REVIEW', 'SIGNING'), ('SIGNING', 'DRAFT'), ('SIGNING', 'ACTIVE'),
    ('ACTIVE', 'EXPIRED'), ('ACTIVE', 'TERMINATED'), ('ACTIVE', 'SUPERSEDED')) THEN
    RAISE EXCEPTION 'an agreement does not go from % to %', OLD.state, NEW.state;
  END IF;
  IF NEW.state = 'ACTIVE' AND EXISTS (SELECT 1 FROM "AgreementParty" WHERE "agreementId" = NEW.id AND "signedOn" IS NULL) THEN
    RAISE EXCEPTION 'agreement % is not signed by every party', NEW.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER agreement_move BEFORE UPDATE ON "Agreement"
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION check_agreement_move();

-- What a party has signed it has signed: number, name and signature stay.
CREATE FUNCTION freeze_signed_party() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'party % has signed and is frozen', OLD.id;
END $$;
CREATE TRIGGER party_frozen BEFORE UPDATE OR DELETE ON "AgreementParty"
  FOR EACH ROW WHEN (OLD."signedOn" IS NOT NULL) EXECUTE FUNCTION freeze_signed_party();

-- A service comes alive step by step, under an accepted agreement.
ALTER TABLE "AgreementInstitution" ADD CONSTRAINT "AgreementInstitution_steps" CHECK (
  ("trainedOn" IS NULL OR state = 'ACCEPTED')
  AND ("dataEnteredOn" IS NULL OR ("trainedOn" IS NOT NULL AND "trainedOn" <= "dataEnteredOn"))
  AND ("connectedOn" IS NULL OR ("dataEnteredOn" IS NOT NULL AND "dataEnteredOn" <= "connectedOn"))
  AND ("liveOn" IS NULL OR ("connectedOn" IS NOT NULL AND "connectedOn" <= "liveOn"))
  AND ("endedOn" IS NULL OR ("liveOn" IS NOT NULL AND "liveOn" <= "endedOn")));
