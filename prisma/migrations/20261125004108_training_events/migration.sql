-- CreateEnum
CREATE TYPE "TrainingKind" AS ENUM ('SERVICE_TRAINING', 'TEACHER_SOFT_SKILLS', 'OTHER');

-- CreateEnum
CREATE TYPE "DeliveryMode" AS ENUM ('ONSITE', 'ONLINE', 'HYBRID');

-- CreateEnum
CREATE TYPE "TrainingEventState" AS ENUM ('PLANNED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "ParticipantState" AS ENUM ('REGISTERED', 'WAITING', 'CANCELLED');

-- CreateTable
CREATE TABLE "TrainingEvent" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "teamId" UUID NOT NULL,
    "kind" "TrainingKind" NOT NULL,
    "state" "TrainingEventState" NOT NULL DEFAULT 'PLANNED',
    "stateReason" TEXT,
    "title" TEXT NOT NULL,
    "mode" "DeliveryMode" NOT NULL,
    "place" TEXT,
    "provinceCode" VARCHAR(2) NOT NULL,
    "regencyCode" VARCHAR(4),
    "startsAt" TIMESTAMPTZ(0) NOT NULL,
    "endsAt" TIMESTAMPTZ(0) NOT NULL,
    "capacity" INTEGER NOT NULL,
    "passMark" INTEGER,
    "agreementId" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TrainingEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TrainingParticipant" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "eventId" UUID NOT NULL,
    "institutionId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "state" "ParticipantState" NOT NULL,
    "attended" BOOLEAN,
    "preScore" INTEGER,
    "postScore" INTEGER,

    CONSTRAINT "TrainingParticipant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TrainingCertificate" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "participantId" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "heldOn" DATE NOT NULL,
    "issuedAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "TrainingCertificate_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "TrainingEvent_teamId_idx" ON "TrainingEvent"("teamId");

-- CreateIndex
CREATE INDEX "TrainingEvent_provinceCode_idx" ON "TrainingEvent"("provinceCode");

-- CreateIndex
CREATE INDEX "TrainingEvent_agreementId_idx" ON "TrainingEvent"("agreementId");

-- CreateIndex
CREATE INDEX "TrainingEvent_startsAt_idx" ON "TrainingEvent"("startsAt");

-- CreateIndex
CREATE INDEX "TrainingParticipant_institutionId_idx" ON "TrainingParticipant"("institutionId");

-- CreateIndex
CREATE UNIQUE INDEX "TrainingParticipant_eventId_number_key" ON "TrainingParticipant"("eventId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "TrainingCertificate_code_key" ON "TrainingCertificate"("code");

-- CreateIndex
CREATE INDEX "TrainingCertificate_participantId_idx" ON "TrainingCertificate"("participantId");

-- AddForeignKey
ALTER TABLE "TrainingEvent" ADD CONSTRAINT "TrainingEvent_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainingEvent" ADD CONSTRAINT "TrainingEvent_provinceCode_fkey" FOREIGN KEY ("provinceCode") REFERENCES "Province"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainingEvent" ADD CONSTRAINT "TrainingEvent_regencyCode_fkey" FOREIGN KEY ("regencyCode") REFERENCES "Regency"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainingEvent" ADD CONSTRAINT "TrainingEvent_agreementId_fkey" FOREIGN KEY ("agreementId") REFERENCES "Agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainingParticipant" ADD CONSTRAINT "TrainingParticipant_eventId_fkey" FOREIGN KEY ("eventId") REFERENCES "TrainingEvent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainingParticipant" ADD CONSTRAINT "TrainingParticipant_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainingCertificate" ADD CONSTRAINT "TrainingCertificate_participantId_fkey" FOREIGN KEY ("participantId") REFERENCES "TrainingParticipant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "TrainingEvent" ADD CONSTRAINT "TrainingEvent_period" CHECK ("endsAt" > "startsAt");
ALTER TABLE "TrainingEvent" ADD CONSTRAINT "TrainingEvent_capacity" CHECK (capacity >= 1);
ALTER TABLE "TrainingEvent" ADD CONSTRAINT "TrainingEvent_pass_mark" CHECK ("passMark" BETWEEN 0 AND 100);
ALTER TABLE "TrainingEvent" ADD CONSTRAINT "TrainingEvent_place" CHECK ((mode = 'ONLINE') = (place IS NULL));
ALTER TABLE "TrainingParticipant" ADD CONSTRAINT "TrainingParticipant_scores"
  CHECK ("preScore" BETWEEN 0 AND 100 AND "postScore" BETWEEN 0 AND 100);
ALTER TABLE "TrainingParticipant" ADD CONSTRAINT "TrainingParticipant_marked"
  CHECK ((attended IS NULL OR state = 'REGISTERED') AND (attended IS TRUE OR ("preScore" IS NULL AND "postScore" IS NULL)));

-- One person of an institution is registered once; people of the same name differ by their e-mail.
CREATE UNIQUE INDEX "TrainingParticipant_person" ON "TrainingParticipant"
  ("eventId", "institutionId", lower(name), coalesce(email, '')) WHERE state <> 'CANCELLED';
CREATE UNIQUE INDEX "TrainingCertificate_current" ON "TrainingCertificate" ("participantId") WHERE "revokedAt" IS NULL;

-- No more people are registered than the event takes, whoever asks at the same moment.
CREATE FUNCTION check_training_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE places integer;
BEGIN
  SELECT capacity INTO places FROM "TrainingEvent" WHERE id = NEW."eventId" FOR UPDATE;
  IF (SELECT count(*) FROM "TrainingParticipant"
      WHERE "eventId" = NEW."eventId" AND state = 'REGISTERED' AND id <> NEW.id) >= places THEN
    RAISE EXCEPTION 'training event % is full', NEW."eventId";
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER training_capacity BEFORE INSERT OR UPDATE OF state ON "TrainingParticipant"
  FOR EACH ROW WHEN (NEW.state = 'REGISTERED') EXECUTE FUNCTION check_training_capacity();

-- A certificate is what it was on its day; it can only be revoked, once.
CREATE FUNCTION freeze_training_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD."revokedAt" IS NOT NULL
    OR to_jsonb(NEW) - 'revokedAt' <> to_jsonb(OLD) - 'revokedAt' THEN
    RAISE EXCEPTION 'certificate % is frozen', OLD.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER training_certificate_frozen BEFORE UPDATE OR DELETE ON "TrainingCertificate"
  FOR EACH ROW EXECUTE FUNCTION freeze_training_certificate();
