-- AlterTable
ALTER TABLE "User" ADD COLUMN     "erasedAt" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "Session_expiresAt_idx" ON "Session"("expiresAt");

-- CreateIndex
CREATE INDEX "Verification_expiresAt_idx" ON "Verification"("expiresAt");

-- Who is erased names nobody.
ALTER TABLE "User" ADD CONSTRAINT "User_erased" CHECK (
  "erasedAt" IS NULL OR (email = id || '@erased.invalid' AND NOT "emailVerified" AND image IS NULL));

-- And never changes: a sign-in or a change of one's name that began before the erasure writes nothing after it.
CREATE FUNCTION freeze_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'person % is erased and frozen', OLD.id;
END $$;
CREATE TRIGGER user_erased BEFORE UPDATE ON "User" FOR EACH ROW WHEN (OLD."erasedAt" IS NOT NULL)
  EXECUTE FUNCTION freeze_erased();

-- And is given nothing new. The lock waits for an erasure that is under way; what came before it, the erasure sees.
CREATE FUNCTION refuse_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE person uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
BEGIN
  PERFORM FROM "User" WHERE id = person FOR KEY SHARE;
  IF EXISTS (SELECT FROM "User" WHERE id = person AND "erasedAt" IS NOT NULL) THEN
    RAISE EXCEPTION 'person % is erased', person;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER session_erased BEFORE INSERT ON "Session" FOR EACH ROW EXECUTE FUNCTION refuse_erased('userId');
CREATE TRIGGER account_erased BEFORE INSERT ON "Account" FOR EACH ROW EXECUTE FUNCTION refuse_erased('userId');
CREATE TRIGGER membership_erased BEFORE INSERT ON "Membership" FOR EACH ROW EXECUTE FUNCTION refuse_erased('userId');
CREATE TRIGGER team_member_erased BEFORE INSERT ON "TeamMember" FOR EACH ROW EXECUTE FUNCTION refuse_erased('userId');
CREATE TRIGGER mentor_profile_erased BEFORE INSERT ON "MentorProfile" FOR EACH ROW EXECUTE FUNCTION refuse_erased('userId');
CREATE TRIGGER mentorship_erased BEFORE INSERT ON "Mentorship" FOR EACH ROW EXECUTE FUNCTION refuse_erased('mentorId');
CREATE TRIGGER panel_judge_erased BEFORE INSERT ON "PanelJudge" FOR EACH ROW EXECUTE FUNCTION refuse_erased('judgeId');

-- To whom mails went, for an erasure; and which are old enough to go.
CREATE INDEX "OutboxMessage_to" ON "OutboxMessage" (lower(payload ->> 'to')) WHERE topic = 'MAIL';
CREATE INDEX "OutboxMessage_delivered" ON "OutboxMessage" ("deliveredAt") WHERE topic = 'MAIL' AND "deliveredAt" IS NOT NULL;
