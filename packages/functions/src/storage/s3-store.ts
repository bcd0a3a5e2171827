import { createHash } from "node:crypto";
import {
  GetObjectCommand,
  HeadObjectCommand,
  NotFound,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { FileStore } from "@winner/core/kernel/file-store.ts";

/** Bytes from the start of a file that show its type. */
const headSize = 4100;

/**
 * Files in a bucket. The signature of an upload covers type, length and SHA-256, so that S3 itself
 * refuses anything else.
 */
export function createS3Store(bucket: string, config: S3ClientConfig = {}): FileStore {
  const client = new S3Client({ requestChecksumCalculation: "WHEN_REQUIRED", ...config });
  const at = (key: string) => ({ Bucket: bucket, Key: key });
  return {
    async uploadTarget(key, { mediaType, size, sha256 }) {
      const checksum = Buffer.from(sha256, "hex").toString("base64");
      const put = new PutObjectCommand({
        ...at(key),
        ContentType: mediaType,
        ContentLength: size,
        ChecksumSHA256: checksum,
      });
      const url = await getSignedUrl(client, put, {
        expiresIn: 900,
        signableHeaders: new Set(["content-type", "content-length"]),
        unhoistableHeaders: new Set(["x-amz-checksum-sha256"]),
      });
      return { url, headers: { "content-type": mediaType, "x-amz-checksum-sha256": checksum } };
    },
    async inspect(key) {
      try {
        const found = await client.send(
          new HeadObjectCommand({ ...at(key), ChecksumMode: "ENABLED" }),
        );
        const Range = `bytes=0-${headSize - 1}`;
        const { Body } = await client.send(new GetObjectCommand({ ...at(key), Range }));
        const head = (await Body?.transformToByteArray()) ?? new Uint8Array();
        const sha256 = found.ChecksumSHA256
          ? Buffer.from(found.ChecksumSHA256, "base64").toString("hex")
          : await hashOf(client, at(key));
        return { size: found.ContentLength ?? 0, sha256, head };
      } catch (error) {
        if (error instanceof NotFound) return undefined;
        throw error;
      }
    },
    downloadUrl: (key, { name, mediaType }) =>
      getSignedUrl(
        client,
        new GetObjectCommand({
          ...at(key),
          ResponseContentType: mediaType,
          ResponseContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        }),
        { expiresIn: 300 },
      ),
  };
}

/** For stores that keep no checksum: the hash of the content as it streams by. */
async function hashOf(client: S3Client, at: { Bucket: string; Key: string }): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand(at));
  const hash = createHash("sha256");
  for await (const chunk of Body as AsyncIterable<Uint8Array>) hash.update(chunk);
  return hash.digest("hex");
}
