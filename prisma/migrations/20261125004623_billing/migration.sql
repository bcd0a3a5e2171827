-- CreateEnum
CREATE TYPE "BillingRunState" AS ENUM ('PLANNED', 'COMPLETE', 'EXCEPTIONS', 'MISMATCH');

-- CreateEnum
CREATE TYPE "BillingChunkState" AS ENUM ('PLANNED', 'DONE');

-- CreateEnum
CREATE TYPE "BillingFault" AS ENUM ('NO_PRICE', 'OVERLAP', 'TOO_LARGE', 'FAILED');

-- CreateEnum
CREATE TYPE "InvoiceKind" AS ENUM ('RECURRING', 'ADJUSTMENT', 'ONE_OFF');

-- CreateEnum
CREATE TYPE "InvoiceState" AS ENUM ('DRAFT', 'OPEN', 'PAID', 'VOID', 'UNCOLLECTIBLE');

-- CreateEnum
CREATE TYPE "Payer" AS ENUM ('SUBSCRIBER', 'SPONSOR');

-- CreateEnum
CREATE TYPE "LineKind" AS ENUM ('SUBSCRIPTION', 'DISCOUNT', 'SPONSOR_SHARE', 'PRORATION_CREDIT', 'PRORATION_CHARGE', 'SERVICE');

-- CreateEnum
CREATE TYPE "NumberedDocument" AS ENUM ('INVOICE', 'CREDIT_NOTE', 'RECEIPT');

-- CreateEnum
CREATE TYPE "LedgerAccount" AS ENUM ('RECEIVABLE', 'CASH', 'DEFERRED_REVENUE', 'REVENUE', 'TAX_PAYABLE', 'CUSTOMER_BALANCE', 'WITHHOLDING', 'BAD_DEBT');

-- CreateEnum
CREATE TYPE "PostingReason" AS ENUM ('INVOICE_BASE', 'INVOICE_TAX', 'VOID_BASE', 'VOID_TAX', 'CREDIT_DEFERRED', 'CREDIT_REVENUE', 'CREDIT_TAX', 'CREDIT_TO_BALANCE', 'RECOGNITION', 'PAYMENT', 'PAYMENT_REVERSED', 'ALLOCATION', 'ALLOCATION_REVERSED', 'WITHHELD', 'REFUND', 'WRITTEN_OFF');

-- CreateEnum
CREATE TYPE "DunningChannel" AS ENUM ('EMAIL', 'TELEPHONE', 'LETTER');

-- CreateEnum
CREATE TYPE "DunningAction" AS ENUM ('REMIND', 'SUSPEND');

-- CreateEnum
CREATE TYPE "ScaleMeasure" AS ENUM ('BEDS', 'DOCTORS', 'VISITS_PER_MONTH', 'STUDENTS');

-- CreateEnum
CREATE TYPE "SubscriptionState" AS ENUM ('ACTIVE', 'PAUSED', 'ENDED');

-- CreateEnum
CREATE TYPE "SubscriptionEventKind" AS ENUM ('CREATED', 'TIER_RAISED', 'TIER_LOWERED', 'LOWERING_PLANNED', 'PAUSED', 'RESUMED', 'CANCELLED', 'CANCELLATION_PLANNED', 'CANCELLATION_WITHDRAWN', 'DISCOUNTED', 'SPONSORED', 'SUSPENDED', 'RESTORED');

-- AlterEnum
-- This migration adds more than one value to an enum.
-- With PostgreSQL versions 11 and earlier, this is not possible
-- in a single migration. This can be worked around by creating
-- multiple migrations, each migration adding only one value to
-- the enum.


ALTER TYPE "OutboxTopic" ADD VALUE 'INVOICE';
ALTER TYPE "OutboxTopic" ADD VALUE 'RECEIPT';
ALTER TYPE "OutboxTopic" ADD VALUE 'CREDIT_NOTE';
ALTER TYPE "OutboxTopic" ADD VALUE 'BILLING_EVENT';

-- AlterTable
ALTER TABLE "Membership" ADD COLUMN     "providerId" UUID;

-- CreateTable
CREATE TABLE "BillingRun" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "runOn" DATE NOT NULL,
    "timeZone" TEXT NOT NULL,
    "state" "BillingRunState" NOT NULL DEFAULT 'PLANNED',
    "due" INTEGER NOT NULL DEFAULT 0,
    "issued" INTEGER NOT NULL DEFAULT 0,
    "existing" INTEGER NOT NULL DEFAULT 0,
    "parked" INTEGER NOT NULL DEFAULT 0,
    "plannedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),
    "reconciledAt" TIMESTAMPTZ(3),

    CONSTRAINT "BillingRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BillingChunk" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "runId" UUID NOT NULL,
    "fromId" UUID NOT NULL,
    "toId" UUID NOT NULL,
    "state" "BillingChunkState" NOT NULL DEFAULT 'PLANNED',
    "due" INTEGER NOT NULL,
    "issued" INTEGER NOT NULL DEFAULT 0,
    "existing" INTEGER NOT NULL DEFAULT 0,
    "parked" INTEGER NOT NULL DEFAULT 0,
    "doneAt" TIMESTAMPTZ(3),

    CONSTRAINT "BillingChunk_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BillingException" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "subscriptionId" UUID NOT NULL,
    "periodStart" DATE NOT NULL,
    "fault" "BillingFault" NOT NULL,
    "detail" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),
    "resolvedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BillingException_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Invoice" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "providerId" UUID NOT NULL,
    "subscriptionId" UUID,
    "institutionId" UUID NOT NULL,
    "payer" "Payer" NOT NULL DEFAULT 'SUBSCRIBER',
    "kind" "InvoiceKind" NOT NULL,
    "state" "InvoiceState" NOT NULL DEFAULT 'DRAFT',
    "periodStart" DATE,
    "periodEnd" DATE,
    "timeZone" TEXT NOT NULL,
    "draftedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),
    "finaliseAfter" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),
    "issuedOn" DATE,
    "dueOn" DATE,
    "year" INTEGER,
    "sequence" INTEGER,
    "number" TEXT,
    "sellerName" TEXT NOT NULL,
    "sellerAddress" TEXT NOT NULL,
    "sellerTaxNumber" TEXT,
    "buyerName" TEXT NOT NULL,
    "buyerAddress" TEXT NOT NULL,
    "buyerTaxNumber" TEXT,
    "buyerEmail" TEXT,
    "base" BIGINT NOT NULL,
    "taxNumerator" INTEGER NOT NULL DEFAULT 0,
    "taxDenominator" INTEGER NOT NULL DEFAULT 1,
    "fakturCode" VARCHAR(2),
    "tax" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "settled" BIGINT NOT NULL DEFAULT 0,
    "creditedBase" BIGINT NOT NULL DEFAULT 0,
    "creditedTax" BIGINT NOT NULL DEFAULT 0,
    "recognised" BIGINT NOT NULL DEFAULT 0,
    "voidedAt" TIMESTAMPTZ(3),
    "voidReason" TEXT,
    "fakturNumber" VARCHAR(17),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Invoice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "InvoiceLine" (
    "invoiceId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "LineKind" NOT NULL,
    "description" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL DEFAULT 1,
    "unitPrice" BIGINT NOT NULL,
    "days" INTEGER,
    "periodDays" INTEGER,
    "tierId" UUID,
    "sourceId" UUID,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "InvoiceLine_pkey" PRIMARY KEY ("invoiceId","position")
);

-- CreateTable
CREATE TABLE "CreditNote" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "providerId" UUID NOT NULL,
    "invoiceId" UUID NOT NULL,
    "issuedOn" DATE NOT NULL,
    "year" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "number" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "base" BIGINT NOT NULL,
    "tax" BIGINT NOT NULL,
    "total" BIGINT NOT NULL,
    "toBalance" BIGINT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),

    CONSTRAINT "CreditNote_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "NumberSeries" (
    "providerId" UUID NOT NULL,
    "document" "NumberedDocument" NOT NULL,
    "year" INTEGER NOT NULL,
    "last" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "NumberSeries_pkey" PRIMARY KEY ("providerId","document","year")
);

-- CreateTable
CREATE TABLE "LedgerPosting" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "providerId" UUID NOT NULL,
    "institutionId" UUID,
    "invoiceId" UUID,
    "postedOn" DATE NOT NULL,
    "reason" "PostingReason" NOT NULL,
    "sourceId" UUID NOT NULL,
    "debit" "LedgerAccount" NOT NULL,
    "credit" "LedgerAccount" NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "LedgerPosting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DunningStep" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "providerId" UUID NOT NULL,
    "afterDays" INTEGER NOT NULL,
    "channel" "DunningChannel" NOT NULL,
    "action" "DunningAction" NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "DunningStep_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DunningNotice" (
    "invoiceId" UUID NOT NULL,
    "stepId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),

    CONSTRAINT "DunningNotice_pkey" PRIMARY KEY ("invoiceId","stepId")
);

-- CreateTable
CREATE TABLE "IdempotentResult" (
    "actor" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "inputHash" TEXT NOT NULL,
    "resultId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),

    CONSTRAINT "IdempotentResult_pkey" PRIMARY KEY ("actor","operation","key")
);

-- CreateTable
CREATE TABLE "Provider" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "teamId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "numberPrefix" VARCHAR(10) NOT NULL,
    "graceHours" INTEGER NOT NULL DEFAULT 0,
    "termDays" INTEGER NOT NULL DEFAULT 14,
    "maxPeriodsPerRun" INTEGER NOT NULL DEFAULT 12,
    "billingStopped" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Provider_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TaxProfile" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "providerId" UUID NOT NULL,
    "validFrom" DATE NOT NULL,
    "validTo" DATE,
    "taxable" BOOLEAN NOT NULL,
    "taxNumber" TEXT,
    "branch" TEXT,

    CONSTRAINT "TaxProfile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TaxRule" (
    "validFrom" DATE NOT NULL,
    "numerator" INTEGER NOT NULL,
    "denominator" INTEGER NOT NULL,
    "lawRate" INTEGER NOT NULL,
    "fakturCode" VARCHAR(2) NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "TaxRule_pkey" PRIMARY KEY ("validFrom")
);

-- CreateTable
CREATE TABLE "BankAccount" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "providerId" UUID NOT NULL,
    "bank" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "BankAccount_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Product" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "providerId" UUID NOT NULL,
    "code" VARCHAR(40) NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "Product_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Plan" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "productId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "measure" "ScaleMeasure" NOT NULL,
    "intervalMonths" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Plan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Tier" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "planId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "upTo" INTEGER,

    CONSTRAINT "Tier_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Price" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "tierId" UUID NOT NULL,
    "validFrom" DATE NOT NULL,
    "validTo" DATE,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "Price_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Coupon" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "providerId" UUID NOT NULL,
    "code" VARCHAR(40) NOT NULL,
    "basisPoints" INTEGER,
    "amount" BIGINT,
    "periods" INTEGER,
    "validFrom" DATE NOT NULL,
    "validTo" DATE,
    "maxRedemptions" INTEGER,
    "redeemed" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Coupon_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Subscription" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "providerId" UUID NOT NULL,
    "institutionId" UUID NOT NULL,
    "productId" UUID NOT NULL,
    "planId" UUID NOT NULL,
    "tierId" UUID NOT NULL,
    "pendingTierId" UUID,
    "state" "SubscriptionState" NOT NULL DEFAULT 'ACTIVE',
    "startsOn" DATE NOT NULL,
    "trialEndsOn" DATE,
    "anchorDay" INTEGER NOT NULL,
    "anchoredOn" DATE NOT NULL,
    "intervalMonths" INTEGER NOT NULL DEFAULT 1,
    "timeZone" TEXT NOT NULL,
    "nextPeriodStart" DATE NOT NULL,
    "endsOn" DATE,
    "pausedOn" DATE,
    "suspendedAt" TIMESTAMPTZ(3),
    "couponId" UUID,
    "discountBasisPoints" INTEGER NOT NULL DEFAULT 0,
    "discountAmount" BIGINT NOT NULL DEFAULT 0,
    "discountPeriodsLeft" INTEGER,
    "sponsorId" UUID,
    "sponsorBasisPoints" INTEGER NOT NULL DEFAULT 0,
    "parkedAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SubscriptionEvent" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "subscriptionId" UUID NOT NULL,
    "kind" "SubscriptionEventKind" NOT NULL,
    "effectiveOn" DATE NOT NULL,
    "detail" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),

    CONSTRAINT "SubscriptionEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BillingProfile" (
    "institutionId" UUID NOT NULL,
    "legalName" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "email" TEXT,
    "taxNumber" TEXT,
    "withholds" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "BillingProfile_pkey" PRIMARY KEY ("institutionId")
);

-- CreateIndex
CREATE UNIQUE INDEX "BillingRun_runOn_timeZone_key" ON "BillingRun"("runOn", "timeZone");

-- CreateIndex
CREATE UNIQUE INDEX "BillingChunk_runId_fromId_key" ON "BillingChunk"("runId", "fromId");

-- CreateIndex
CREATE INDEX "BillingException_subscriptionId_idx" ON "BillingException"("subscriptionId");

-- CreateIndex
CREATE UNIQUE INDEX "Invoice_number_key" ON "Invoice"("number");

-- CreateIndex
CREATE UNIQUE INDEX "Invoice_fakturNumber_key" ON "Invoice"("fakturNumber");

-- CreateIndex
CREATE INDEX "Invoice_institutionId_idx" ON "Invoice"("institutionId");

-- CreateIndex
CREATE UNIQUE INDEX "Invoice_providerId_year_sequence_key" ON "Invoice"("providerId", "year", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "CreditNote_number_key" ON "CreditNote"("number");

-- CreateIndex
CREATE INDEX "CreditNote_invoiceId_idx" ON "CreditNote"("invoiceId");

-- CreateIndex
CREATE UNIQUE INDEX "CreditNote_providerId_year_sequence_key" ON "CreditNote"("providerId", "year", "sequence");

-- CreateIndex
CREATE INDEX "LedgerPosting_providerId_postedOn_idx" ON "LedgerPosting"("providerId", "postedOn");

-- CreateIndex
CREATE UNIQUE INDEX "DunningStep_providerId_afterDays_action_key" ON "DunningStep"("providerId", "afterDays", "action");

-- CreateIndex
CREATE UNIQUE INDEX "Provider_teamId_key" ON "Provider"("teamId");

-- CreateIndex
CREATE UNIQUE INDEX "Provider_numberPrefix_key" ON "Provider"("numberPrefix");

-- CreateIndex
CREATE INDEX "TaxProfile_providerId_idx" ON "TaxProfile"("providerId");

-- CreateIndex
CREATE INDEX "BankAccount_providerId_idx" ON "BankAccount"("providerId");

-- CreateIndex
CREATE UNIQUE INDEX "BankAccount_bank_number_key" ON "BankAccount"("bank", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Product_providerId_code_key" ON "Product"("providerId", "code");

-- CreateIndex
CREATE UNIQUE INDEX "Plan_productId_name_key" ON "Plan"("productId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "Tier_planId_position_key" ON "Tier"("planId", "position");

-- CreateIndex
CREATE INDEX "Price_tierId_idx" ON "Price"("tierId");

-- CreateIndex
CREATE UNIQUE INDEX "Coupon_providerId_code_key" ON "Coupon"("providerId", "code");

-- CreateIndex
CREATE INDEX "Subscription_providerId_idx" ON "Subscription"("providerId");

-- CreateIndex
CREATE INDEX "Subscription_institutionId_idx" ON "Subscription"("institutionId");

-- CreateIndex
CREATE INDEX "SubscriptionEvent_subscriptionId_idx" ON "SubscriptionEvent"("subscriptionId");

-- AddForeignKey
ALTER TABLE "BillingChunk" ADD CONSTRAINT "BillingChunk_runId_fkey" FOREIGN KEY ("runId") REFERENCES "BillingRun"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BillingException" ADD CONSTRAINT "BillingException_subscriptionId_fkey" FOREIGN KEY ("subscriptionId") REFERENCES "Subscription"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invoice" ADD CONSTRAINT "Invoice_providerId_fkey" FOREIGN KEY ("providerId") REFERENCES "Provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invoice" ADD CONSTRAINT "Invoice_subscriptionId_fkey" FOREIGN KEY ("subscriptionId") REFERENCES "Subscription"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invoice" ADD CONSTRAINT "Invoice_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InvoiceLine" ADD CONSTRAINT "InvoiceLine_invoiceId_fkey" FOREIGN KEY ("invoiceId") REFERENCES "Invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CreditNote" ADD CONSTRAINT "CreditNote_invoiceId_fkey" FOREIGN KEY ("invoiceId") REFERENCES "Invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DunningStep" ADD CONSTRAINT "DunningStep_providerId_fkey" FOREIGN KEY ("providerId") REFERENCES "Provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DunningNotice" ADD CONSTRAINT "DunningNotice_invoiceId_fkey" FOREIGN KEY ("invoiceId") REFERENCES "Invoice"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DunningNotice" ADD CONSTRAINT "DunningNotice_stepId_fkey" FOREIGN KEY ("stepId") REFERENCES "DunningStep"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_providerId_fkey" FOREIGN KEY ("providerId") REFERENCES "Provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Provider" ADD CONSTRAINT "Provider_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TaxProfile" ADD CONSTRAINT "TaxProfile_providerId_fkey" FOREIGN KEY ("providerId") REFERENCES "Provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BankAccount" ADD CONSTRAINT "BankAccount_providerId_fkey" FOREIGN KEY ("providerId") REFERENCES "Provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Product" ADD CONSTRAINT "Product_providerId_fkey" FOREIGN KEY ("providerId") REFERENCES "Provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Plan" ADD CONSTRAINT "Plan_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Tier" ADD CONSTRAINT "Tier_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Price" ADD CONSTRAINT "Price_tierId_fkey" FOREIGN KEY ("tierId") REFERENCES "Tier"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Coupon" ADD CONSTRAINT "Coupon_providerId_fkey" FOREIGN KEY ("providerId") REFERENCES "Provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_providerId_fkey" FOREIGN KEY ("providerId") REFERENCES "Provider"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_productId_fkey" FOREIGN KEY ("productId") REFERENCES "Product"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_tierId_fkey" FOREIGN KEY ("tierId") REFERENCES "Tier"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_pendingTierId_fkey" FOREIGN KEY ("pendingTierId") REFERENCES "Tier"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_couponId_fkey" FOREIGN KEY ("couponId") REFERENCES "Coupon"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_sponsorId_fkey" FOREIGN KEY ("sponsorId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SubscriptionEvent" ADD CONSTRAINT "SubscriptionEvent_subscriptionId_fkey" FOREIGN KEY ("subscriptionId") REFERENCES "Subscription"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BillingProfile" ADD CONSTRAINT "BillingProfile_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Catalogue: whatever holds from a day on holds alone.
ALTER TABLE "TaxProfile" ADD CONSTRAINT "TaxProfile_alone" EXCLUDE USING gist
  ("providerId" WITH =, daterange("validFrom", "validTo", '[)') WITH &&);
ALTER TABLE "Price" ADD CONSTRAINT "Price_alone" EXCLUDE USING gist
  ("tierId" WITH =, daterange("validFrom", "validTo", '[)') WITH &&),
  ADD CONSTRAINT "Price_amount" CHECK (amount >= 0 AND amount <= 1000000000000);
ALTER TABLE "Provider" ADD CONSTRAINT "Provider_settings" CHECK
  ("graceHours" BETWEEN 0 AND 240 AND "termDays" BETWEEN 0 AND 365 AND "maxPeriodsPerRun" BETWEEN 1 AND 36);
ALTER TABLE "Plan" ADD CONSTRAINT "Plan_interval" CHECK ("intervalMonths" BETWEEN 1 AND 12);
ALTER TABLE "Coupon" ADD CONSTRAINT "Coupon_one_kind" CHECK (("basisPoints" IS NULL) <> (amount IS NULL)),
  ADD CONSTRAINT "Coupon_limits" CHECK ("basisPoints" BETWEEN 1 AND 10000 AND amount > 0 AND periods > 0
    AND ("maxRedemptions" IS NULL OR redeemed <= "maxRedemptions"));

-- Subscriptions: one per institution and product at a time.
CREATE UNIQUE INDEX "Subscription_one" ON "Subscription" ("institutionId", "productId") WHERE state <> 'ENDED';
CREATE INDEX "Subscription_due" ON "Subscription" ("timeZone", "nextPeriodStart", id)
  WHERE state = 'ACTIVE' AND "parkedAt" IS NULL;
ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_terms" CHECK (
  "anchorDay" BETWEEN 1 AND 31 AND "intervalMonths" BETWEEN 1 AND 12
  AND "discountBasisPoints" BETWEEN 0 AND 10000 AND "discountAmount" >= 0
  AND "sponsorBasisPoints" BETWEEN 0 AND 10000 AND ("sponsorBasisPoints" = 0) = ("sponsorId" IS NULL)
  AND (state = 'PAUSED') = ("pausedOn" IS NOT NULL)
  AND (state <> 'ENDED' OR "endsOn" IS NOT NULL));
CREATE TRIGGER subscription_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "SubscriptionEvent"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The day of a month on which a period begins: the anchor, or the last day of a shorter month.
CREATE FUNCTION anchored(month date, anchor int) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (date_trunc('month', month::timestamp))::date - 1 + least(anchor,
    extract(day FROM date_trunc('month', month::timestamp) + interval '1 month' - interval '1 day')::int) $$;

-- How many whole periods lie between the anchor's own period and the one that holds a day.
CREATE FUNCTION period_index(day date, anchor int, anchored_on date, months int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT floor(((extract(year FROM day) - extract(year FROM anchored_on)) * 12
    + extract(month FROM day) - extract(month FROM anchored_on)
    - CASE WHEN day < anchored(day, anchor) THEN 1 ELSE 0 END
    + CASE WHEN anchored_on < anchored(anchored_on, anchor) THEN 1 ELSE 0 END) / months)::int $$;

-- The first day of a subscription's n-th period; as in subscription/period.ts.
CREATE FUNCTION period_start(n int, anchor int, anchored_on date, months int) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT anchored((date_trunc('month', anchored_on::timestamp) + make_interval(months => n * months
    - CASE WHEN anchored_on < anchored(anchored_on, anchor) THEN 1 ELSE 0 END))::date, anchor) $$;

-- A part of an amount, rounded half up to the rupiah; as in kernel/money.ts.
CREATE FUNCTION share_of(amount bigint, part bigint, whole bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN amount * part < 0 THEN -((-amount * part * 2 + whole) / (2 * whole))
    ELSE (amount * part * 2 + whole) / (2 * whole) END $$;

-- Invoices: at most one for a subscription, its payer and a period, and no two periods that overlap.
CREATE UNIQUE INDEX "Invoice_one_per_period" ON "Invoice" ("subscriptionId", payer, "periodStart")
  WHERE kind = 'RECURRING' AND state <> 'VOID';
ALTER TABLE "Invoice" ADD CONSTRAINT "Invoice_no_overlap" EXCLUDE USING gist
  ("subscriptionId" WITH =, payer WITH =, daterange("periodStart", "periodEnd", '[)') WITH &&)
  WHERE (kind = 'RECURRING' AND state <> 'VOID');
CREATE INDEX "Invoice_to_finalise" ON "Invoice" ("providerId", "finaliseAfter", id) WHERE state = 'DRAFT';
CREATE INDEX "Invoice_to_collect" ON "Invoice" ("providerId", "dueOn", id) WHERE state = 'OPEN';
ALTER TABLE "Invoice"
  ADD CONSTRAINT "Invoice_period" CHECK ("periodEnd" > "periodStart"
    AND (kind <> 'RECURRING' OR ("subscriptionId" IS NOT NULL AND "periodStart" IS NOT NULL AND "periodEnd" IS NOT NULL))),
  ADD CONSTRAINT "Invoice_amounts" CHECK (base >= 0 AND tax = base * "taxNumerator" / "taxDenominator" AND total = base + tax),
  ADD CONSTRAINT "Invoice_settled" CHECK (settled BETWEEN 0 AND total AND "creditedBase" BETWEEN 0 AND base
    AND "creditedTax" BETWEEN 0 AND tax AND recognised BETWEEN 0 AND base),
  ADD CONSTRAINT "Invoice_state" CHECK (CASE state
    WHEN 'DRAFT' THEN number IS NULL AND settled = 0
    WHEN 'OPEN' THEN number IS NOT NULL AND settled < total
    WHEN 'PAID' THEN number IS NOT NULL AND settled = total
    WHEN 'VOID' THEN "voidedAt" IS NOT NULL AND settled = 0
    ELSE number IS NOT NULL END),
  ADD CONSTRAINT "Invoice_numbered" CHECK ((number IS NULL) = (sequence IS NULL) AND (number IS NULL) = (year IS NULL)
    AND (number IS NULL) = ("issuedOn" IS NULL) AND (number IS NULL) = ("dueOn" IS NULL));

-- From its finalisation on an invoice changes only in how it is settled, by these moves.
CREATE FUNCTION invoice_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE allowed "Invoice" := OLD;
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'invoice % is final', OLD.id; END IF;
  IF OLD.state <> NEW.state AND (OLD.state::text, NEW.state::text) NOT IN (
    ('OPEN', 'PAID'), ('OPEN', 'VOID'), ('OPEN', 'UNCOLLECTIBLE'), ('PAID', 'OPEN'), ('UNCOLLECTIBLE', 'PAID'))
  THEN RAISE EXCEPTION 'an invoice does not go from % to %', OLD.state, NEW.state; END IF;
  IF OLD."fakturNumber" IS NULL THEN allowed."fakturNumber" := NEW."fakturNumber"; END IF;
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
CREATE TRIGGER invoice_frozen BEFORE UPDATE OR DELETE ON "Invoice"
  FOR EACH ROW WHEN (OLD.state <> 'DRAFT') EXECUTE FUNCTION invoice_frozen();

-- The lines of what is being finalised add up to its base.
CREATE FUNCTION invoice_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong uuid;
BEGIN
  SELECT n.id INTO wrong FROM after_change n JOIN before_change o USING (id)
    WHERE o.state = 'DRAFT' AND n.state NOT IN ('DRAFT', 'VOID')
      AND n.base <> coalesce((SELECT sum(l.amount) FROM "InvoiceLine" l WHERE l."invoiceId" = n.id), 0) LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'the lines of invoice % do not add up', wrong; END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER invoice_adds_up AFTER UPDATE ON "Invoice"
  REFERENCING OLD TABLE AS before_change NEW TABLE AS after_change
  FOR EACH STATEMENT EXECUTE FUNCTION invoice_adds_up();

-- Invoices begin as drafts, so that nothing is final that was not finalised.
CREATE FUNCTION invoice_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM added WHERE state <> 'DRAFT') THEN RAISE EXCEPTION 'an invoice begins as a draft'; END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER invoice_begins AFTER INSERT ON "Invoice" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION invoice_begins();

-- Lines are written, changed and removed in drafts only.
CREATE FUNCTION line_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM touched t JOIN "Invoice" i ON i.id = t."invoiceId" WHERE i.state <> 'DRAFT') THEN
    RAISE EXCEPTION 'the lines of a final invoice stay';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER line_added AFTER INSERT ON "InvoiceLine" REFERENCING NEW TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION line_frozen();
CREATE TRIGGER line_changed AFTER UPDATE ON "InvoiceLine" REFERENCING OLD TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION line_frozen();
CREATE TRIGGER line_removed AFTER DELETE ON "InvoiceLine" REFERENCING OLD TABLE AS touched
  FOR EACH STATEMENT EXECUTE FUNCTION line_frozen();

ALTER TABLE "CreditNote" ADD CONSTRAINT "CreditNote_amounts" CHECK
  (base >= 0 AND tax >= 0 AND total = base + tax AND total > 0 AND "toBalance" BETWEEN 0 AND total);
CREATE TRIGGER credit_note_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "CreditNote"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The ledger: each consequence of a source once, but for what is earned day by day.
ALTER TABLE "LedgerPosting" ADD CONSTRAINT "LedgerPosting_amount" CHECK (amount > 0 AND debit <> credit);
CREATE UNIQUE INDEX "LedgerPosting_once" ON "LedgerPosting" (reason, "sourceId") WHERE reason <> 'RECOGNITION';
CREATE UNIQUE INDEX "LedgerPosting_recognised_once" ON "LedgerPosting" ("sourceId", "postedOn") WHERE reason = 'RECOGNITION';
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "LedgerPosting"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
