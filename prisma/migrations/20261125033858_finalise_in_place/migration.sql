-- Finalising changes no column that an index of Invoice has: PostgreSQL then writes the final row beside its
-- draft on the same page (HOT) and leaves the indexes, the exclusion constraint's among them, as they are.

-- CreateTable
CREATE TABLE "InvoiceNumber" (
    "number" TEXT NOT NULL,
    "invoiceId" UUID NOT NULL,

    CONSTRAINT "InvoiceNumber_pkey" PRIMARY KEY ("number")
);

INSERT INTO "InvoiceNumber" SELECT number, id FROM "Invoice" WHERE number IS NOT NULL;
CREATE TRIGGER invoice_number_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "InvoiceNumber"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- DropIndex
DROP INDEX "Invoice_number_key";

-- What is to be finalised and what is to be collected, in one index: a draft that is finalised stays in it.
DROP INDEX "Invoice_to_finalise";
DROP INDEX "Invoice_to_collect";
ALTER TABLE "Invoice" ADD COLUMN "unsettled" boolean GENERATED ALWAYS AS (state IN ('DRAFT', 'OPEN')) STORED;
CREATE INDEX "Invoice_unsettled" ON "Invoice" ("providerId", "finaliseAfter", id) WHERE unsettled;
DROP INDEX "Invoice_awaiting_proof";
CREATE INDEX "Invoice_awaiting_proof" ON "Invoice" (id)
  WHERE unsettled AND settled > 0 AND total - settled = share_of(base - "creditedBase", 2, 100);

-- Void is what was voided, so that these need not look at the state.
ALTER TABLE "Invoice" ADD CONSTRAINT "Invoice_voided" CHECK ((state = 'VOID') = ("voidedAt" IS NOT NULL)),
  DROP CONSTRAINT "Invoice_no_overlap",
  ADD CONSTRAINT "Invoice_no_overlap" EXCLUDE USING gist
    ("subscriptionId" WITH =, payer WITH =, daterange("periodStart", coalesce("creditedFrom", "periodEnd"), '[)') WITH &&)
    WHERE (kind IN ('RECURRING', 'ADJUSTMENT') AND "voidedAt" IS NULL AND "periodStart" IS NOT NULL);
DROP INDEX "Invoice_one_per_period";
CREATE UNIQUE INDEX "Invoice_one_per_period" ON "Invoice" ("subscriptionId", payer, "periodStart")
  WHERE kind = 'RECURRING' AND "voidedAt" IS NULL;

-- Drafts leave half of their page to what they become; so do subscriptions to their next period, which is in no
-- index: the planner, once an hour, reads them all.
ALTER TABLE "Invoice" SET (fillfactor = 50);
ALTER TABLE "Subscription" SET (fillfactor = 50);
DROP INDEX "Subscription_due";

-- As before; PostgreSQL works out `unsettled` only after this.
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
  allowed.unsettled := NEW.unsettled;
  IF NEW IS DISTINCT FROM allowed THEN RAISE EXCEPTION 'invoice % is final', OLD.id; END IF;
  RETURN NEW;
END $$;

-- What is being finalised has lines that add up to its base, and a number that no other has.
CREATE FUNCTION invoice_finalised() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong uuid;
BEGIN
  SELECT n.id INTO wrong FROM after_change n JOIN before_change o USING (id)
    WHERE o.state = 'DRAFT' AND n.state NOT IN ('DRAFT', 'VOID')
      AND n.base <> coalesce((SELECT sum(l.amount) FROM "InvoiceLine" l WHERE l."invoiceId" = n.id), 0) LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'the lines of invoice % do not add up', wrong; END IF;
  INSERT INTO "InvoiceNumber" SELECT n.number, n.id FROM after_change n JOIN before_change o USING (id)
    WHERE o.number IS NULL AND n.number IS NOT NULL;
  RETURN NULL;
END $$;
DROP TRIGGER invoice_adds_up ON "Invoice";
DROP FUNCTION invoice_adds_up();
CREATE TRIGGER invoice_finalised AFTER UPDATE ON "Invoice"
  REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change
  FOR EACH STATEMENT EXECUTE FUNCTION invoice_finalised();
