-- CreateEnum
CREATE TYPE "BillingEventKind" AS ENUM ('INVOICE_FINALISED', 'INVOICE_PAID', 'INVOICE_VOIDED', 'CREDIT_NOTE_ISSUED', 'PAYMENT_RECEIVED', 'RECEIPT_ISSUED', 'SUBSCRIPTION_SUSPENDED', 'SUBSCRIPTION_RESTORED');

-- AlterTable
ALTER TABLE "DunningNotice" ADD COLUMN     "done" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "Receipt" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "providerId" UUID NOT NULL,
    "institutionId" UUID NOT NULL,
    "sourceId" UUID NOT NULL,
    "issuedOn" DATE NOT NULL,
    "year" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "number" TEXT NOT NULL,
    "total" BIGINT NOT NULL,
    "stampSerial" VARCHAR(22),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),

    CONSTRAINT "Receipt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReceiptLine" (
    "receiptId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "invoiceId" UUID NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "ReceiptLine_pkey" PRIMARY KEY ("receiptId","position")
);

-- CreateTable
CREATE TABLE "DocumentHash" (
    "document" "NumberedDocument" NOT NULL,
    "subjectId" UUID NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "renderedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),

    CONSTRAINT "DocumentHash_pkey" PRIMARY KEY ("document","subjectId","sha256")
);

-- CreateTable
CREATE TABLE "BillingEvent" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "transaction" BIGINT NOT NULL DEFAULT (pg_current_xact_id())::text::bigint,
    "providerId" UUID NOT NULL,
    "kind" "BillingEventKind" NOT NULL,
    "subjectId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),

    CONSTRAINT "BillingEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PartnerEndpoint" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "providerId" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "kinds" "BillingEventKind"[],
    "active" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),

    CONSTRAINT "PartnerEndpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookDelivery" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "endpointId" UUID NOT NULL,
    "eventId" UUID NOT NULL,
    "status" INTEGER,
    "fault" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),

    CONSTRAINT "WebhookDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Receipt_sourceId_key" ON "Receipt"("sourceId");

-- CreateIndex
CREATE UNIQUE INDEX "Receipt_number_key" ON "Receipt"("number");

-- CreateIndex
CREATE UNIQUE INDEX "Receipt_stampSerial_key" ON "Receipt"("stampSerial");

-- CreateIndex
CREATE INDEX "Receipt_institutionId_idx" ON "Receipt"("institutionId");

-- CreateIndex
CREATE UNIQUE INDEX "Receipt_providerId_year_sequence_key" ON "Receipt"("providerId", "year", "sequence");

-- CreateIndex
CREATE INDEX "ReceiptLine_invoiceId_idx" ON "ReceiptLine"("invoiceId");

-- CreateIndex
CREATE UNIQUE INDEX "BillingEvent_key_key" ON "BillingEvent"("key");

-- CreateIndex
CREATE INDEX "BillingEvent_providerId_transaction_id_idx" ON "BillingEvent"("providerId", "transaction", "id");

-- CreateIndex
CREATE INDEX "PartnerEndpoint_providerId_idx" ON "PartnerEndpoint"("providerId");

-- CreateIndex
CREATE INDEX "WebhookDelivery_endpointId_idx" ON "WebhookDelivery"("endpointId");

-- AddForeignKey
ALTER TABLE "ReceiptLine" ADD CONSTRAINT "ReceiptLine_receiptId_fkey" FOREIGN KEY ("receiptId") REFERENCES "Receipt"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReceiptLine" ADD CONSTRAINT "ReceiptLine_invoiceId_fkey" FOREIGN KEY ("invoiceId") REFERENCES "Invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WebhookDelivery" ADD CONSTRAINT "WebhookDelivery_endpointId_fkey" FOREIGN KEY ("endpointId") REFERENCES "PartnerEndpoint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What was handed out stays: receipts but for their stamp, what documents were, what was told to whom.
ALTER TABLE "Receipt" ADD CONSTRAINT "Receipt_total" CHECK (total > 0),
  ADD CONSTRAINT "Receipt_stamp" CHECK ("stampSerial" IS NULL OR (total > 5000000 AND length("stampSerial") = 22));
ALTER TABLE "ReceiptLine" ADD CONSTRAINT "ReceiptLine_amount" CHECK (amount > 0);
CREATE FUNCTION receipt_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE allowed "Receipt" := OLD;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD."stampSerial" IS NULL THEN
    allowed."stampSerial" := NEW."stampSerial";
    IF NEW IS NOT DISTINCT FROM allowed THEN RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'receipt % is final', OLD.id;
END $$;
CREATE TRIGGER receipt_frozen BEFORE UPDATE OR DELETE ON "Receipt" FOR EACH ROW EXECUTE FUNCTION receipt_frozen();
CREATE TRIGGER receipt_line_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "ReceiptLine"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION receipt_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT r.total <> coalesce((SELECT sum(l.amount) FROM "ReceiptLine" l WHERE l."receiptId" = r.id), 0)
      FROM "Receipt" r WHERE r.id = NEW.id) THEN
    RAISE EXCEPTION 'the lines of receipt % do not add up', NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER receipt_adds_up AFTER INSERT ON "Receipt" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION receipt_adds_up();
CREATE TRIGGER document_hash_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "DocumentHash"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER billing_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "BillingEvent"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER webhook_delivery_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "WebhookDelivery"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER dunning_notice_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "DunningNotice"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "DunningStep" ADD CONSTRAINT "DunningStep_days" CHECK ("afterDays" BETWEEN -30 AND 365
  AND (action <> 'SUSPEND' OR "afterDays" > 0));
