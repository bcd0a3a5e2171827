-- CreateEnum
CREATE TYPE "LearnerCategory" AS ENUM ('IT', 'NON_IT');

-- CreateEnum
CREATE TYPE "EnrolmentState" AS ENUM ('APPLIED', 'INTERVIEW', 'OFFERED', 'JOINED', 'UNIT', 'REPEAT_UNIT', 'PLACEMENT', 'GRADUATED', 'ELIMINATED', 'WITHDRAWN');

-- CreateEnum
CREATE TYPE "AssessmentKind" AS ENUM ('TECHNICAL', 'PEOPLE_SKILL');

-- CreateEnum
CREATE TYPE "ContractKind" AS ENUM ('PERMANENT', 'FIXED_TERM', 'INTERNSHIP', 'FREELANCE');

-- CreateEnum
CREATE TYPE "SalaryBand" AS ENUM ('BELOW_3_MILLION', 'FROM_3_TO_5_MILLION', 'FROM_5_TO_8_MILLION', 'FROM_8_TO_12_MILLION', 'ABOVE_12_MILLION');

-- CreateTable
CREATE TABLE "BootcampProgramme" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "teamId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "BootcampProgramme_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CurriculumVersion" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "programmeId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "passMark" INTEGER NOT NULL,
    "maxRepeats" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CurriculumVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CurriculumUnit" (
    "curriculumId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,

    CONSTRAINT "CurriculumUnit_pkey" PRIMARY KEY ("curriculumId","position")
);

-- CreateTable
CREATE TABLE "BootcampBatch" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "curriculumId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "startsOn" DATE NOT NULL,
    "endsOn" DATE NOT NULL,
    "mode" "DeliveryMode" NOT NULL,
    "place" TEXT,
    "provinceCode" VARCHAR(2) NOT NULL,
    "timeZone" TEXT NOT NULL,
    "capacity" INTEGER NOT NULL,

    CONSTRAINT "BootcampBatch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Enrolment" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "batchId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "category" "LearnerCategory" NOT NULL,
    "state" "EnrolmentState" NOT NULL DEFAULT 'APPLIED',
    "stateReason" TEXT,
    "unit" INTEGER,
    "repeats" INTEGER NOT NULL DEFAULT 0,
    "placementOptIn" BOOLEAN NOT NULL DEFAULT false,
    "graduatedOn" DATE,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Enrolment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Assessment" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "enrolmentId" UUID NOT NULL,
    "unit" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "kind" "AssessmentKind" NOT NULL,
    "score" INTEGER NOT NULL,
    "feedback" TEXT NOT NULL,
    "assessorId" UUID NOT NULL,
    "assessedAt" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Assessment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Placement" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "enrolmentId" UUID NOT NULL,
    "companyId" UUID NOT NULL,
    "offeredOn" DATE NOT NULL,
    "startsOn" DATE NOT NULL,
    "contract" "ContractKind" NOT NULL,
    "salaryBand" "SalaryBand" NOT NULL,
    "recordedById" UUID NOT NULL,
    "verifiedById" UUID,
    "verifiedAt" TIMESTAMPTZ(3),
    "evidence" TEXT,

    CONSTRAINT "Placement_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "BootcampProgramme_teamId_title_key" ON "BootcampProgramme"("teamId", "title");

-- CreateIndex
CREATE UNIQUE INDEX "CurriculumVersion_programmeId_version_key" ON "CurriculumVersion"("programmeId", "version");

-- CreateIndex
CREATE INDEX "BootcampBatch_provinceCode_idx" ON "BootcampBatch"("provinceCode");

-- CreateIndex
CREATE UNIQUE INDEX "BootcampBatch_curriculumId_name_key" ON "BootcampBatch"("curriculumId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "Enrolment_batchId_email_key" ON "Enrolment"("batchId", "email");

-- CreateIndex
CREATE UNIQUE INDEX "Assessment_enrolmentId_unit_attempt_kind_key" ON "Assessment"("enrolmentId", "unit", "attempt", "kind");

-- CreateIndex
CREATE INDEX "Placement_companyId_idx" ON "Placement"("companyId");

-- CreateIndex
CREATE UNIQUE INDEX "Placement_enrolmentId_companyId_startsOn_key" ON "Placement"("enrolmentId", "companyId", "startsOn");

-- AddForeignKey
ALTER TABLE "BootcampProgramme" ADD CONSTRAINT "BootcampProgramme_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CurriculumVersion" ADD CONSTRAINT "CurriculumVersion_programmeId_fkey" FOREIGN KEY ("programmeId") REFERENCES "BootcampProgramme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CurriculumUnit" ADD CONSTRAINT "CurriculumUnit_curriculumId_fkey" FOREIGN KEY ("curriculumId") REFERENCES "CurriculumVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BootcampBatch" ADD CONSTRAINT "BootcampBatch_curriculumId_fkey" FOREIGN KEY ("curriculumId") REFERENCES "CurriculumVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BootcampBatch" ADD CONSTRAINT "BootcampBatch_provinceCode_fkey" FOREIGN KEY ("provinceCode") REFERENCES "Province"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Enrolment" ADD CONSTRAINT "Enrolment_batchId_fkey" FOREIGN KEY ("batchId") REFERENCES "BootcampBatch"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assessment" ADD CONSTRAINT "Assessment_enrolmentId_fkey" FOREIGN KEY ("enrolmentId") REFERENCES "Enrolment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assessment" ADD CONSTRAINT "Assessment_assessorId_fkey" FOREIGN KEY ("assessorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Placement" ADD CONSTRAINT "Placement_enrolmentId_fkey" FOREIGN KEY ("enrolmentId") REFERENCES "Enrolment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Placement" ADD CONSTRAINT "Placement_companyId_fkey" FOREIGN KEY ("companyId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Placement" ADD CONSTRAINT "Placement_recordedById_fkey" FOREIGN KEY ("recordedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Placement" ADD CONSTRAINT "Placement_verifiedById_fkey" FOREIGN KEY ("verifiedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "CurriculumVersion" ADD CONSTRAINT "CurriculumVersion_limits"
  CHECK ("passMark" BETWEEN 0 AND 100 AND "maxRepeats" BETWEEN 0 AND 20);
ALTER TABLE "BootcampBatch" ADD CONSTRAINT "BootcampBatch_period" CHECK ("endsOn" > "startsOn");
ALTER TABLE "BootcampBatch" ADD CONSTRAINT "BootcampBatch_capacity" CHECK (capacity >= 1);
ALTER TABLE "BootcampBatch" ADD CONSTRAINT "BootcampBatch_place" CHECK ((mode = 'ONLINE') = (place IS NULL));
ALTER TABLE "Assessment" ADD CONSTRAINT "Assessment_score" CHECK (score BETWEEN 0 AND 100);
ALTER TABLE "Enrolment" ADD CONSTRAINT "Enrolment_graduated" CHECK ((state = 'GRADUATED') = ("graduatedOn" IS NOT NULL));
ALTER TABLE "Enrolment" ADD CONSTRAINT "Enrolment_reason" CHECK (state <> 'ELIMINATED' OR "stateReason" IS NOT NULL);
ALTER TABLE "Placement" ADD CONSTRAINT "Placement_days" CHECK ("startsOn" >= "offeredOn");
-- Whoever recorded a placement does not verify it.
ALTER TABLE "Placement" ADD CONSTRAINT "Placement_verified" CHECK (
  ("verifiedById" IS NULL) = ("verifiedAt" IS NULL) AND ("verifiedById" IS NULL) = (evidence IS NULL)
  AND "verifiedById" IS DISTINCT FROM "recordedById");

-- The moves of an enrolment, as in training/enrolment-state.ts: the unit and the repeats move with the state.
CREATE FUNCTION check_enrolment_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE units integer; allowed integer; next_unit integer := OLD.unit; next_repeats integer := OLD.repeats;
BEGIN
  IF OLD.state IN ('GRADUATED', 'ELIMINATED', 'WITHDRAWN') OR NOT (NEW.state IN ('ELIMINATED', 'WITHDRAWN')
    OR (OLD.state::text, NEW.state::text) IN (
      ('APPLIED', 'INTERVIEW'), ('INTERVIEW', 'OFFERED'), ('OFFERED', 'JOINED'), ('JOINED', 'UNIT'),
      ('UNIT', 'UNIT'), ('UNIT', 'REPEAT_UNIT'), ('UNIT', 'PLACEMENT'), ('REPEAT_UNIT', 'UNIT'),
      ('REPEAT_UNIT', 'REPEAT_UNIT'), ('REPEAT_UNIT', 'PLACEMENT'), ('PLACEMENT', 'GRADUATED'))) THEN
    RAISE EXCEPTION 'an enrolment does not go from % to %', OLD.state, NEW.state;
  END IF;
  SELECT (SELECT count(*) FROM "CurriculumUnit" WHERE "curriculumId" = c.id), c."maxRepeats" INTO units, allowed
    FROM "BootcampBatch" b JOIN "CurriculumVersion" c ON c.id = b."curriculumId" WHERE b.id = NEW."batchId";
  IF NEW.state = 'UNIT' THEN next_unit := coalesce(OLD.unit, 0) + 1; END IF;
  IF NEW.state = 'REPEAT_UNIT' THEN next_repeats := OLD.repeats + 1; END IF;
  IF NEW.unit IS DISTINCT FROM next_unit OR NEW.repeats <> next_repeats
    OR next_unit > units OR next_repeats > allowed OR (NEW.state = 'PLACEMENT' AND next_unit IS DISTINCT FROM units) THEN
    RAISE EXCEPTION 'an enrolment does not go from unit % with % repeats to unit % with % in state %',
      OLD.unit, OLD.repeats, NEW.unit, NEW.repeats, NEW.state;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER enrolment_move BEFORE UPDATE ON "Enrolment"
  FOR EACH ROW WHEN ((OLD.state, OLD.unit, OLD.repeats) IS DISTINCT FROM (NEW.state, NEW.unit, NEW.repeats))
  EXECUTE FUNCTION check_enrolment_move();

-- The denominator of the placement rate does not move: a graduate's wish and day are fixed.
CREATE FUNCTION freeze_graduate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'enrolment % has graduated and is frozen', OLD.id;
END $$;
CREATE TRIGGER graduate_frozen BEFORE UPDATE ON "Enrolment" FOR EACH ROW
  WHEN (OLD.state = 'GRADUATED' AND (OLD."placementOptIn", OLD."graduatedOn") IS DISTINCT FROM (NEW."placementOptIn", NEW."graduatedOn"))
  EXECUTE FUNCTION freeze_graduate();

-- What was verified is what was verified.
CREATE FUNCTION freeze_verified_placement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'placement % is verified and frozen', OLD.id;
END $$;
CREATE TRIGGER placement_frozen BEFORE UPDATE OR DELETE ON "Placement"
  FOR EACH ROW WHEN (OLD."verifiedAt" IS NOT NULL) EXECUTE FUNCTION freeze_verified_placement();
