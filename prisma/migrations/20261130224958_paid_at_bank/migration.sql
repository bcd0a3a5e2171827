-- AlterEnum
ALTER TYPE "HoldReason" ADD VALUE 'PAID_AT_BANK';
