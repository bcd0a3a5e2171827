-- Of files that were imported before, the lines that an earlier file had are not known any more.
ALTER TABLE "BankStatement" ADD COLUMN "lines" INTEGER NOT NULL DEFAULT 0;
UPDATE "BankStatement" s SET lines = (SELECT count(*) FROM "StatementEntry" e WHERE e."statementId" = s.id);
ALTER TABLE "BankStatement" ALTER COLUMN "lines" DROP DEFAULT,
  ADD CONSTRAINT "BankStatement_lines" CHECK (lines >= 0);
