-- AlterTable
ALTER TABLE "Receipt" ADD COLUMN     "voidedAt" TIMESTAMPTZ(3);

-- It is written once, as the stamp is; and of those whose payment was taken back before this.
CREATE OR REPLACE FUNCTION receipt_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE allowed "Receipt" := OLD;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    allowed."stampSerial" := coalesce(OLD."stampSerial", NEW."stampSerial");
    allowed."voidedAt" := coalesce(OLD."voidedAt", NEW."voidedAt");
    IF NEW IS NOT DISTINCT FROM allowed THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'receipt % is final', OLD.id;
END $$;
UPDATE "Receipt" r SET "voidedAt" = p."reversedAt" FROM "Payment" p WHERE p.id = r."sourceId" AND p."reversedAt" IS NOT NULL;
