import { production, settings } from "./stage.ts";

/** Files of applications: private, encrypted, versioned, reached by signed addresses only. */
export const files = new sst.aws.Bucket("Files", {
  versioning: true,
  enforceHttps: true,
  cors: settings.origins.length > 0 && {
    allowOrigins: settings.origins,
    allowMethods: ["GET", "PUT"],
    allowHeaders: ["content-type", "x-amz-checksum-sha256"],
  },
  transform: { bucket: { forceDestroy: !production } },
});

new aws.s3.BucketServerSideEncryptionConfiguration("FilesEncryption", {
  bucket: files.name,
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
});
