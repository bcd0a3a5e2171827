-- CreateEnum
CREATE TYPE "HdiSeries" AS ENUM ('SP2010', 'SP2020_LONG_FORM');

-- CreateTable
CREATE TABLE "HdiObservation" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "provinceCode" VARCHAR(2) NOT NULL,
    "year" INTEGER NOT NULL,
    "series" "HdiSeries" NOT NULL,
    "value" DECIMAL(5,2) NOT NULL,
    "lifeYears" DECIMAL(5,2),
    "expectedYears" DECIMAL(5,2),
    "meanYears" DECIMAL(5,2),
    "expenditure" BIGINT,
    "source" TEXT NOT NULL,
    "releasedOn" DATE NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "HdiObservation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ActionPlan" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "provinceCode" VARCHAR(2) NOT NULL,
    "title" TEXT NOT NULL,
    "fromYear" INTEGER NOT NULL,
    "toYear" INTEGER NOT NULL,
    "source" TEXT NOT NULL,

    CONSTRAINT "ActionPlan_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ActionPlanTarget" (
    "planId" UUID NOT NULL,
    "series" "HdiSeries" NOT NULL,
    "baselineYear" INTEGER NOT NULL,
    "targetYear" INTEGER NOT NULL,
    "target" DECIMAL(5,2) NOT NULL,

    CONSTRAINT "ActionPlanTarget_pkey" PRIMARY KEY ("planId","series","targetYear")
);

-- CreateIndex
CREATE UNIQUE INDEX "HdiObservation_provinceCode_year_series_releasedOn_key" ON "HdiObservation"("provinceCode", "year", "series", "releasedOn");

-- CreateIndex
CREATE UNIQUE INDEX "ActionPlan_provinceCode_title_key" ON "ActionPlan"("provinceCode", "title");

-- AddForeignKey
ALTER TABLE "HdiObservation" ADD CONSTRAINT "HdiObservation_provinceCode_fkey" FOREIGN KEY ("provinceCode") REFERENCES "Province"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ActionPlan" ADD CONSTRAINT "ActionPlan_provinceCode_fkey" FOREIGN KEY ("provinceCode") REFERENCES "Province"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ActionPlanTarget" ADD CONSTRAINT "ActionPlanTarget_planId_fkey" FOREIGN KEY ("planId") REFERENCES "ActionPlan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TRIGGER hdi_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "HdiObservation"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "HdiObservation" ADD CONSTRAINT "HdiObservation_value" CHECK (value BETWEEN 0 AND 100);
ALTER TABLE "ActionPlan" ADD CONSTRAINT "ActionPlan_years" CHECK ("toYear" >= "fromYear");
