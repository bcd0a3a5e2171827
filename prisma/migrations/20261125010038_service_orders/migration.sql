-- CreateEnum
CREATE TYPE "ServiceOrderState" AS ENUM ('ORDERED', 'DELIVERED', 'INVOICED', 'CANCELLED');

-- CreateTable
CREATE TABLE "TeamService" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "teamId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "price" BIGINT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TeamService_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ServiceOrder" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "serviceId" UUID NOT NULL,
    "institutionId" UUID NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unitPrice" BIGINT NOT NULL,
    "state" "ServiceOrderState" NOT NULL DEFAULT 'ORDERED',
    "stateReason" TEXT,
    "orderedAt" TIMESTAMPTZ(3) NOT NULL,
    "deliveredOn" DATE,
    "invoiceId" UUID,
    "idempotencyKey" TEXT NOT NULL,

    CONSTRAINT "ServiceOrder_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "TeamService_teamId_name_key" ON "TeamService"("teamId", "name");

-- CreateIndex
CREATE INDEX "ServiceOrder_serviceId_state_idx" ON "ServiceOrder"("serviceId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "ServiceOrder_institutionId_idempotencyKey_key" ON "ServiceOrder"("institutionId", "idempotencyKey");

-- AddForeignKey
ALTER TABLE "TeamService" ADD CONSTRAINT "TeamService_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServiceOrder" ADD CONSTRAINT "ServiceOrder_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "TeamService"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServiceOrder" ADD CONSTRAINT "ServiceOrder_institutionId_fkey" FOREIGN KEY ("institutionId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "TeamService" ADD CONSTRAINT "TeamService_price" CHECK (price >= 0);
ALTER TABLE "ServiceOrder" ADD CONSTRAINT "ServiceOrder_amount" CHECK (quantity >= 1 AND "unitPrice" >= 0);
ALTER TABLE "ServiceOrder" ADD CONSTRAINT "ServiceOrder_delivered"
  CHECK ((state IN ('DELIVERED', 'INVOICED')) = ("deliveredOn" IS NOT NULL));
ALTER TABLE "ServiceOrder" ADD CONSTRAINT "ServiceOrder_invoiced" CHECK ((state = 'INVOICED') = ("invoiceId" IS NOT NULL));

-- The moves of an order, as in training/service-order-state.ts. What was agreed stays, and what was invoiced or
-- cancelled is closed: an order is invoiced once.
CREATE FUNCTION check_service_order_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('INVOICED', 'CANCELLED')
    OR (NEW."serviceId", NEW."institutionId", NEW.quantity, NEW."unitPrice", NEW."idempotencyKey")
      IS DISTINCT FROM (OLD."serviceId", OLD."institutionId", OLD.quantity, OLD."unitPrice", OLD."idempotencyKey") THEN
    RAISE EXCEPTION 'service order % is frozen', OLD.id;
  END IF;
  IF OLD.state <> NEW.state AND NOT (OLD.state::text, NEW.state::text) IN (
    ('ORDERED', 'DELIVERED'), ('ORDERED', 'CANCELLED'), ('DELIVERED', 'INVOICED')) THEN
    RAISE EXCEPTION 'a service order does not go from % to %', OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER service_order_move BEFORE UPDATE ON "ServiceOrder"
  FOR EACH ROW EXECUTE FUNCTION check_service_order_move();
