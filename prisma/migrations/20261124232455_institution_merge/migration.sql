-- AlterTable
ALTER TABLE "Institution" ADD COLUMN     "mergedIntoId" UUID;

-- AddForeignKey
ALTER TABLE "Institution" ADD CONSTRAINT "Institution_mergedIntoId_fkey" FOREIGN KEY ("mergedIntoId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was merged stays merged, and into something that stands for itself.
CREATE FUNCTION check_institution_merge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."mergedIntoId" IS NOT NULL OR NEW."mergedIntoId" = NEW.id
    OR EXISTS (SELECT 1 FROM "Institution" WHERE id = NEW."mergedIntoId" AND "mergedIntoId" IS NOT NULL) THEN
    RAISE EXCEPTION 'institution % cannot be merged so', NEW.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER institution_merge BEFORE UPDATE ON "Institution"
  FOR EACH ROW WHEN (OLD."mergedIntoId" IS DISTINCT FROM NEW."mergedIntoId") EXECUTE FUNCTION check_institution_merge();
