import { createHash } from "node:crypto";

/** The `signature_key` of a Midtrans notification: SHA-512, hexadecimal. The amount is the text as sent, `333000.00`. */
export const midtransSignature = (
  orderId: string,
  statusCode: string,
  grossAmount: string,
  serverKey: string,
): string =>
  createHash("sha512").update(`${orderId}${statusCode}${grossAmount}${serverKey}`).digest("hex");
