-- AlterTable
ALTER TABLE "TrainingParticipant" ADD COLUMN     "markedAt" TIMESTAMPTZ(3);
