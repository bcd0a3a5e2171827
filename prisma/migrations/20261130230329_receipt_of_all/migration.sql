-- A receipt acknowledges all that came in, also money that no invoice took: so it keeps the names of both sides itself.
ALTER TABLE "Receipt" ADD COLUMN     "buyerAddress" TEXT,
ADD COLUMN     "buyerEmail" TEXT,
ADD COLUMN     "buyerName" TEXT,
ADD COLUMN     "buyerTaxNumber" TEXT,
ADD COLUMN     "sellerAddress" TEXT,
ADD COLUMN     "sellerName" TEXT,
ADD COLUMN     "sellerTaxNumber" TEXT;

-- Those before this had a line, whose invoice named the sides.
ALTER TABLE "Receipt" DISABLE TRIGGER receipt_frozen;
UPDATE "Receipt" r SET "buyerAddress" = i."buyerAddress", "buyerEmail" = i."buyerEmail", "buyerName" = i."buyerName",
  "buyerTaxNumber" = i."buyerTaxNumber", "sellerAddress" = i."sellerAddress", "sellerName" = i."sellerName",
  "sellerTaxNumber" = i."sellerTaxNumber"
FROM "ReceiptLine" l JOIN "Invoice" i ON i.id = l."invoiceId" WHERE l."receiptId" = r.id AND l.position = 0;
ALTER TABLE "Receipt" ENABLE TRIGGER receipt_frozen;
ALTER TABLE "Receipt" ALTER COLUMN "buyerAddress" SET NOT NULL,
  ALTER COLUMN "buyerName" SET NOT NULL,
  ALTER COLUMN "sellerAddress" SET NOT NULL,
  ALTER COLUMN "sellerName" SET NOT NULL;

CREATE OR REPLACE FUNCTION receipt_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT sum(l.amount) FROM "ReceiptLine" l WHERE l."receiptId" = NEW.id) > NEW.total THEN
    RAISE EXCEPTION 'the lines of receipt % are more than it', NEW.id;
  END IF;
  RETURN NULL;
END $$;
