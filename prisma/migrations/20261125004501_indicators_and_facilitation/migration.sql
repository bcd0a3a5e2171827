-- CreateEnum
CREATE TYPE "NeedState" AS ENUM ('OPEN', 'MATCHED', 'CLOSED', 'WITHDRAWN');

-- CreateEnum
CREATE TYPE "IntroductionState" AS ENUM ('INTRODUCED', 'MEETING', 'AGREED', 'DECLINED', 'AGREEMENT');

-- CreateEnum
CREATE TYPE "DecisionKind" AS ENUM ('INTERESTED', 'DECLINED', 'AGREED');

-- CreateEnum
CREATE TYPE "CommitmentParty" AS ENUM ('TEAM', 'LOCAL_GOVERNMENT', 'PROVINCE', 'MINISTRY');

-- CreateEnum
CREATE TYPE "IndicatorDirection" AS ENUM ('UP', 'DOWN');

-- CreateEnum
CREATE TYPE "IndicatorLevel" AS ENUM ('PROVINCE', 'REGENCY');

-- CreateTable
CREATE TABLE "Need" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "institutionId" UUID NOT NULL,
    "issueCode" TEXT NOT NULL,
    "provinceCode" VARCHAR(2) NOT NULL,
    "regencyCode" VARCHAR(4),
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "budgetSource" TEXT NOT NULL,
    "deadline" DATE NOT NULL,
    "state" "NeedState" NOT NULL DEFAULT 'OPEN',
    "stateReason" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Need_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Introduction" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "needId" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "state" "IntroductionState" NOT NULL DEFAULT 'INTRODUCED',
    "agreementId" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Introduction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Meeting" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "introductionId" UUID NOT NULL,
    "startsAt" TIMESTAMPTZ(0) NOT NULL,
    "place" TEXT NOT NULL,
    "minutes" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Meeting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Decision" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "introductionId" UUID NOT NULL,
    "kind" "DecisionKind" NOT NULL,
    "reason" TEXT,
    "decidedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Commitment" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "introductionId" UUID NOT NULL,
    "party" "CommitmentParty" NOT NULL,
    "text" TEXT NOT NULL,
    "dueOn" DATE NOT NULL,
    "doneOn" DATE,

    CONSTRAINT "Commitment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Indicator" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "code" TEXT NOT NULL,
    "nameId" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "direction" "IndicatorDirection" NOT NULL,
    "level" "IndicatorLevel" NOT NULL,
    "method" TEXT NOT NULL,
    "countsPeople" BOOLEAN NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Indicator_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IndicatorObservation" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "indicatorId" UUID NOT NULL,
    "provinceCode" VARCHAR(2) NOT NULL,
    "regencyCode" VARCHAR(4),
    "observedOn" DATE NOT NULL,
    "value" DECIMAL(18,4) NOT NULL,
    "source" TEXT NOT NULL,
    "evidence" TEXT,
    "replacesId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IndicatorObservation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IndicatorTarget" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "indicatorId" UUID NOT NULL,
    "provinceCode" VARCHAR(2) NOT NULL,
    "regencyCode" VARCHAR(4),
    "baselineYear" INTEGER NOT NULL,
    "targetYear" INTEGER NOT NULL,
    "target" DECIMAL(18,4) NOT NULL,
    "source" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IndicatorTarget_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Need_provinceCode_state_idx" ON "Need"("provinceCode", "state");

-- CreateIndex
CREATE UNIQUE INDEX "Need_institutionId_title_key" ON "Need"("institutionId", "title");

-- CreateIndex
CREATE INDEX "Introduction_memberId_idx" ON "Introduction"("memberId");

-- CreateIndex
CREATE INDEX "Introduction_agreementId_idx" ON "Introduction"("agreementId");

-- CreateIndex
CREATE UNIQUE INDEX "Introduction_needId_memberId_key" ON "Introduction"("needId", "memberId");

-- CreateIndex
CREATE UNIQUE INDEX "Meeting_introductionId_startsAt_key" ON "Meeting"("introductionId", "startsAt");

-- CreateIndex
CREATE INDEX "Decision_introductionId_idx" ON "Decision"("introductionId");

-- CreateIndex
CREATE INDEX "Commitment_introductionId_idx" ON "Commitment"("introductionId");

-- CreateIndex
CREATE UNIQUE INDEX "Indicator_code_key" ON "Indicator"("code");

-- CreateIndex
CREATE UNIQUE INDEX "IndicatorObservation_replacesId_key" ON "IndicatorObservation"("replacesId");

-- CreateIndex
CREATE INDEX "IndicatorObservation_provinceCode_indicatorId_observedOn_idx" ON "IndicatorObservation"("provinceCode", "indicatorId", "observedOn");

-- CreateIndex
CREATE INDEX "IndicatorTarget_provinceCode_indicatorId_idx" ON "IndicatorTarget"("provinceCode", "indicatorId");

-- AddForeignKey
ALTER TABLE "Need" ADD CONSTRAINT "Need_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Need" ADD CONSTRAINT "Need_issueCode_fkey" FOREIGN KEY ("issueCode") REFERENCES "PriorityIssue"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Need" ADD CONSTRAINT "Need_provinceCode_fkey" FOREIGN KEY ("provinceCode") REFERENCES "Province"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Need" ADD CONSTRAINT "Need_regencyCode_fkey" FOREIGN KEY ("regencyCode") REFERENCES "Regency"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Introduction" ADD CONSTRAINT "Introduction_needId_fkey" FOREIGN KEY ("needId") REFERENCES "Need"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Introduction" ADD CONSTRAINT "Introduction_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "CohortMember"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Introduction" ADD CONSTRAINT "Introduction_agreementId_fkey" FOREIGN KEY ("agreementId") REFERENCES "Agreement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Meeting" ADD CONSTRAINT "Meeting_introductionId_fkey" FOREIGN KEY ("introductionId") REFERENCES "Introduction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Decision" ADD CONSTRAINT "Decision_introductionId_fkey" FOREIGN KEY ("introductionId") REFERENCES "Introduction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Commitment" ADD CONSTRAINT "Commitment_introductionId_fkey" FOREIGN KEY ("introductionId") REFERENCES "Introduction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IndicatorObservation" ADD CONSTRAINT "IndicatorObservation_indicatorId_fkey" FOREIGN KEY ("indicatorId") REFERENCES "Indicator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IndicatorObservation" ADD CONSTRAINT "IndicatorObservation_provinceCode_fkey" FOREIGN KEY ("provinceCode") REFERENCES "Province"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IndicatorObservation" ADD CONSTRAINT "IndicatorObservation_regencyCode_fkey" FOREIGN KEY ("regencyCode") REFERENCES "Regency"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IndicatorObservation" ADD CONSTRAINT "IndicatorObservation_replacesId_fkey" FOREIGN KEY ("replacesId") REFERENCES "IndicatorObservation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IndicatorTarget" ADD CONSTRAINT "IndicatorTarget_indicatorId_fkey" FOREIGN KEY ("indicatorId") REFERENCES "Indicator"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IndicatorTarget" ADD CONSTRAINT "IndicatorTarget_provinceCode_fkey" FOREIGN KEY ("provinceCode") REFERENCES "Province"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IndicatorTarget" ADD CONSTRAINT "IndicatorTarget_regencyCode_fkey" FOREIGN KEY ("regencyCode") REFERENCES "Regency"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One first value of a region on a day; what comes later names the row that it replaces.
CREATE UNIQUE INDEX "IndicatorObservation_first" ON "IndicatorObservation"
  ("indicatorId", "provinceCode", "regencyCode", "observedOn") NULLS NOT DISTINCT WHERE "replacesId" IS NULL;
CREATE TRIGGER indicator_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "Indicator"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER observation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "IndicatorObservation"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER target_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "IndicatorTarget"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "Decision"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- People are counted in whole numbers, at the level of the indicator; a correction is of the same value.
CREATE FUNCTION check_observation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  measured "Indicator";
  replaced "IndicatorObservation";
BEGIN
  SELECT * INTO measured FROM "Indicator" WHERE id = NEW."indicatorId";
  IF (measured.level = 'REGENCY') <> (NEW."regencyCode" IS NOT NULL) THEN
    RAISE EXCEPTION 'indicator % is measured by %', measured.code, measured.level;
  END IF;
  IF measured."countsPeople" AND (NEW.value < 0 OR NEW.value <> trunc(NEW.value)) THEN
    RAISE EXCEPTION '% is no number of people', NEW.value;
  END IF;
  IF NEW."replacesId" IS NOT NULL THEN
    SELECT * INTO replaced FROM "IndicatorObservation" WHERE id = NEW."replacesId";
    IF (replaced."indicatorId", replaced."provinceCode", replaced."regencyCode", replaced."observedOn")
      IS DISTINCT FROM (NEW."indicatorId", NEW."provinceCode", NEW."regencyCode", NEW."observedOn") THEN
      RAISE EXCEPTION 'a correction of % is of another value', NEW."replacesId";
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER observation_check BEFORE INSERT ON "IndicatorObservation"
  FOR EACH ROW EXECUTE FUNCTION check_observation();
ALTER TABLE "IndicatorTarget" ADD CONSTRAINT "IndicatorTarget_years" CHECK ("targetYear" > "baselineYear");

-- The moves of a need and of an introduction, as in incubation/facilitation-state.ts.
CREATE FUNCTION check_need_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (OLD.state::text, NEW.state::text) IN (
    ('OPEN', 'MATCHED'), ('OPEN', 'WITHDRAWN'), ('MATCHED', 'CLOSED'), ('MATCHED', 'WITHDRAWN')) THEN
    RAISE EXCEPTION 'a need does not go from % to %', OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER need_move BEFORE UPDATE ON "Need"
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION check_need_move();
ALTER TABLE "Need" ADD CONSTRAINT "Need_reason" CHECK (state <> 'WITHDRAWN' OR "stateReason" IS NOT NULL);

CREATE FUNCTION check_introduction_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (OLD.state::text, NEW.state::text) IN (
    ('INTRODUCED', 'MEETING'), ('MEETING', 'AGREED'), ('MEETING', 'DECLINED'), ('AGREED', 'AGREEMENT')) THEN
    RAISE EXCEPTION 'an introduction does not go from % to %', OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER introduction_move BEFORE UPDATE ON "Introduction"
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION check_introduction_move();
ALTER TABLE "Introduction" ADD CONSTRAINT "Introduction_agreement"
  CHECK ((state = 'AGREEMENT') = ("agreementId" IS NOT NULL));
ALTER TABLE "Decision" ADD CONSTRAINT "Decision_reason" CHECK (kind <> 'DECLINED' OR reason IS NOT NULL);
