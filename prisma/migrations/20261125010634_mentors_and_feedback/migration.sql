-- CreateEnum
CREATE TYPE "FeedbackSide" AS ENUM ('TEAM', 'MENTOR');

-- AlterTable
ALTER TABLE "Milestone" ADD COLUMN     "ownerId" UUID;

-- CreateTable
CREATE TABLE "SessionAttendance" (
    "sessionId" UUID NOT NULL,
    "userId" UUID NOT NULL,

    CONSTRAINT "SessionAttendance_pkey" PRIMARY KEY ("sessionId","userId")
);

-- CreateTable
CREATE TABLE "SessionFeedback" (
    "sessionId" UUID NOT NULL,
    "side" "FeedbackSide" NOT NULL,
    "authorId" UUID NOT NULL,
    "score" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SessionFeedback_pkey" PRIMARY KEY ("sessionId","side")
);

-- CreateTable
CREATE TABLE "MentorProfile" (
    "userId" UUID NOT NULL,
    "expertise" TEXT NOT NULL,
    "capacity" INTEGER NOT NULL,
    "issueCodes" TEXT[],
    "provinceCodes" TEXT[],
    "languages" TEXT[],
    "timeZone" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "MentorProfile_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "MentorConflict" (
    "mentorId" UUID NOT NULL,
    "teamId" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MentorConflict_pkey" PRIMARY KEY ("mentorId","teamId")
);

-- CreateTable
CREATE TABLE "PlanTemplate" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "programmeId" UUID NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "PlanTemplate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PlanTemplateStep" (
    "templateId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "titleId" TEXT NOT NULL,
    "titleEn" TEXT NOT NULL,
    "afterDays" INTEGER NOT NULL,

    CONSTRAINT "PlanTemplateStep_pkey" PRIMARY KEY ("templateId","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "PlanTemplate_programmeId_name_key" ON "PlanTemplate"("programmeId", "name");

-- AddForeignKey
ALTER TABLE "Milestone" ADD CONSTRAINT "Milestone_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionAttendance" ADD CONSTRAINT "SessionAttendance_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "CoachingSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionAttendance" ADD CONSTRAINT "SessionAttendance_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionFeedback" ADD CONSTRAINT "SessionFeedback_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "CoachingSession"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SessionFeedback" ADD CONSTRAINT "SessionFeedback_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MentorProfile" ADD CONSTRAINT "MentorProfile_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MentorConflict" ADD CONSTRAINT "MentorConflict_mentorId_fkey" FOREIGN KEY ("mentorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MentorConflict" ADD CONSTRAINT "MentorConflict_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PlanTemplate" ADD CONSTRAINT "PlanTemplate_programmeId_fkey" FOREIGN KEY ("programmeId") REFERENCES "Programme"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PlanTemplateStep" ADD CONSTRAINT "PlanTemplateStep_templateId_fkey" FOREIGN KEY ("templateId") REFERENCES "PlanTemplate"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "SessionFeedback" ADD CONSTRAINT "SessionFeedback_score" CHECK (score BETWEEN 1 AND 5);
ALTER TABLE "MentorProfile" ADD CONSTRAINT "MentorProfile_capacity" CHECK (capacity > 0);
ALTER TABLE "PlanTemplateStep" ADD CONSTRAINT "PlanTemplateStep_days" CHECK ("afterDays" >= 0);
