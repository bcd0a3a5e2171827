-- CreateEnum
CREATE TYPE "VerificationResult" AS ENUM ('VALID', 'INVALID', 'UNKNOWN');

-- CreateEnum
CREATE TYPE "StampKind" AS ENUM ('TEMPEL', 'ELEKTRONIK');

-- AlterTable
ALTER TABLE "Agreement" ADD COLUMN     "autoRenewalMonths" INTEGER,
ADD COLUMN     "noticeGivenOn" DATE,
ADD COLUMN     "renewsId" UUID,
ADD COLUMN     "terminationNoticeDays" INTEGER;

-- AlterTable
ALTER TABLE "AgreementParty" ADD COLUMN     "certificateSerial" TEXT,
ADD COLUMN     "mandateOn" DATE;

-- A reminder is of an end, which may move. Those given so far were of the present one.
ALTER TABLE "AgreementReminder" DROP CONSTRAINT "AgreementReminder_pkey",
ADD COLUMN     "endsOn" DATE;
UPDATE "AgreementReminder" r SET "endsOn" = a."effectiveTo" FROM "Agreement" a WHERE a.id = r."agreementId";
ALTER TABLE "AgreementReminder" ALTER COLUMN "endsOn" SET NOT NULL,
ADD CONSTRAINT "AgreementReminder_pkey" PRIMARY KEY ("agreementId", "endsOn", "days");

-- CreateTable
CREATE TABLE "SignatureVerification" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partyId" UUID NOT NULL,
    "result" "VerificationResult" NOT NULL,
    "note" TEXT,
    "verifiedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SignatureVerification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgreementStamp" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "agreementId" UUID NOT NULL,
    "kind" "StampKind" NOT NULL,
    "serial" TEXT NOT NULL,
    "amount" BIGINT NOT NULL DEFAULT 10000,
    "stampedOn" DATE NOT NULL,

    CONSTRAINT "AgreementStamp_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SignatureVerification_partyId_idx" ON "SignatureVerification"("partyId");

-- CreateIndex
CREATE INDEX "AgreementStamp_agreementId_idx" ON "AgreementStamp"("agreementId");

-- CreateIndex
CREATE UNIQUE INDEX "AgreementStamp_kind_serial_key" ON "AgreementStamp"("kind", "serial");

-- CreateIndex
CREATE UNIQUE INDEX "Agreement_renewsId_key" ON "Agreement"("renewsId");

-- AddForeignKey
ALTER TABLE "Agreement" ADD CONSTRAINT "Agreement_renewsId_fkey" FOREIGN KEY ("renewsId") REFERENCES "Agreement"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SignatureVerification" ADD CONSTRAINT "SignatureVerification_partyId_fkey" FOREIGN KEY ("partyId") REFERENCES "AgreementParty"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgreementStamp" ADD CONSTRAINT "AgreementStamp_agreementId_fkey" FOREIGN KEY ("agreementId") REFERENCES "Agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Rows from before these rules stay as they are (NOT VALID); whatever is written keeps them.
ALTER TABLE "AgreementParty" ADD CONSTRAINT "AgreementParty_mandate"
  CHECK (("mandateNumber" IS NULL) = ("mandateOn" IS NULL)) NOT VALID;
ALTER TABLE "AgreementParty" ADD CONSTRAINT "AgreementParty_certificate" CHECK (
  "signatureMethod" IS DISTINCT FROM 'CERTIFIED_ELECTRONIC'
  OR ("signatureProvider" IS NOT NULL AND "certificateSerial" IS NOT NULL)) NOT VALID;
ALTER TABLE "Agreement" ADD CONSTRAINT "Agreement_renewal" CHECK (
  "renewsId" <> id AND ("autoRenewalMonths" IS NULL OR "autoRenewalMonths" > 0)
  AND ("terminationNoticeDays" IS NULL OR "terminationNoticeDays" > 0));
ALTER TABLE "AgreementStamp" ADD CONSTRAINT "AgreementStamp_meterai" CHECK (
  amount = 10000 AND (kind <> 'ELEKTRONIK' OR serial ~ '^[0-9]{22}$'));
