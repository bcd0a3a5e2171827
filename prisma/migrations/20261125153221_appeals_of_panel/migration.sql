-- DropForeignKey
ALTER TABLE "Appeal" DROP CONSTRAINT "Appeal_snapshotId_fkey";

-- AlterTable
ALTER TABLE "Appeal" ADD COLUMN     "panelId" UUID;
UPDATE "Appeal" SET "panelId" = (SELECT "panelId" FROM "ResultSnapshot" WHERE id = "snapshotId");
ALTER TABLE "Appeal" ALTER COLUMN "panelId" SET NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "ResultSnapshot_id_panelId_key" ON "ResultSnapshot"("id", "panelId");

-- CreateIndex
CREATE INDEX "Appeal_panelId_id_idx" ON "Appeal"("panelId", "id");

-- CreateIndex
CREATE INDEX "Appeal_panelId_state_id_idx" ON "Appeal"("panelId", "state", "id");

-- AddForeignKey
ALTER TABLE "Appeal" ADD CONSTRAINT "Appeal_snapshotId_panelId_fkey" FOREIGN KEY ("snapshotId", "panelId") REFERENCES "ResultSnapshot"("id", "panelId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Appeal" ADD CONSTRAINT "Appeal_panelId_fkey" FOREIGN KEY ("panelId") REFERENCES "Panel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The code of before, which serves until the new one does, names no panel.
CREATE FUNCTION appeal_panel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."panelId" := (SELECT "panelId" FROM "ResultSnapshot" WHERE id = NEW."snapshotId");
  RETURN NEW;
END $$;
CREATE TRIGGER appeal_panel BEFORE INSERT ON "Appeal" FOR EACH ROW WHEN (NEW."panelId" IS NULL) EXECUTE FUNCTION appeal_panel();
