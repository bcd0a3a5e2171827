-- CreateEnum
CREATE TYPE "PanelMode" AS ENUM ('MARKS', 'PAIRWISE');

-- CreateEnum
CREATE TYPE "InvitationState" AS ENUM ('INVITED', 'ACCEPTED', 'DECLINED');

-- CreateEnum
CREATE TYPE "ConflictSource" AS ENUM ('DECLARED', 'SAME_TEAM', 'SAME_ORGANISATION', 'SAME_PROVINCE_OFFICE', 'CO_MENTOR');

-- CreateEnum
CREATE TYPE "AssignmentState" AS ENUM ('ASSIGNED', 'RECUSED');

-- CreateEnum
CREATE TYPE "ScoresheetState" AS ENUM ('DRAFT', 'SUBMITTED', 'REMOVED');

-- CreateEnum
CREATE TYPE "AppealState" AS ENUM ('OPEN', 'GRANTED', 'DISMISSED');

-- CreateTable
CREATE TABLE "Rubric" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "editionId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Rubric_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Criterion" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "rubricId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "group" TEXT,
    "nameId" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "min" DECIMAL(12,4) NOT NULL,
    "max" DECIMAL(12,4) NOT NULL,
    "step" DECIMAL(12,4) NOT NULL,
    "weight" DECIMAL(12,4) NOT NULL,
    "factor" DECIMAL(12,4) NOT NULL,
    "commentBelow" DECIMAL(12,4),
    "commentAbove" DECIMAL(12,4),
    "descriptors" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "Criterion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Panel" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "stageId" UUID NOT NULL,
    "rubricId" UUID,
    "name" TEXT NOT NULL,
    "mode" "PanelMode" NOT NULL DEFAULT 'MARKS',
    "method" JSONB NOT NULL,
    "methodReason" TEXT NOT NULL,
    "judgesPerEntry" INTEGER NOT NULL,
    "blind" BOOLEAN NOT NULL DEFAULT false,
    "appealDays" INTEGER NOT NULL DEFAULT 7,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Panel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PanelJudge" (
    "panelId" UUID NOT NULL,
    "judgeId" UUID NOT NULL,
    "state" "InvitationState" NOT NULL DEFAULT 'INVITED',
    "weight" DECIMAL(12,4) NOT NULL DEFAULT 1,
    "maxEntries" INTEGER,
    "issueCodes" TEXT[],
    "provinceCodes" TEXT[],
    "availableFrom" DATE,
    "availableTo" DATE,

    CONSTRAINT "PanelJudge_pkey" PRIMARY KEY ("panelId","judgeId")
);

-- CreateTable
CREATE TABLE "ConflictOfInterest" (
    "panelId" UUID NOT NULL,
    "judgeId" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "source" "ConflictSource" NOT NULL,
    "reason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ConflictOfInterest_pkey" PRIMARY KEY ("panelId","judgeId","applicationId")
);

-- CreateTable
CREATE TABLE "Assignment" (
    "panelId" UUID NOT NULL,
    "judgeId" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "state" "AssignmentState" NOT NULL DEFAULT 'ASSIGNED',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Assignment_pkey" PRIMARY KEY ("panelId","applicationId","judgeId")
);

-- CreateTable
CREATE TABLE "Scoresheet" (
    "panelId" UUID NOT NULL,
    "judgeId" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "state" "ScoresheetState" NOT NULL DEFAULT 'DRAFT',
    "marks" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "submittedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Scoresheet_pkey" PRIMARY KEY ("panelId","applicationId","judgeId")
);

-- CreateTable
CREATE TABLE "ScoresheetRevision" (
    "panelId" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "judgeId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "marks" JSONB NOT NULL,
    "submittedBy" TEXT NOT NULL,
    "submittedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ScoresheetRevision_pkey" PRIMARY KEY ("panelId","applicationId","judgeId","version")
);

-- CreateTable
CREATE TABLE "CalibrationMark" (
    "panelId" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "criterionKey" TEXT NOT NULL,
    "expected" DECIMAL(12,4) NOT NULL,

    CONSTRAINT "CalibrationMark_pkey" PRIMARY KEY ("panelId","applicationId","criterionKey")
);

-- CreateTable
CREATE TABLE "PairwiseComparison" (
    "panelId" UUID NOT NULL,
    "judgeId" UUID NOT NULL,
    "winnerId" UUID NOT NULL,
    "loserId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PairwiseComparison_pkey" PRIMARY KEY ("panelId","judgeId","winnerId","loserId")
);

-- CreateTable
CREATE TABLE "EntryScore" (
    "panelId" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "methodHash" TEXT NOT NULL,
    "marksHash" TEXT NOT NULL,
    "total" TEXT NOT NULL,
    "facts" JSONB NOT NULL,

    CONSTRAINT "EntryScore_pkey" PRIMARY KEY ("panelId","applicationId")
);

-- CreateTable
CREATE TABLE "ResultSnapshot" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "panelId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "replacesId" UUID,
    "method" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "quality" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "publishedBy" TEXT NOT NULL,
    "publishedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ResultSnapshot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ResultSnapshotRow" (
    "snapshotId" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "rank" INTEGER NOT NULL,
    "total" TEXT NOT NULL,
    "teamName" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "derivation" JSONB NOT NULL,
    "verificationCode" TEXT NOT NULL,

    CONSTRAINT "ResultSnapshotRow_pkey" PRIMARY KEY ("snapshotId","applicationId")
);

-- CreateTable
CREATE TABLE "Appeal" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "snapshotId" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "state" "AppealState" NOT NULL DEFAULT 'OPEN',
    "decision" TEXT,
    "madeBy" TEXT NOT NULL,
    "madeAt" TIMESTAMPTZ(3) NOT NULL,
    "decidedBy" TEXT,
    "decidedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Appeal_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Rubric_editionId_name_version_key" ON "Rubric"("editionId", "name", "version");

-- CreateIndex
CREATE UNIQUE INDEX "Criterion_rubricId_key_key" ON "Criterion"("rubricId", "key");

-- CreateIndex
CREATE UNIQUE INDEX "Criterion_rubricId_position_key" ON "Criterion"("rubricId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "Panel_stageId_name_key" ON "Panel"("stageId", "name");

-- CreateIndex
CREATE INDEX "PanelJudge_judgeId_idx" ON "PanelJudge"("judgeId");

-- CreateIndex
CREATE INDEX "ConflictOfInterest_applicationId_judgeId_idx" ON "ConflictOfInterest"("applicationId", "judgeId");

-- CreateIndex
CREATE INDEX "Assignment_judgeId_idx" ON "Assignment"("judgeId");

-- CreateIndex
CREATE INDEX "Scoresheet_judgeId_idx" ON "Scoresheet"("judgeId");

-- CreateIndex
CREATE UNIQUE INDEX "ResultSnapshot_replacesId_key" ON "ResultSnapshot"("replacesId");

-- CreateIndex
CREATE UNIQUE INDEX "ResultSnapshot_panelId_number_key" ON "ResultSnapshot"("panelId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "ResultSnapshotRow_verificationCode_key" ON "ResultSnapshotRow"("verificationCode");

-- CreateIndex
CREATE UNIQUE INDEX "Appeal_snapshotId_applicationId_key" ON "Appeal"("snapshotId", "applicationId");

-- AddForeignKey
ALTER TABLE "Rubric" ADD CONSTRAINT "Rubric_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Criterion" ADD CONSTRAINT "Criterion_rubricId_fkey" FOREIGN KEY ("rubricId") REFERENCES "Rubric"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Panel" ADD CONSTRAINT "Panel_stageId_fkey" FOREIGN KEY ("stageId") REFERENCES "Stage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Panel" ADD CONSTRAINT "Panel_rubricId_fkey" FOREIGN KEY ("rubricId") REFERENCES "Rubric"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PanelJudge" ADD CONSTRAINT "PanelJudge_panelId_fkey" FOREIGN KEY ("panelId") REFERENCES "Panel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PanelJudge" ADD CONSTRAINT "PanelJudge_judgeId_fkey" FOREIGN KEY ("judgeId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConflictOfInterest" ADD CONSTRAINT "ConflictOfInterest_panelId_fkey" FOREIGN KEY ("panelId") REFERENCES "Panel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConflictOfInterest" ADD CONSTRAINT "ConflictOfInterest_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assignment" ADD CONSTRAINT "Assignment_panelId_fkey" FOREIGN KEY ("panelId") REFERENCES "Panel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assignment" ADD CONSTRAINT "Assignment_judgeId_fkey" FOREIGN KEY ("judgeId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Assignment" ADD CONSTRAINT "Assignment_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Scoresheet" ADD CONSTRAINT "Scoresheet_panelId_fkey" FOREIGN KEY ("panelId") REFERENCES "Panel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Scoresheet" ADD CONSTRAINT "Scoresheet_judgeId_fkey" FOREIGN KEY ("judgeId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Scoresheet" ADD CONSTRAINT "Scoresheet_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoresheetRevision" ADD CONSTRAINT "ScoresheetRevision_panelId_applicationId_judgeId_fkey" FOREIGN KEY ("panelId", "applicationId", "judgeId") REFERENCES "Scoresheet"("panelId", "applicationId", "judgeId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CalibrationMark" ADD CONSTRAINT "CalibrationMark_panelId_fkey" FOREIGN KEY ("panelId") REFERENCES "Panel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CalibrationMark" ADD CONSTRAINT "CalibrationMark_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PairwiseComparison" ADD CONSTRAINT "PairwiseComparison_panelId_fkey" FOREIGN KEY ("panelId") REFERENCES "Panel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EntryScore" ADD CONSTRAINT "EntryScore_panelId_fkey" FOREIGN KEY ("panelId") REFERENCES "Panel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EntryScore" ADD CONSTRAINT "EntryScore_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ResultSnapshot" ADD CONSTRAINT "ResultSnapshot_panelId_fkey" FOREIGN KEY ("panelId") REFERENCES "Panel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ResultSnapshot" ADD CONSTRAINT "ResultSnapshot_replacesId_fkey" FOREIGN KEY ("replacesId") REFERENCES "ResultSnapshot"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ResultSnapshotRow" ADD CONSTRAINT "ResultSnapshotRow_snapshotId_fkey" FOREIGN KEY ("snapshotId") REFERENCES "ResultSnapshot"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ResultSnapshotRow" ADD CONSTRAINT "ResultSnapshotRow_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Appeal" ADD CONSTRAINT "Appeal_snapshotId_fkey" FOREIGN KEY ("snapshotId") REFERENCES "ResultSnapshot"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Appeal" ADD CONSTRAINT "Appeal_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Snapshots, revisions and their rows are never changed.
CREATE TRIGGER scoresheet_revision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "ScoresheetRevision"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER snapshot_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "ResultSnapshot"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER snapshot_row_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "ResultSnapshotRow"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A rubric by which something was scored is frozen.
CREATE FUNCTION freeze_rubric() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE rubric uuid := coalesce(NEW."rubricId", OLD."rubricId");
BEGIN
  IF EXISTS (SELECT 1 FROM "Scoresheet" s JOIN "Panel" p ON p.id = s."panelId" WHERE p."rubricId" = rubric) THEN
    RAISE EXCEPTION 'rubric % has scores and is frozen', rubric;
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER criterion_frozen BEFORE INSERT OR UPDATE OR DELETE ON "Criterion"
  FOR EACH ROW EXECUTE FUNCTION freeze_rubric();

-- Whoever is in conflict judges nothing, and a scoresheet needs its assignment, by whatever way the
-- rows come. A statement is checked as a whole, so that 20,000 rows cost one look and not 20,000.
CREATE FUNCTION refuse_conflict() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad record;
BEGIN
  SELECT n."judgeId" AS judge, n."applicationId" AS entry INTO bad
    FROM new_rows n JOIN "ConflictOfInterest" c USING ("panelId", "judgeId", "applicationId")
    WHERE n.state::text NOT IN ('RECUSED', 'REMOVED') LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'judge % is in conflict with %', bad.judge, bad.entry;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER assignment_conflict_insert AFTER INSERT ON "Assignment"
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_conflict();
CREATE TRIGGER assignment_conflict_update AFTER UPDATE ON "Assignment"
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_conflict();
CREATE TRIGGER scoresheet_conflict_insert AFTER INSERT ON "Scoresheet"
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_conflict();
CREATE TRIGGER scoresheet_conflict_update AFTER UPDATE ON "Scoresheet"
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_conflict();

CREATE FUNCTION require_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad record;
BEGIN
  SELECT n."judgeId" AS judge, n."applicationId" AS entry INTO bad
    FROM new_rows n LEFT JOIN "Assignment" a ON a."panelId" = n."panelId" AND a."judgeId" = n."judgeId"
      AND a."applicationId" = n."applicationId" AND a.state = 'ASSIGNED'
    WHERE n.state <> 'REMOVED' AND a."judgeId" IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'judge % is not assigned to %', bad.judge, bad.entry;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER scoresheet_assigned_insert AFTER INSERT ON "Scoresheet"
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION require_assignment();
CREATE TRIGGER scoresheet_assigned_update AFTER UPDATE ON "Scoresheet"
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION require_assignment();
