/** What a file must be: announced before it is sent, and checked after. */
export interface ExpectedFile {
  mediaType: string;
  /** Bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
}

/** Where files are kept: a bucket, or a folder on one's own machine. */
export interface FileStore {
  /** An address to which exactly this file can be sent by PUT with these headers, for 15 minutes. */
  uploadTarget(
    key: string,
    expected: ExpectedFile,
  ): Promise<{ url: string; headers: Record<string, string> }>;
  /** What was stored: size, hash, and its first bytes; undefined when there is nothing. */
  inspect(key: string): Promise<{ size: number; sha256: string; head: Uint8Array } | undefined>;
  /** An address from which the file can be read for five minutes. */
  downloadUrl(key: string, file: { name: string; mediaType: string }): Promise<string>;
}
