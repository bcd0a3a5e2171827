-- AlterEnum
ALTER TYPE "BillingEventKind" ADD VALUE 'INVOICE_WRITE_OFF_REVERSED';

-- As before, and a write-off that was a mistake is taken back: the invoice is open, as if it had not been.
CREATE OR REPLACE FUNCTION invoice_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE allowed "Invoice" := OLD;
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'invoice % is final', OLD.id; END IF;
  IF OLD.state <> NEW.state AND (OLD.state::text, NEW.state::text) NOT IN (
    ('OPEN', 'PAID'), ('OPEN', 'VOID'), ('OPEN', 'UNCOLLECTIBLE'), ('PAID', 'OPEN'), ('PAID', 'UNCOLLECTIBLE'), ('UNCOLLECTIBLE', 'PAID'), ('UNCOLLECTIBLE', 'OPEN'))
  THEN RAISE EXCEPTION 'an invoice does not go from % to %', OLD.state, NEW.state; END IF;
  IF OLD."fakturNumber" IS NULL THEN allowed."fakturNumber" := NEW."fakturNumber"; END IF;
  IF OLD."creditedFrom" IS NULL OR NEW."creditedFrom" < OLD."creditedFrom" THEN
    allowed."creditedFrom" := NEW."creditedFrom";
  END IF;
  IF (OLD.state, NEW.state) IN (('OPEN', 'UNCOLLECTIBLE'), ('UNCOLLECTIBLE', 'OPEN')) THEN
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
