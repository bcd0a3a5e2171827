-- AlterTable
ALTER TABLE "Regency" ADD COLUMN     "previousBpsCode" VARCHAR(4);
