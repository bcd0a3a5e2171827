-- When an institution that others were merged into is merged itself, they point to where it went: a pointer always
-- leads to an institution that stands.
CREATE OR REPLACE FUNCTION check_institution_merge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."mergedIntoId" IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM "Institution" WHERE id = OLD."mergedIntoId" AND "mergedIntoId" = NEW."mergedIntoId")
    OR NEW."mergedIntoId" = NEW.id
    OR EXISTS (SELECT 1 FROM "Institution" WHERE id = NEW."mergedIntoId" AND "mergedIntoId" IS NOT NULL) THEN
    RAISE EXCEPTION 'institution % cannot be merged so', NEW.id;
  END IF;
  RETURN NEW;
END $$;
