import { createHmac } from "node:crypto";
import { url } from "./api.ts";
import { linkSecret } from "./secret.ts";
import { settings } from "./stage.ts";

/** Kept by path, query and language; the answer's own header says how long, and by default not at all. */
const policy = new aws.cloudfront.CachePolicy("PublicQueries", {
  name: `${$app.name}-${$app.stage}-public-queries`,
  minTtl: 0,
  defaultTtl: 0,
  maxTtl: 86_400,
  parametersInCacheKeyAndForwardedToOrigin: {
    queryStringsConfig: { queryStringBehavior: "all" },
    headersConfig: {
      headerBehavior: "whitelist",
      headers: { items: ["accept", "accept-language", "origin"] },
    },
    // No cookie and no token comes through, so that what is kept was shown to nobody in particular.
    cookiesConfig: { cookieBehavior: "none" },
    enableAcceptEncodingBrotli: true,
    enableAcceptEncodingGzip: true,
  },
});

/** Serves public queries by GET from near the reader. */
const cdn = new sst.aws.Cdn("PublicCdn", {
  comment: `${$app.name} ${$app.stage}: public queries`,
  domain: settings.cdnDomain,
  wait: false,
  origins: [
    {
      originId: "api",
      domainName: url.apply((address) => new URL(address).host),
      // Its edges are few addresses for many readers: by this they are counted apart (http/address.ts).
      customHeaders: [
        {
          name: "x-winner-cdn",
          value: linkSecret.value.apply((secret) =>
            createHmac("sha256", secret).update("cdn").digest("base64url"),
          ),
        },
      ],
      customOriginConfig: {
        httpPort: 80,
        httpsPort: 443,
        originProtocolPolicy: "https-only",
        originSslProtocols: ["TLSv1.2"],
      },
    },
  ],
  defaultCacheBehavior: {
    targetOriginId: "api",
    viewerProtocolPolicy: "https-only",
    allowedMethods: ["GET", "HEAD", "OPTIONS"],
    cachedMethods: ["GET", "HEAD"],
    compress: true,
    cachePolicyId: policy.id,
  },
});

/** Where public queries may be asked by GET. */
export const cdnUrl = settings.cdnDomain ? `https://${settings.cdnDomain.name}` : cdn.url;
