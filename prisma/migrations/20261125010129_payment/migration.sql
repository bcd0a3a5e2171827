-- CreateEnum
CREATE TYPE "Gateway" AS ENUM ('MIDTRANS', 'XENDIT');

-- CreateEnum
CREATE TYPE "PaymentMethod" AS ENUM ('VIRTUAL_ACCOUNT', 'QRIS', 'BANK_TRANSFER', 'CASH');

-- CreateEnum
CREATE TYPE "VirtualAccountBank" AS ENUM ('BCA', 'BNI', 'BRI', 'CIMB', 'PERMATA', 'MANDIRI', 'BSI');

-- CreateEnum
CREATE TYPE "PaymentRequestState" AS ENUM ('NEW', 'PENDING', 'PAID', 'EXPIRED', 'CANCELLED', 'FAILED');

-- CreateEnum
CREATE TYPE "WebhookState" AS ENUM ('RECEIVED', 'PROCESSED', 'HELD', 'IGNORED');

-- CreateEnum
CREATE TYPE "HoldReason" AS ENUM ('UNKNOWN_ORDER', 'WRONG_AMOUNT', 'PARTIAL_REFUND', 'BALANCE_SPENT', 'NOT_REVERSIBLE', 'FAILED');

-- CreateEnum
CREATE TYPE "StatementFormat" AS ENUM ('CSV', 'CAMT053');

-- CreateEnum
CREATE TYPE "EntryDirection" AS ENUM ('CREDIT', 'DEBIT');

-- CreateEnum
CREATE TYPE "EntryState" AS ENUM ('UNMATCHED', 'MATCHED', 'IGNORED');

-- CreateEnum
CREATE TYPE "MatchReason" AS ENUM ('UNIQUE_CODE', 'ORDER_ID', 'VIRTUAL_ACCOUNT', 'INVOICE_NUMBER', 'EXACT_AMOUNT', 'TRANSFER_FEE', 'WITHHELD', 'MANUAL');

-- CreateEnum
CREATE TYPE "UnmatchedReason" AS ENUM ('NOTHING_FITS', 'SEVERAL_FIT', 'PAID_ALREADY');

-- CreateEnum
CREATE TYPE "RefundState" AS ENUM ('REQUESTED', 'APPROVED', 'REJECTED', 'PAID');

-- CreateTable
CREATE TABLE "PaymentProfile" (
    "providerId" UUID NOT NULL,
    "gateway" "Gateway" NOT NULL,
    "method" "PaymentMethod" NOT NULL,
    "bank" "VirtualAccountBank",
    "expiryHours" INTEGER NOT NULL DEFAULT 336,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "PaymentProfile_pkey" PRIMARY KEY ("providerId")
);

-- CreateTable
CREATE TABLE "PaymentRequest" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "invoiceId" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "orderId" VARCHAR(50) NOT NULL,
    "gateway" "Gateway" NOT NULL,
    "method" "PaymentMethod" NOT NULL,
    "bank" "VirtualAccountBank",
    "amount" BIGINT NOT NULL,
    "state" "PaymentRequestState" NOT NULL DEFAULT 'NEW',
    "accountNumber" TEXT,
    "qrText" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "askedAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "PaymentRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Webhook" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "gateway" "Gateway" NOT NULL,
    "eventKey" TEXT NOT NULL,
    "orderId" TEXT NOT NULL,
    "body" BYTEA NOT NULL,
    "headers" JSONB NOT NULL,
    "deliveries" INTEGER NOT NULL DEFAULT 1,
    "state" "WebhookState" NOT NULL DEFAULT 'RECEIVED',
    "holdReason" "HoldReason",
    "note" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),
    "availableAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),
    "processedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CustomerAccount" (
    "providerId" UUID NOT NULL,
    "institutionId" UUID NOT NULL,

    CONSTRAINT "CustomerAccount_pkey" PRIMARY KEY ("providerId","institutionId")
);

-- CreateTable
CREATE TABLE "Payment" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "providerId" UUID NOT NULL,
    "institutionId" UUID NOT NULL,
    "amount" BIGINT NOT NULL,
    "receivedOn" DATE NOT NULL,
    "method" "PaymentMethod" NOT NULL,
    "gateway" "Gateway",
    "externalId" TEXT,
    "requestId" UUID,
    "entryId" UUID,
    "reference" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),
    "reversedAt" TIMESTAMPTZ(3),
    "reversalReason" TEXT,

    CONSTRAINT "Payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Allocation" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "paymentId" UUID,
    "invoiceId" UUID NOT NULL,
    "amount" BIGINT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),
    "reversedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Allocation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WithholdingProof" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "providerId" UUID NOT NULL,
    "institutionId" UUID NOT NULL,
    "invoiceId" UUID NOT NULL,
    "number" VARCHAR(40) NOT NULL,
    "issuedOn" DATE NOT NULL,
    "amount" BIGINT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),

    CONSTRAINT "WithholdingProof_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TransferCode" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "invoiceId" UUID NOT NULL,
    "bankAccountId" UUID NOT NULL,
    "amount" BIGINT NOT NULL,
    "code" INTEGER NOT NULL,
    "total" BIGINT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "releasedAt" TIMESTAMPTZ(3),

    CONSTRAINT "TransferCode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StatementMapping" (
    "bankAccountId" UUID NOT NULL,
    "mapping" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "StatementMapping_pkey" PRIMARY KEY ("bankAccountId")
);

-- CreateTable
CREATE TABLE "BankStatement" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "bankAccountId" UUID NOT NULL,
    "format" "StatementFormat" NOT NULL,
    "fileName" TEXT NOT NULL,
    "fileHash" VARCHAR(64) NOT NULL,
    "importedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),

    CONSTRAINT "BankStatement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StatementEntry" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "bankAccountId" UUID NOT NULL,
    "statementId" UUID NOT NULL,
    "fingerprint" VARCHAR(64) NOT NULL,
    "bookedOn" DATE NOT NULL,
    "direction" "EntryDirection" NOT NULL,
    "amount" BIGINT NOT NULL,
    "description" TEXT NOT NULL,
    "state" "EntryState" NOT NULL DEFAULT 'UNMATCHED',
    "matchReason" "MatchReason",
    "unmatchedReason" "UnmatchedReason",
    "note" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "StatementEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Refund" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "providerId" UUID NOT NULL,
    "institutionId" UUID NOT NULL,
    "creditNoteId" UUID,
    "amount" BIGINT NOT NULL,
    "reason" TEXT NOT NULL,
    "bank" TEXT NOT NULL,
    "accountNumber" TEXT NOT NULL,
    "accountHolder" TEXT NOT NULL,
    "state" "RefundState" NOT NULL DEFAULT 'REQUESTED',
    "requestedById" UUID NOT NULL,
    "decidedById" UUID,
    "decision" TEXT,
    "paidOn" DATE,
    "reference" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Refund_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "PaymentRequest_orderId_key" ON "PaymentRequest"("orderId");

-- CreateIndex
CREATE UNIQUE INDEX "PaymentRequest_invoiceId_attempt_key" ON "PaymentRequest"("invoiceId", "attempt");

-- CreateIndex
CREATE UNIQUE INDEX "Webhook_gateway_eventKey_key" ON "Webhook"("gateway", "eventKey");

-- CreateIndex
CREATE INDEX "Payment_providerId_idx" ON "Payment"("providerId");

-- CreateIndex
CREATE INDEX "Payment_institutionId_idx" ON "Payment"("institutionId");

-- CreateIndex
CREATE INDEX "Allocation_invoiceId_idx" ON "Allocation"("invoiceId");

-- CreateIndex
CREATE INDEX "Allocation_paymentId_idx" ON "Allocation"("paymentId");

-- CreateIndex
CREATE UNIQUE INDEX "WithholdingProof_invoiceId_key" ON "WithholdingProof"("invoiceId");

-- CreateIndex
CREATE INDEX "WithholdingProof_providerId_idx" ON "WithholdingProof"("providerId");

-- CreateIndex
CREATE UNIQUE INDEX "WithholdingProof_institutionId_number_key" ON "WithholdingProof"("institutionId", "number");

-- CreateIndex
CREATE INDEX "TransferCode_invoiceId_idx" ON "TransferCode"("invoiceId");

-- CreateIndex
CREATE UNIQUE INDEX "BankStatement_bankAccountId_fileHash_key" ON "BankStatement"("bankAccountId", "fileHash");

-- CreateIndex
CREATE UNIQUE INDEX "StatementEntry_bankAccountId_fingerprint_key" ON "StatementEntry"("bankAccountId", "fingerprint");

-- CreateIndex
CREATE INDEX "Refund_providerId_idx" ON "Refund"("providerId");

-- CreateIndex
CREATE INDEX "Refund_institutionId_idx" ON "Refund"("institutionId");

-- AddForeignKey
ALTER TABLE "PaymentProfile" ADD CONSTRAINT "PaymentProfile_providerId_fkey" FOREIGN KEY ("providerId") REFERENCES "Provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PaymentRequest" ADD CONSTRAINT "PaymentRequest_invoiceId_fkey" FOREIGN KEY ("invoiceId") REFERENCES "Invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomerAccount" ADD CONSTRAINT "CustomerAccount_providerId_fkey" FOREIGN KEY ("providerId") REFERENCES "Provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomerAccount" ADD CONSTRAINT "CustomerAccount_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Payment" ADD CONSTRAINT "Payment_providerId_fkey" FOREIGN KEY ("providerId") REFERENCES "Provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Payment" ADD CONSTRAINT "Payment_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Payment" ADD CONSTRAINT "Payment_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "PaymentRequest"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Payment" ADD CONSTRAINT "Payment_entryId_fkey" FOREIGN KEY ("entryId") REFERENCES "StatementEntry"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Allocation" ADD CONSTRAINT "Allocation_paymentId_fkey" FOREIGN KEY ("paymentId") REFERENCES "Payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Allocation" ADD CONSTRAINT "Allocation_invoiceId_fkey" FOREIGN KEY ("invoiceId") REFERENCES "Invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
-- Invoices that are paid but for the tax withheld.
CREATE INDEX "Invoice_awaiting_proof" ON "Invoice" (id)
  WHERE state = 'OPEN' AND settled > 0 AND total - settled = share_of(base - "creditedBase", 2, 100);
ALTER TABLE "WithholdingProof" ADD CONSTRAINT "WithholdingProof_providerId_fkey" FOREIGN KEY ("providerId") REFERENCES "Provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WithholdingProof" ADD CONSTRAINT "WithholdingProof_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WithholdingProof" ADD CONSTRAINT "WithholdingProof_invoiceId_fkey" FOREIGN KEY ("invoiceId") REFERENCES "Invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TransferCode" ADD CONSTRAINT "TransferCode_invoiceId_fkey" FOREIGN KEY ("invoiceId") REFERENCES "Invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TransferCode" ADD CONSTRAINT "TransferCode_bankAccountId_fkey" FOREIGN KEY ("bankAccountId") REFERENCES "BankAccount"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StatementMapping" ADD CONSTRAINT "StatementMapping_bankAccountId_fkey" FOREIGN KEY ("bankAccountId") REFERENCES "BankAccount"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BankStatement" ADD CONSTRAINT "BankStatement_bankAccountId_fkey" FOREIGN KEY ("bankAccountId") REFERENCES "BankAccount"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StatementEntry" ADD CONSTRAINT "StatementEntry_bankAccountId_fkey" FOREIGN KEY ("bankAccountId") REFERENCES "BankAccount"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StatementEntry" ADD CONSTRAINT "StatementEntry_statementId_fkey" FOREIGN KEY ("statementId") REFERENCES "BankStatement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Refund" ADD CONSTRAINT "Refund_providerId_fkey" FOREIGN KEY ("providerId") REFERENCES "Provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Refund" ADD CONSTRAINT "Refund_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Refund" ADD CONSTRAINT "Refund_creditNoteId_fkey" FOREIGN KEY ("creditNoteId") REFERENCES "CreditNote"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A row whose facts stay: an update may change the named columns only, and nothing deletes it.
CREATE FUNCTION keep_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'a % stays', TG_TABLE_NAME; END IF;
  IF to_jsonb(NEW) - TG_ARGV IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV
  THEN RAISE EXCEPTION 'the facts of % % stay', TG_TABLE_NAME, OLD.id; END IF;
  RETURN NEW;
END $$;

ALTER TABLE "PaymentProfile" ADD CONSTRAINT "PaymentProfile_method" CHECK (method IN ('VIRTUAL_ACCOUNT', 'QRIS')
  AND (method = 'VIRTUAL_ACCOUNT') = (bank IS NOT NULL) AND "expiryHours" BETWEEN 1 AND 4320);

-- Requests: one that can be paid for an invoice; moves as in payment/payment-request.ts.
ALTER TABLE "PaymentRequest" ADD CONSTRAINT "PaymentRequest_terms" CHECK (amount > 0 AND attempt > 0
  AND method IN ('VIRTUAL_ACCOUNT', 'QRIS') AND (method = 'VIRTUAL_ACCOUNT') = (bank IS NOT NULL)
  AND (state <> 'PENDING' OR coalesce("accountNumber", "qrText") IS NOT NULL));
CREATE UNIQUE INDEX "PaymentRequest_one_live" ON "PaymentRequest" ("invoiceId") WHERE state IN ('NEW', 'PENDING');
CREATE INDEX "PaymentRequest_to_ask" ON "PaymentRequest" ("expiresAt", id) WHERE state IN ('NEW', 'PENDING');
CREATE TRIGGER payment_request_facts BEFORE UPDATE OR DELETE ON "PaymentRequest"
  FOR EACH ROW EXECUTE FUNCTION keep_facts('state', 'accountNumber', 'qrText', 'askedAt', 'version');
CREATE FUNCTION payment_request_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state AND (OLD.state::text, NEW.state::text) NOT IN (
    ('NEW', 'PENDING'), ('NEW', 'PAID'), ('NEW', 'EXPIRED'), ('NEW', 'CANCELLED'), ('NEW', 'FAILED'),
    ('PENDING', 'PAID'), ('PENDING', 'EXPIRED'), ('PENDING', 'CANCELLED'), ('PENDING', 'FAILED'),
    ('EXPIRED', 'PAID'), ('CANCELLED', 'PAID'), ('FAILED', 'PAID'), ('PAID', 'FAILED'))
  THEN RAISE EXCEPTION 'a payment request does not go from % to %', OLD.state, NEW.state; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payment_request_move BEFORE UPDATE ON "PaymentRequest"
  FOR EACH ROW EXECUTE FUNCTION payment_request_move();

-- Webhooks: what came stays as it came.
ALTER TABLE "Webhook" ADD CONSTRAINT "Webhook_hold" CHECK ((state <> 'HELD' OR "holdReason" IS NOT NULL)
  AND (state <> 'IGNORED' OR note IS NOT NULL));
CREATE INDEX "Webhook_waiting" ON "Webhook" ("availableAt", id) WHERE state = 'RECEIVED';
CREATE INDEX "Webhook_held" ON "Webhook" (id) WHERE state = 'HELD';
CREATE TRIGGER webhook_facts BEFORE UPDATE OR DELETE ON "Webhook" FOR EACH ROW
  EXECUTE FUNCTION keep_facts('deliveries', 'state', 'holdReason', 'note', 'attempts', 'availableAt', 'processedAt');

-- Payments: the gateway's name of one, and a line of a statement, are booked once at a time.
ALTER TABLE "Payment" ADD CONSTRAINT "Payment_terms" CHECK (amount > 0
  AND (gateway IS NULL) = ("externalId" IS NULL) AND ("reversedAt" IS NULL) = ("reversalReason" IS NULL));
CREATE UNIQUE INDEX "Payment_one_of_gateway" ON "Payment" (gateway, "externalId") WHERE "reversedAt" IS NULL;
CREATE UNIQUE INDEX "Payment_one_of_entry" ON "Payment" ("entryId") WHERE "reversedAt" IS NULL;
CREATE TRIGGER payment_facts BEFORE UPDATE OR DELETE ON "Payment"
  FOR EACH ROW EXECUTE FUNCTION keep_facts('reversedAt', 'reversalReason');

ALTER TABLE "Allocation" ADD CONSTRAINT "Allocation_amount" CHECK (amount > 0);
CREATE UNIQUE INDEX "Allocation_one" ON "Allocation" ("paymentId", "invoiceId") WHERE "reversedAt" IS NULL;
CREATE TRIGGER allocation_facts BEFORE UPDATE OR DELETE ON "Allocation"
  FOR EACH ROW EXECUTE FUNCTION keep_facts('reversedAt');
-- No more is allocated of a payment than it brought.
CREATE FUNCTION allocation_within() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT sum(a.amount) FROM "Allocation" a WHERE a."paymentId" = NEW."paymentId" AND a."reversedAt" IS NULL)
    > (SELECT p.amount FROM "Payment" p WHERE p.id = NEW."paymentId" AND p."reversedAt" IS NULL) IS NOT FALSE
  THEN RAISE EXCEPTION 'payment % has not so much left', NEW."paymentId"; END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER allocation_within AFTER INSERT ON "Allocation" FOR EACH ROW
  WHEN (NEW."paymentId" IS NOT NULL) EXECUTE FUNCTION allocation_within();

-- What a customer's balance is summed from.
CREATE INDEX "LedgerPosting_customer_balance" ON "LedgerPosting" ("providerId", "institutionId")
  INCLUDE (credit, amount) WHERE debit = 'CUSTOMER_BALANCE' OR credit = 'CUSTOMER_BALANCE';

ALTER TABLE "WithholdingProof" ADD CONSTRAINT "WithholdingProof_amount" CHECK (amount > 0);
CREATE TRIGGER withholding_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "WithholdingProof"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Codes: of all that are open on a bank account no two ask for the same transfer.
ALTER TABLE "TransferCode" ADD CONSTRAINT "TransferCode_total" CHECK
  (amount > 0 AND code BETWEEN 1 AND 999 AND total = amount + code);
CREATE UNIQUE INDEX "TransferCode_alone" ON "TransferCode" ("bankAccountId", total) WHERE "releasedAt" IS NULL;
CREATE UNIQUE INDEX "TransferCode_one_of_invoice" ON "TransferCode" ("invoiceId") WHERE "releasedAt" IS NULL;
CREATE INDEX "TransferCode_last" ON "TransferCode" ("bankAccountId", amount, code, "releasedAt");
CREATE INDEX "TransferCode_to_release" ON "TransferCode" ("expiresAt", id) WHERE "releasedAt" IS NULL;
CREATE TRIGGER transfer_code_facts BEFORE UPDATE OR DELETE ON "TransferCode"
  FOR EACH ROW EXECUTE FUNCTION keep_facts('releasedAt');

ALTER TABLE "StatementEntry" ADD CONSTRAINT "StatementEntry_state" CHECK (amount > 0
  AND (state = 'MATCHED') = ("matchReason" IS NOT NULL) AND (state <> 'UNMATCHED' OR "unmatchedReason" IS NOT NULL)
  AND (state <> 'IGNORED' OR note IS NOT NULL));
CREATE INDEX "StatementEntry_unmatched" ON "StatementEntry" ("bankAccountId", id) WHERE state = 'UNMATCHED';
CREATE TRIGGER statement_entry_facts BEFORE UPDATE OR DELETE ON "StatementEntry" FOR EACH ROW
  EXECUTE FUNCTION keep_facts('state', 'matchReason', 'unmatchedReason', 'note', 'version');

-- Refunds: who asks and who decides are two people.
ALTER TABLE "Refund" ADD CONSTRAINT "Refund_two_people" CHECK ("decidedById" <> "requestedById"),
  ADD CONSTRAINT "Refund_state" CHECK (amount > 0 AND (state = 'REQUESTED') = ("decidedById" IS NULL)
    AND (state = 'PAID') = ("paidOn" IS NOT NULL) AND (state = 'PAID') = (reference IS NOT NULL));
CREATE INDEX "Refund_reserved" ON "Refund" ("providerId", "institutionId") INCLUDE (amount) WHERE state IN ('REQUESTED', 'APPROVED');
CREATE TRIGGER refund_facts BEFORE UPDATE OR DELETE ON "Refund"
  FOR EACH ROW EXECUTE FUNCTION keep_facts('state', 'decidedById', 'decision', 'paidOn', 'reference', 'version');
CREATE FUNCTION refund_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state AND (OLD.state::text, NEW.state::text) NOT IN
    (('REQUESTED', 'APPROVED'), ('REQUESTED', 'REJECTED'), ('APPROVED', 'REJECTED'), ('APPROVED', 'PAID'))
  THEN RAISE EXCEPTION 'a refund does not go from % to %', OLD.state, NEW.state; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refund_move BEFORE UPDATE ON "Refund" FOR EACH ROW EXECUTE FUNCTION refund_move();
