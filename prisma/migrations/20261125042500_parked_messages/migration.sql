-- What was given up is counted every minute, for the alarm.
CREATE INDEX "OutboxMessage_parked" ON "OutboxMessage" (id) WHERE "parkedAt" IS NOT NULL;
