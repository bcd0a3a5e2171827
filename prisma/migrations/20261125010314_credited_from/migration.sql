-- AlterEnum
ALTER TYPE "SubscriptionEventKind" ADD VALUE 'LOWERING_WITHDRAWN';

-- AlterTable
ALTER TABLE "Invoice" ADD COLUMN     "creditedFrom" DATE;

-- No day of a subscription is charged twice to a payer, whatever the history of its changes: what an invoice
-- charged counts up to the day from which it was taken back.
ALTER TABLE "Invoice" DROP CONSTRAINT "Invoice_no_overlap",
  ADD CONSTRAINT "Invoice_no_overlap" EXCLUDE USING gist
    ("subscriptionId" WITH =, payer WITH =, daterange("periodStart", coalesce("creditedFrom", "periodEnd"), '[)') WITH &&)
    WHERE (kind IN ('RECURRING', 'ADJUSTMENT') AND state <> 'VOID' AND "periodStart" IS NOT NULL),
  ADD CONSTRAINT "Invoice_credited_from" CHECK ("creditedFrom" BETWEEN "periodStart" AND "periodEnd");

-- As before; and the day from which it was taken back, which only moves towards the first.
CREATE OR REPLACE FUNCTION invoice_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE allowed "Invoice" := OLD;
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'invoice % is final', OLD.id; END IF;
  IF OLD.state <> NEW.state AND (OLD.state::text, NEW.state::text) NOT IN (
    ('OPEN', 'PAID'), ('OPEN', 'VOID'), ('OPEN', 'UNCOLLECTIBLE'), ('PAID', 'OPEN'), ('UNCOLLECTIBLE', 'PAID'))
  THEN RAISE EXCEPTION 'an invoice does not go from % to %', OLD.state, NEW.state; END IF;
  IF OLD."fakturNumber" IS NULL THEN allowed."fakturNumber" := NEW."fakturNumber"; END IF;
  IF OLD."creditedFrom" IS NULL OR NEW."creditedFrom" < OLD."creditedFrom" THEN
    allowed."creditedFrom" := NEW."creditedFrom";
  END IF;
  allowed.state := NEW.state;
  allowed.settled := NEW.settled;
  allowed."creditedBase" := NEW."creditedBase";
  allowed."creditedTax" := NEW."creditedTax";
  allowed.recognised := NEW.recognised;
  allowed."voidedAt" := NEW."voidedAt";
  allowed."voidReason" := NEW."voidReason";
  allowed.version := NEW.version;
  IF NEW IS DISTINCT FROM allowed THEN RAISE EXCEPTION 'invoice % is final', OLD.id; END IF;
  RETURN NEW;
END $$;
