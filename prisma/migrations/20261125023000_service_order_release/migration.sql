-- An invoice that was voided gives its orders back: they are delivered again, and nothing else of them changes.
CREATE OR REPLACE FUNCTION check_service_order_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'CANCELLED'
    OR (OLD.state = 'INVOICED' AND (NEW.state = 'INVOICED' OR NEW."deliveredOn" IS DISTINCT FROM OLD."deliveredOn"))
    OR (NEW."serviceId", NEW."institutionId", NEW.quantity, NEW."unitPrice", NEW."idempotencyKey")
      IS DISTINCT FROM (OLD."serviceId", OLD."institutionId", OLD.quantity, OLD."unitPrice", OLD."idempotencyKey") THEN
    RAISE EXCEPTION 'service order % is frozen', OLD.id;
  END IF;
  IF OLD.state <> NEW.state AND NOT (OLD.state::text, NEW.state::text) IN (
    ('ORDERED', 'DELIVERED'), ('ORDERED', 'CANCELLED'), ('DELIVERED', 'INVOICED'), ('INVOICED', 'DELIVERED')) THEN
    RAISE EXCEPTION 'a service order does not go from % to %', OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
CREATE INDEX "ServiceOrder_invoiceId_idx" ON "ServiceOrder"("invoiceId");
