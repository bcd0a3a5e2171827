-- CreateTable
CREATE TABLE "ProviderLogo" (
    "providerId" UUID NOT NULL,
    "image" BYTEA NOT NULL,

    CONSTRAINT "ProviderLogo_pkey" PRIMARY KEY ("providerId")
);

ALTER TABLE "ProviderLogo" ADD CONSTRAINT "ProviderLogo_size" CHECK (octet_length(image) BETWEEN 100 AND 200000);
