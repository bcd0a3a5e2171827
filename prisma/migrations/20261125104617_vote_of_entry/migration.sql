-- A vote is on an entry of a stage, and not on a stage and an application each for itself.
-- DropForeignKey
ALTER TABLE "SelectionVote" DROP CONSTRAINT "SelectionVote_stageId_fkey";

-- DropForeignKey
ALTER TABLE "SelectionVote" DROP CONSTRAINT "SelectionVote_applicationId_fkey";

-- AddForeignKey
ALTER TABLE "SelectionVote" ADD CONSTRAINT "SelectionVote_stageId_applicationId_fkey" FOREIGN KEY ("stageId", "applicationId") REFERENCES "StageEntry"("stageId", "applicationId") ON DELETE RESTRICT ON UPDATE CASCADE;
