-- Of better-auth's own counter: sign-in is counted in the table below, as everything else.
DROP TABLE "RateLimit";

-- Counters are written at every few requests and need not outlive a crash.
CREATE UNLOGGED TABLE "RateBucket" (
    "key" TEXT NOT NULL,
    "freeAt" BIGINT NOT NULL,
    "granted" INTEGER NOT NULL,

    CONSTRAINT "RateBucket_pkey" PRIMARY KEY ("key")
) WITH (fillfactor = 50);
