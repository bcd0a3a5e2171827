-- Extensions and functions that column defaults and indexes need.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- PostgreSQL 18 has uuidv7(), an older server (Aurora) is given the same by RFC 9562.
DO $do$ BEGIN
  IF current_setting('server_version_num')::int < 180000 THEN
    EXECUTE $fn$
      CREATE FUNCTION uuidv7() RETURNS uuid LANGUAGE sql VOLATILE AS $body$
        SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
          PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
          FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid $body$ $fn$;
  END IF;
END $do$;

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "ProgrammeCode" AS ENUM ('WINNER', 'KIPP');

-- CreateEnum
CREATE TYPE "EditionState" AS ENUM ('DRAFT', 'OPEN', 'CLOSED');

-- CreateEnum
CREATE TYPE "StageKind" AS ENUM ('REGISTRATION', 'ADMINISTRATIVE_CHECK', 'SELECTION', 'INTERVIEW', 'PRESENTATION', 'FINALISTS', 'COACHING', 'GRAND_FINAL', 'OTHER');

-- CreateEnum
CREATE TYPE "VoteMode" AS ENUM ('ADVISORY', 'DECIDING');

-- CreateEnum
CREATE TYPE "ApplicantKind" AS ENUM ('SOCIAL_ENTERPRISE', 'COMMUNITY', 'COMPANY', 'UNIVERSITY', 'GOVERNMENT_OFFICE');

-- CreateEnum
CREATE TYPE "TeamRole" AS ENUM ('LEADER', 'MEMBER');

-- CreateEnum
CREATE TYPE "ApplicationState" AS ENUM ('DRAFT', 'SUBMITTED', 'RETURNED', 'WITHDRAWN', 'DISQUALIFIED');

-- CreateEnum
CREATE TYPE "FileState" AS ENUM ('PENDING', 'STORED');

-- CreateEnum
CREATE TYPE "CheckOutcome" AS ENUM ('PASSED', 'FAILED');

-- CreateEnum
CREATE TYPE "Vote" AS ENUM ('FOR', 'AGAINST', 'ABSTAIN');

-- CreateEnum
CREATE TYPE "EntryOutcome" AS ENUM ('PENDING', 'ADVANCED', 'ELIMINATED');

-- CreateEnum
CREATE TYPE "FinalistState" AS ENUM ('FINALIST', 'RESERVE', 'WITHDRAWN');

-- CreateEnum
CREATE TYPE "AnnouncementKind" AS ENUM ('REGISTRATION', 'ADMINISTRATIVE_CHECK', 'SELECTION', 'FINALISTS');

-- CreateEnum
CREATE TYPE "DuplicateVerdict" AS ENUM ('DUPLICATE', 'DISTINCT');

-- CreateEnum
CREATE TYPE "OrganisationKind" AS ENUM ('MINISTRY', 'LOCAL_GOVERNMENT', 'PROVIDER', 'INSTITUTION', 'PARTNER');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('ADMINISTRATOR', 'ORGANISER', 'PROVINCIAL_OFFICER', 'JUDGE', 'MENTOR', 'PROVIDER', 'INSTITUTION_STAFF', 'AUDITOR');

-- CreateEnum
CREATE TYPE "RegencyKind" AS ENUM ('REGENCY', 'CITY');

-- CreateTable
CREATE TABLE "AuditEvent" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "stream" TEXT NOT NULL,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT clock_timestamp(),
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subjectType" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "previousHash" TEXT NOT NULL DEFAULT '',
    "hash" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "AuditEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditHead" (
    "stream" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "AuditHead_pkey" PRIMARY KEY ("stream")
);

-- CreateTable
CREATE TABLE "Programme" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "code" "ProgrammeCode" NOT NULL,
    "nameId" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "legalBasis" TEXT NOT NULL,

    CONSTRAINT "Programme_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Edition" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "programmeId" UUID NOT NULL,
    "year" INTEGER NOT NULL,
    "batch" INTEGER NOT NULL,
    "nameId" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "state" "EditionState" NOT NULL DEFAULT 'DRAFT',
    "demonstration" BOOLEAN NOT NULL DEFAULT false,
    "eligibility" JSONB NOT NULL DEFAULT '[]',
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Edition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EditionDocument" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "editionId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "number" TEXT,
    "issuedOn" DATE,
    "url" TEXT,

    CONSTRAINT "EditionDocument_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EditionFigure" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "editionId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "value" INTEGER NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "EditionFigure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Stage" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "editionId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "StageKind" NOT NULL,
    "nameId" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "opensOn" DATE NOT NULL,
    "closesOn" DATE NOT NULL,
    "timeZone" TEXT,
    "graceMinutes" INTEGER NOT NULL DEFAULT 0,
    "capacity" INTEGER,
    "voteMode" "VoteMode",

    CONSTRAINT "Stage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EditionProvince" (
    "editionId" UUID NOT NULL,
    "provinceCode" VARCHAR(2) NOT NULL,
    "finalistQuota" INTEGER NOT NULL DEFAULT 3,

    CONSTRAINT "EditionProvince_pkey" PRIMARY KEY ("editionId","provinceCode")
);

-- CreateTable
CREATE TABLE "PriorityIssue" (
    "code" TEXT NOT NULL,
    "nameId" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,

    CONSTRAINT "PriorityIssue_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "EditionIssue" (
    "editionId" UUID NOT NULL,
    "issueCode" TEXT NOT NULL,

    CONSTRAINT "EditionIssue_pkey" PRIMARY KEY ("editionId","issueCode")
);

-- CreateTable
CREATE TABLE "Form" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "editionId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "questions" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Form_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ChecklistItem" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "editionId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "textId" TEXT NOT NULL,
    "textEn" TEXT NOT NULL,

    CONSTRAINT "ChecklistItem_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Team" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "kind" "ApplicantKind" NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TeamMember" (
    "teamId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "role" "TeamRole" NOT NULL,

    CONSTRAINT "TeamMember_pkey" PRIMARY KEY ("teamId","userId")
);

-- CreateTable
CREATE TABLE "TeamIdentityNumber" (
    "teamId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "ciphertext" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "masked" TEXT NOT NULL,
    "warnings" TEXT[],

    CONSTRAINT "TeamIdentityNumber_pkey" PRIMARY KEY ("teamId","kind")
);

-- CreateTable
CREATE TABLE "Application" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "editionId" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "formId" UUID NOT NULL,
    "provinceCode" VARCHAR(2) NOT NULL,
    "regencyCode" VARCHAR(4),
    "issueCode" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "innovationStartedOn" DATE,
    "answers" JSONB NOT NULL DEFAULT '{}',
    "state" "ApplicationState" NOT NULL DEFAULT 'DRAFT',
    "stateReason" TEXT,
    "correctUntil" TIMESTAMPTZ(3),
    "registrationNumber" TEXT,
    "submittedAt" TIMESTAMPTZ(6),
    "idempotencyKey" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApplicationRevision" (
    "applicationId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "answers" JSONB NOT NULL,
    "submittedBy" TEXT NOT NULL,
    "submittedAt" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "ApplicationRevision_pkey" PRIMARY KEY ("applicationId","number")
);

-- CreateTable
CREATE TABLE "RegistrationCounter" (
    "editionId" UUID NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "RegistrationCounter_pkey" PRIMARY KEY ("editionId")
);

-- CreateTable
CREATE TABLE "ApplicationFile" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "applicationId" UUID NOT NULL,
    "questionKey" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "mediaType" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "state" "FileState" NOT NULL DEFAULT 'PENDING',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ApplicationFile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AdministrativeCheck" (
    "applicationId" UUID NOT NULL,
    "outcome" "CheckOutcome" NOT NULL,
    "items" JSONB NOT NULL,
    "note" TEXT,
    "checkedBy" TEXT NOT NULL,
    "checkedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AdministrativeCheck_pkey" PRIMARY KEY ("applicationId")
);

-- CreateTable
CREATE TABLE "SelectionVote" (
    "stageId" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "voterId" UUID NOT NULL,
    "vote" "Vote" NOT NULL,
    "score" INTEGER,
    "note" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SelectionVote_pkey" PRIMARY KEY ("stageId","applicationId","voterId")
);

-- CreateTable
CREATE TABLE "StageEntry" (
    "stageId" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "outcome" "EntryOutcome" NOT NULL DEFAULT 'PENDING',
    "score" DECIMAL(9,4),

    CONSTRAINT "StageEntry_pkey" PRIMARY KEY ("stageId","applicationId")
);

-- CreateTable
CREATE TABLE "Finalist" (
    "applicationId" UUID NOT NULL,
    "editionId" UUID NOT NULL,
    "provinceCode" VARCHAR(2) NOT NULL,
    "rank" INTEGER NOT NULL,
    "state" "FinalistState" NOT NULL,
    "reason" TEXT,

    CONSTRAINT "Finalist_pkey" PRIMARY KEY ("applicationId")
);

-- CreateTable
CREATE TABLE "Announcement" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "editionId" UUID NOT NULL,
    "stageId" UUID,
    "kind" "AnnouncementKind" NOT NULL,
    "titleId" TEXT NOT NULL,
    "titleEn" TEXT NOT NULL,
    "publishedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Announcement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PublishedFinalist" (
    "announcementId" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "provinceCode" VARCHAR(2) NOT NULL,
    "rank" INTEGER NOT NULL,
    "teamName" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "issueCode" TEXT NOT NULL,

    CONSTRAINT "PublishedFinalist_pkey" PRIMARY KEY ("announcementId","applicationId")
);

-- CreateTable
CREATE TABLE "DuplicateReview" (
    "firstId" UUID NOT NULL,
    "secondId" UUID NOT NULL,
    "verdict" "DuplicateVerdict" NOT NULL,
    "decidedBy" TEXT NOT NULL,
    "decidedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DuplicateReview_pkey" PRIMARY KEY ("firstId","secondId")
);

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" UUID NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "token" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "userId" UUID NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Account" (
    "id" UUID NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMPTZ(3),
    "refreshTokenExpiresAt" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Verification" (
    "id" UUID NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Jwks" (
    "id" UUID NOT NULL,
    "publicKey" TEXT NOT NULL,
    "privateKey" TEXT NOT NULL,
    "alg" TEXT,
    "crv" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),

    CONSTRAINT "Jwks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RateLimit" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "lastRequest" BIGINT NOT NULL,

    CONSTRAINT "RateLimit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Organisation" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "kind" "OrganisationKind" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Membership" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "userId" UUID NOT NULL,
    "organisationId" UUID NOT NULL,
    "role" "Role" NOT NULL,
    "editionId" UUID,
    "provinceCode" VARCHAR(2),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "organisationId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "lastFour" TEXT NOT NULL,
    "scopes" TEXT[],
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Province" (
    "code" VARCHAR(2) NOT NULL,
    "bpsCode" VARCHAR(2) NOT NULL,
    "isoCode" TEXT NOT NULL,
    "nameId" TEXT NOT NULL,
    "nameEn" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "validFrom" DATE,
    "validTo" DATE,
    "previousCode" VARCHAR(2),

    CONSTRAINT "Province_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "Regency" (
    "code" VARCHAR(4) NOT NULL,
    "bpsCode" VARCHAR(4),
    "provinceCode" VARCHAR(2) NOT NULL,
    "kind" "RegencyKind" NOT NULL,
    "name" TEXT NOT NULL,
    "validFrom" DATE,
    "validTo" DATE,
    "previousCode" VARCHAR(4),

    CONSTRAINT "Regency_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "TestClock" (
    "id" BOOLEAN NOT NULL DEFAULT true,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "TestClock_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AuditEvent_subjectType_subjectId_idx" ON "AuditEvent"("subjectType", "subjectId");

-- CreateIndex
CREATE UNIQUE INDEX "AuditEvent_stream_seq_key" ON "AuditEvent"("stream", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "Programme_code_key" ON "Programme"("code");

-- CreateIndex
CREATE UNIQUE INDEX "Edition_programmeId_year_batch_key" ON "Edition"("programmeId", "year", "batch");

-- CreateIndex
CREATE UNIQUE INDEX "Stage_editionId_position_key" ON "Stage"("editionId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "Form_editionId_version_key" ON "Form"("editionId", "version");

-- CreateIndex
CREATE UNIQUE INDEX "ChecklistItem_editionId_position_key" ON "ChecklistItem"("editionId", "position");

-- CreateIndex
CREATE INDEX "TeamMember_userId_idx" ON "TeamMember"("userId");

-- CreateIndex
CREATE INDEX "TeamIdentityNumber_digest_idx" ON "TeamIdentityNumber"("digest");

-- CreateIndex
CREATE UNIQUE INDEX "Application_registrationNumber_key" ON "Application"("registrationNumber");

-- CreateIndex
CREATE UNIQUE INDEX "Application_idempotencyKey_key" ON "Application"("idempotencyKey");

-- CreateIndex
CREATE INDEX "Application_editionId_provinceCode_state_idx" ON "Application"("editionId", "provinceCode", "state");

-- CreateIndex
CREATE INDEX "Application_teamId_idx" ON "Application"("teamId");

-- CreateIndex
CREATE INDEX "ApplicationFile_applicationId_idx" ON "ApplicationFile"("applicationId");

-- CreateIndex
CREATE INDEX "SelectionVote_applicationId_idx" ON "SelectionVote"("applicationId");

-- CreateIndex
CREATE INDEX "StageEntry_applicationId_idx" ON "StageEntry"("applicationId");

-- CreateIndex
CREATE UNIQUE INDEX "Finalist_editionId_provinceCode_rank_key" ON "Finalist"("editionId", "provinceCode", "rank");

-- CreateIndex
CREATE UNIQUE INDEX "Announcement_editionId_kind_key" ON "Announcement"("editionId", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "Session_token_key" ON "Session"("token");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "Account_userId_idx" ON "Account"("userId");

-- CreateIndex
CREATE INDEX "Verification_identifier_idx" ON "Verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "RateLimit_key_key" ON "RateLimit"("key");

-- CreateIndex
CREATE INDEX "Membership_userId_idx" ON "Membership"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "Province_isoCode_key" ON "Province"("isoCode");

-- CreateIndex
CREATE INDEX "Regency_provinceCode_idx" ON "Regency"("provinceCode");

-- AddForeignKey
ALTER TABLE "Edition" ADD CONSTRAINT "Edition_programmeId_fkey" FOREIGN KEY ("programmeId") REFERENCES "Programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EditionDocument" ADD CONSTRAINT "EditionDocument_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EditionFigure" ADD CONSTRAINT "EditionFigure_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Stage" ADD CONSTRAINT "Stage_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EditionProvince" ADD CONSTRAINT "EditionProvince_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EditionProvince" ADD CONSTRAINT "EditionProvince_provinceCode_fkey" FOREIGN KEY ("provinceCode") REFERENCES "Province"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EditionIssue" ADD CONSTRAINT "EditionIssue_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EditionIssue" ADD CONSTRAINT "EditionIssue_issueCode_fkey" FOREIGN KEY ("issueCode") REFERENCES "PriorityIssue"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Form" ADD CONSTRAINT "Form_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChecklistItem" ADD CONSTRAINT "ChecklistItem_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TeamMember" ADD CONSTRAINT "TeamMember_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TeamMember" ADD CONSTRAINT "TeamMember_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TeamIdentityNumber" ADD CONSTRAINT "TeamIdentityNumber_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Application" ADD CONSTRAINT "Application_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Application" ADD CONSTRAINT "Application_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Application" ADD CONSTRAINT "Application_formId_fkey" FOREIGN KEY ("formId") REFERENCES "Form"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Application" ADD CONSTRAINT "Application_provinceCode_fkey" FOREIGN KEY ("provinceCode") REFERENCES "Province"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Application" ADD CONSTRAINT "Application_regencyCode_fkey" FOREIGN KEY ("regencyCode") REFERENCES "Regency"("code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Application" ADD CONSTRAINT "Application_issueCode_fkey" FOREIGN KEY ("issueCode") REFERENCES "PriorityIssue"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApplicationRevision" ADD CONSTRAINT "ApplicationRevision_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RegistrationCounter" ADD CONSTRAINT "RegistrationCounter_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApplicationFile" ADD CONSTRAINT "ApplicationFile_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AdministrativeCheck" ADD CONSTRAINT "AdministrativeCheck_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SelectionVote" ADD CONSTRAINT "SelectionVote_stageId_fkey" FOREIGN KEY ("stageId") REFERENCES "Stage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SelectionVote" ADD CONSTRAINT "SelectionVote_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StageEntry" ADD CONSTRAINT "StageEntry_stageId_fkey" FOREIGN KEY ("stageId") REFERENCES "Stage"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StageEntry" ADD CONSTRAINT "StageEntry_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Finalist" ADD CONSTRAINT "Finalist_applicationId_fkey" FOREIGN KEY ("applicationId") REFERENCES "Application"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Finalist" ADD CONSTRAINT "Finalist_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Announcement" ADD CONSTRAINT "Announcement_editionId_fkey" FOREIGN KEY ("editionId") REFERENCES "Edition"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Announcement" ADD CONSTRAINT "Announcement_stageId_fkey" FOREIGN KEY ("stageId") REFERENCES "Stage"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PublishedFinalist" ADD CONSTRAINT "PublishedFinalist_announcementId_fkey" FOREIGN KEY ("announcementId") REFERENCES "Announcement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiKey" ADD CONSTRAINT "ApiKey_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Regency" ADD CONSTRAINT "Regency_provinceCode_fkey" FOREIGN KEY ("provinceCode") REFERENCES "Province"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The one clock: the wall clock, unless a test moved it.
CREATE FUNCTION winner_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS
  $$ SELECT coalesce((SELECT at FROM "TestClock"), clock_timestamp()) $$;
ALTER TABLE "TestClock" ADD CONSTRAINT one_clock CHECK (id);

-- Audit: each event is linked to the one before it in its stream, under the lock of the head.
CREATE FUNCTION audit_hash(e "AuditEvent") RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(e."previousHash", e.stream, e.seq, e.id,
    extract(epoch FROM e.at), e.actor, e.action, e."subjectType", e."subjectId",
    e.before, e.after)::text, 'UTF8')), 'hex') $$;

CREATE FUNCTION audit_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head "AuditHead";
BEGIN
  INSERT INTO "AuditHead" (stream, seq, hash) VALUES (NEW.stream, 0, '') ON CONFLICT DO NOTHING;
  SELECT * INTO head FROM "AuditHead" WHERE stream = NEW.stream FOR UPDATE;
  NEW.seq := head.seq + 1;
  NEW."previousHash" := head.hash;
  NEW.at := clock_timestamp();
  NEW.hash := audit_hash(NEW);
  UPDATE "AuditHead" SET seq = NEW.seq, hash = NEW.hash WHERE stream = NEW.stream;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_link BEFORE INSERT ON "AuditEvent" FOR EACH ROW EXECUTE FUNCTION audit_link();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditEvent"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER revision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "ApplicationRevision"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER published_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "PublishedFinalist"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A form with answers is frozen.
CREATE FUNCTION freeze_form() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM "Application" WHERE "formId" = OLD.id) THEN
    RAISE EXCEPTION 'form % has answers and is frozen', OLD.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER freeze_form BEFORE UPDATE ON "Form" FOR EACH ROW EXECUTE FUNCTION freeze_form();

-- The moves of an application, as in core/src/competition/application-state.ts.
CREATE FUNCTION application_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state AND (OLD.state::text, NEW.state::text) NOT IN (
    ('DRAFT', 'SUBMITTED'), ('DRAFT', 'WITHDRAWN'),
    ('SUBMITTED', 'RETURNED'), ('SUBMITTED', 'WITHDRAWN'), ('SUBMITTED', 'DISQUALIFIED'),
    ('RETURNED', 'SUBMITTED'), ('RETURNED', 'WITHDRAWN'), ('RETURNED', 'DISQUALIFIED')
  ) THEN RAISE EXCEPTION 'application cannot move from % to %', OLD.state, NEW.state; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER application_move BEFORE UPDATE OF state ON "Application"
  FOR EACH ROW EXECUTE FUNCTION application_move();

ALTER TABLE "Application" ADD CONSTRAINT submitted_is_numbered CHECK
  (state NOT IN ('SUBMITTED', 'RETURNED') OR ("submittedAt" IS NOT NULL AND "registrationNumber" IS NOT NULL));
ALTER TABLE "Stage" ADD CONSTRAINT stage_opens_before_it_closes CHECK ("opensOn" <= "closesOn"),
  ADD CONSTRAINT stage_grace CHECK ("graceMinutes" BETWEEN 0 AND 1440);
ALTER TABLE "EditionProvince" ADD CONSTRAINT finalist_quota CHECK ("finalistQuota" BETWEEN 1 AND 50);
ALTER TABLE "SelectionVote" ADD CONSTRAINT vote_score CHECK (score BETWEEN 0 AND 100);

-- At most the quota of finalists in each province, whoever writes.
CREATE FUNCTION finalist_quota() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE quota int;
BEGIN
  SELECT "finalistQuota" INTO quota FROM "EditionProvince"
    WHERE "editionId" = NEW."editionId" AND "provinceCode" = NEW."provinceCode" FOR UPDATE;
  IF (SELECT count(*) FROM "Finalist" WHERE "editionId" = NEW."editionId"
      AND "provinceCode" = NEW."provinceCode" AND state = 'FINALIST') > quota THEN
    RAISE EXCEPTION 'province % has more finalists than its quota', NEW."provinceCode";
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER finalist_quota AFTER INSERT OR UPDATE ON "Finalist"
  FOR EACH ROW EXECUTE FUNCTION finalist_quota();

ALTER TABLE "DuplicateReview" ADD CONSTRAINT smaller_id_first CHECK ("firstId" < "secondId");

-- Duplicate search by trigram similarity.
CREATE INDEX application_text_trgm ON "Application" USING gin ((title || ' ' || summary) gin_trgm_ops);
