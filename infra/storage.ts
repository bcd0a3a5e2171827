/** Files of applications: private, versioned, reached by signed addresses only. */
export const files = new sst.aws.Bucket("Files", {
  versioning: true,
  enforceHttps: true,
  cors: { allowMethods: ["GET", "PUT"], allowHeaders: ["content-type", "x-amz-checksum-sha256"] },
});
