-- AlterTable
ALTER TABLE "PublishedFinalist" ADD COLUMN     "publishedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp();

-- CreateTable
CREATE TABLE "PublishedWithdrawal" (
    "announcementId" UUID NOT NULL,
    "applicationId" UUID NOT NULL,
    "publishedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PublishedWithdrawal_pkey" PRIMARY KEY ("announcementId","applicationId")
);

-- AddForeignKey
ALTER TABLE "PublishedWithdrawal" ADD CONSTRAINT "PublishedWithdrawal_announcementId_applicationId_fkey" FOREIGN KEY ("announcementId", "applicationId") REFERENCES "PublishedFinalist"("announcementId", "applicationId") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TRIGGER withdrawal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "PublishedWithdrawal"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
