import { askOnce } from "@winner/core/kernel/ask-once.ts";
import type { FileStore } from "@winner/core/kernel/file-store.ts";

/** Files in a bucket. What speaks to S3 is loaded when it is first needed: few requests touch a file. */
export function openBucket(bucket: string): FileStore {
  const store = askOnce(async () => (await import("./s3-store.ts")).createS3Store(bucket));
  return {
    uploadTarget: async (...given) => (await store()).uploadTarget(...given),
    inspect: async (...given) => (await store()).inspect(...given),
    downloadUrl: async (...given) => (await store()).downloadUrl(...given),
  };
}
