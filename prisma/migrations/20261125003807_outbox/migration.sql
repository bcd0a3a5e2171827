-- CreateEnum
CREATE TYPE "OutboxTopic" AS ENUM ('MAIL');

-- CreateTable
CREATE TABLE "OutboxMessage" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "topic" "OutboxTopic" NOT NULL,
    "key" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),
    "availableAt" TIMESTAMPTZ(3) NOT NULL DEFAULT winner_now(),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lastError" TEXT,
    "deliveredAt" TIMESTAMPTZ(3),
    "parkedAt" TIMESTAMPTZ(3),

    CONSTRAINT "OutboxMessage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "OutboxMessage_key_key" ON "OutboxMessage"("key");

-- What waits, in the order in which it is taken.
CREATE INDEX "OutboxMessage_waiting" ON "OutboxMessage" ("topic", "availableAt", "id")
  WHERE "deliveredAt" IS NULL AND "parkedAt" IS NULL;
