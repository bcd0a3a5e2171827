-- AlterEnum
ALTER TYPE "UnmatchedReason" ADD VALUE 'VOIDED';
