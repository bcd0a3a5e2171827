import { createHash } from "node:crypto";
import {
  GetObjectCommand,
  NoSuchKey,
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
  const client = new S3Client({
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    ...config,
  });
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
        const { Body } = await client.send(new GetObjectCommand(at(key)));
        return await digestOf(Body as AsyncIterable<Uint8Array>);
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
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

/** Size, hash and first bytes of a content as it streams by: not every store checks what it takes. */
async function digestOf(content: AsyncIterable<Uint8Array>) {
  const hash = createHash("sha256");
  let size = 0;
  let head = Buffer.alloc(0);
  for await (const chunk of content) {
    hash.update(chunk);
    size += chunk.length;
    if (head.length < headSize) head = Buffer.concat([head, chunk]).subarray(0, headSize);
  }
  return { size, sha256: hash.digest("hex"), head };
}
