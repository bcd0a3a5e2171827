-- CreateIndex
CREATE INDEX "PublishedFinalist_applicationId_idx" ON "PublishedFinalist"("applicationId");
