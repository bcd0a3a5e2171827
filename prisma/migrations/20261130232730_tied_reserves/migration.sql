-- AlterTable
ALTER TABLE "Finalist" ADD COLUMN     "tiedRank" INTEGER;
