import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hash,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

/** Encrypts and fingerprints values that must not be read from the database. */
export interface Vault {
  encrypt(plain: string): string;
  decrypt(sealed: string): string;
  /** Equal values give equal digests; without the key nothing can be learnt from one. */
  digest(plain: string): string;
}

/** A vault over a 32-byte key (base64): AES-256-GCM, and HMAC-SHA-256 under a derived key. */
export function createVault(keyBase64: string): Vault {
  const key = Buffer.from(keyBase64, "base64");
  if (key.length !== 32) throw new Error("the vault key must be 32 bytes in base64");
  const digestKey = createHmac("sha256", key).update("winner digest").digest();
  return {
    encrypt(plain) {
      const iv = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, iv);
      const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return `v1.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url")}`;
    },
    decrypt(sealed) {
      const bytes = Buffer.from(sealed.slice(3), "base64url");
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString(
        "utf8",
      );
    },
    digest: (plain) => createHmac("sha256", digestKey).update(plain).digest("base64url"),
  };
}

export const sha256 = (value: string | Uint8Array): string => hash("sha256", value, "hex");

/** Signs a short text, for links that prove who made them. */
export const sign = (secret: string, text: string): string =>
  createHmac("sha256", secret).update(text).digest("base64url");

/** Compares a signature in constant time. */
export function signed(secret: string, text: string, signature: string): boolean {
  const expected = Buffer.from(sign(secret, text));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
