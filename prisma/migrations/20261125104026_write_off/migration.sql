-- AlterEnum
ALTER TYPE "BillingEventKind" ADD VALUE 'INVOICE_WRITTEN_OFF';

-- AlterEnum
ALTER TYPE "PostingReason" ADD VALUE 'WRITE_OFF_REVERSED';

-- AlterTable
ALTER TABLE "Invoice" ADD COLUMN     "writeOffReason" TEXT,
ADD COLUMN     "writtenOffAt" TIMESTAMPTZ(3);

-- What was written off is uncollectible for as long as something of it is open, and never open again: a payment that
-- is taken back makes it bad debt once more.
ALTER TABLE "Invoice" ADD CONSTRAINT "Invoice_written_off" CHECK (
  ("writtenOffAt" IS NULL) = ("writeOffReason" IS NULL) AND CASE state
    WHEN 'UNCOLLECTIBLE' THEN "writtenOffAt" IS NOT NULL AND settled < total
    WHEN 'PAID' THEN true
    ELSE "writtenOffAt" IS NULL END);

-- As before, and with the moves of what was written off: by whoever writes it off, once.
CREATE OR REPLACE FUNCTION invoice_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE allowed "Invoice" := OLD;
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'invoice % is final', OLD.id; END IF;
  IF OLD.state <> NEW.state AND (OLD.state::text, NEW.state::text) NOT IN (
    ('OPEN', 'PAID'), ('OPEN', 'VOID'), ('OPEN', 'UNCOLLECTIBLE'), ('PAID', 'OPEN'), ('PAID', 'UNCOLLECTIBLE'), ('UNCOLLECTIBLE', 'PAID'))
  THEN RAISE EXCEPTION 'an invoice does not go from % to %', OLD.state, NEW.state; END IF;
  IF OLD."fakturNumber" IS NULL THEN allowed."fakturNumber" := NEW."fakturNumber"; END IF;
  IF OLD."creditedFrom" IS NULL OR NEW."creditedFrom" < OLD."creditedFrom" THEN
    allowed."creditedFrom" := NEW."creditedFrom";
  END IF;
  IF OLD.state = 'OPEN' AND NEW.state = 'UNCOLLECTIBLE' THEN
    allowed."writtenOffAt" := NEW."writtenOffAt";
    allowed."writeOffReason" := NEW."writeOffReason";
  END IF;
  allowed.state := NEW.state;
  allowed.settled := NEW.settled;
  allowed."creditedBase" := NEW."creditedBase";
  allowed."creditedTax" := NEW."creditedTax";
  allowed.recognised := NEW.recognised;
  allowed."voidedAt" := NEW."voidedAt";
  allowed."voidReason" := NEW."voidReason";
  allowed.version := NEW.version;
  allowed.unsettled := NEW.unsettled;
  IF NEW IS DISTINCT FROM allowed THEN RAISE EXCEPTION 'invoice % is final', OLD.id; END IF;
  RETURN NEW;
END $$;
