-- CreateEnum
CREATE TYPE "InternshipState" AS ENUM ('PLANNED', 'RUNNING', 'COMPLETED', 'CANCELLED', 'TERMINATED');

-- CreateTable
CREATE TABLE "Student" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "teamId" UUID NOT NULL,
    "schoolId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "bornOn" DATE NOT NULL,
    "nisnCiphertext" TEXT,
    "nisnDigest" TEXT,
    "nisnMasked" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Student_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Internship" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "studentId" UUID NOT NULL,
    "hostId" UUID NOT NULL,
    "supervisor" TEXT NOT NULL,
    "startsOn" DATE NOT NULL,
    "endsOn" DATE NOT NULL,
    "state" "InternshipState" NOT NULL DEFAULT 'PLANNED',
    "stateReason" TEXT,
    "consentGuardian" TEXT,
    "consentOn" DATE,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Internship_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LogbookEntry" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "internshipId" UUID NOT NULL,
    "on" DATE NOT NULL,
    "text" TEXT NOT NULL,
    "authorId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LogbookEntry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Student_schoolId_idx" ON "Student"("schoolId");

-- CreateIndex
CREATE UNIQUE INDEX "Student_teamId_nisnDigest_key" ON "Student"("teamId", "nisnDigest");

-- CreateIndex
CREATE INDEX "Internship_hostId_idx" ON "Internship"("hostId");

-- CreateIndex
CREATE INDEX "LogbookEntry_internshipId_on_idx" ON "LogbookEntry"("internshipId", "on");

-- AddForeignKey
ALTER TABLE "Student" ADD CONSTRAINT "Student_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Student" ADD CONSTRAINT "Student_schoolId_fkey" FOREIGN KEY ("schoolId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Internship" ADD CONSTRAINT "Internship_studentId_fkey" FOREIGN KEY ("studentId") REFERENCES "Student"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Internship" ADD CONSTRAINT "Internship_hostId_fkey" FOREIGN KEY ("hostId") REFERENCES "Institution"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LogbookEntry" ADD CONSTRAINT "LogbookEntry_internshipId_fkey" FOREIGN KEY ("internshipId") REFERENCES "Internship"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LogbookEntry" ADD CONSTRAINT "LogbookEntry_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A student without a number is known by school, name and birth date.
CREATE UNIQUE INDEX "Student_person" ON "Student" ("teamId", "schoolId", lower(name), "bornOn") WHERE "nisnDigest" IS NULL;

ALTER TABLE "Internship" ADD CONSTRAINT "Internship_period" CHECK ("endsOn" >= "startsOn");
ALTER TABLE "Internship" ADD CONSTRAINT "Internship_consent" CHECK (("consentOn" IS NULL) = ("consentGuardian" IS NULL));
-- A student is at one host at a time; the last day belongs to the internship.
ALTER TABLE "Internship" ADD CONSTRAINT "Internship_student_free"
  EXCLUDE USING gist ("studentId" WITH =, daterange("startsOn", "endsOn", '[]') WITH &&) WHERE (state <> 'CANCELLED');

-- The moves of an internship, as in training/internship-state.ts. Who is under 18 on the first day has a guardian's
-- consent before it runs; whole years, so that who was born on 29 February comes of age on 1 March.
CREATE FUNCTION check_internship_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state <> NEW.state AND NOT (OLD.state::text, NEW.state::text) IN (
    ('PLANNED', 'RUNNING'), ('PLANNED', 'CANCELLED'), ('RUNNING', 'COMPLETED'), ('RUNNING', 'TERMINATED')) THEN
    RAISE EXCEPTION 'an internship does not go from % to %', OLD.state, NEW.state;
  END IF;
  IF NEW.state IN ('RUNNING', 'COMPLETED', 'TERMINATED') AND NEW."consentOn" IS NULL AND EXISTS (
    SELECT 1 FROM "Student" s WHERE s.id = NEW."studentId"
      AND extract(year FROM age(NEW."startsOn"::timestamp, s."bornOn"::timestamp)) < 18) THEN
    RAISE EXCEPTION 'internship % of a minor runs without consent', NEW.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER internship_move BEFORE INSERT OR UPDATE ON "Internship"
  FOR EACH ROW EXECUTE FUNCTION check_internship_move();
