import * as Audit from "../audit/index.ts";
import { type Database, inTransaction } from "../database/index.ts";
import { type Actor, actorName } from "../identity/index.ts";
import { message, refuseFaults } from "../kernel/error.ts";
import { sha256 } from "../kernel/secret.ts";
import { billingStream } from "./credit-note-write.ts";
import { authorizeProvider } from "./invoice-visibility.ts";

/** Bytes that a logo may have. */
const largest = 200_000;

const texts = {
  image: message(
    "BAD_LOGO",
    "A logo is a JPEG in base64 of at most 200,000 bytes.",
    "Logo berupa JPEG dalam base64, paling besar 200.000 bita.",
  ),
};

/** A JPEG with its first frame whole: what can be put into a PDF as it is. */
function readJpeg(base64: string): Buffer<ArrayBuffer> | undefined {
  const image = Buffer.from(base64, "base64");
  if (image.length < 100 || image.length > largest || image.readUInt16BE(0) !== 0xffd8)
    return undefined;
  for (let at = 2; at + 10 < image.length; at += 2 + image.readUInt16BE(at + 2)) {
    if (image[at] !== 0xff) return undefined;
    const marker = image[at + 1] ?? 0;
    // The frame's header has the size, which must not be nothing.
    if (marker >= 0xc0 && marker <= 0xc2)
      return image.readUInt16BE(at + 5) > 0 && image.readUInt16BE(at + 7) > 0 ? image : undefined;
  }
  return undefined;
}

/** Sets the mark on a provider's documents from now on; null takes it away, and the name is drawn instead. */
export async function setLogo(
  db: Database,
  actor: Actor,
  input: { providerId: string; jpeg?: string | null },
): Promise<void> {
  const { providerId, jpeg } = input;
  const image = jpeg ? readJpeg(jpeg) : null;
  await inTransaction(db, async (tx) => {
    await authorizeProvider(tx, actor, "setProviderLogo", providerId);
    if (image === undefined) refuseFaults([{ message: texts.image, path: ["jpeg"] }]);
    await tx.providerLogo.deleteMany({ where: { providerId } });
    if (image) await tx.providerLogo.create({ data: { providerId, image } });
    Audit.append(tx, {
      stream: billingStream(providerId),
      actor: actorName(actor),
      action: "logo.changed",
      subjectType: "Provider",
      subjectId: providerId,
      after: { sha256: image ? sha256(image) : null },
    });
  });
}
