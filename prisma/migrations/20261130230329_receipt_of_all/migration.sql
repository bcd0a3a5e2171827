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

-- The code of before, which serves until the deployment is through, does not know these columns: what it issues names
-- both sides as they are called now. To be dropped a deployment later.
CREATE FUNCTION receipt_sides() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT p.name, p.address, coalesce(b."legalName", i.name),
    coalesce(b.address, concat_ws(', ', r.name, v."nameId")), b."taxNumber", b.email
  INTO NEW."sellerName", NEW."sellerAddress", NEW."buyerName", NEW."buyerAddress", NEW."buyerTaxNumber", NEW."buyerEmail"
  FROM "Provider" p, "Institution" i
    JOIN "Province" v ON v.code = i."provinceCode"
    LEFT JOIN "Regency" r ON r.code = i."regencyCode"
    LEFT JOIN "BillingProfile" b ON b."institutionId" = i.id
  WHERE p.id = NEW."providerId" AND i.id = NEW."institutionId";
  SELECT t."taxNumber" INTO NEW."sellerTaxNumber" FROM "TaxProfile" t
  WHERE t."providerId" = NEW."providerId" AND t."validFrom" <= NEW."issuedOn"
    AND (t."validTo" IS NULL OR t."validTo" > NEW."issuedOn");
  RETURN NEW;
END $$;
CREATE TRIGGER receipt_sides BEFORE INSERT ON "Receipt" FOR EACH ROW
  WHEN (NEW."sellerName" IS NULL) EXECUTE FUNCTION receipt_sides();
