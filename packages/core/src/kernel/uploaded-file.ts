import { fileTypeFromBuffer } from "file-type";
import * as z from "zod";
import { DomainError, type Fault, message } from "./error.ts";
import type { ExpectedFile, FileStore } from "./file-store.ts";
import { line } from "./input.ts";

const texts = {
  mediaType: message("MEDIA_TYPE", "Accepted are: {accepted}.", "Yang diterima: {accepted}."),
  tooLarge: message(
    "FILE_TOO_LARGE",
    "A file has at most {max} bytes.",
    "Berkas paling besar {max} bita.",
  ),
  tooMany: message(
    "TOO_MANY_FILES",
    "Too many uploads were begun here.",
    "Terlalu banyak unggahan di sini.",
  ),
  notUploaded: message(
    "NOT_UPLOADED",
    "Nothing was uploaded yet. Send the file to the address first.",
    "Berkas belum diunggah. Kirim berkas ke alamat yang diberikan.",
  ),
  contentDiffers: message(
    "CONTENT_DIFFERS",
    "What was uploaded is not what was announced ({what}).",
    "Berkas yang diunggah berbeda dari yang diumumkan ({what}).",
  ),
};

/** A file as it is announced before it is sent: its name, type, size and hash. */
export const announcedFile = z.object({
  name: line(200).regex(/^[^/\\\p{Cc}]+$/u),
  mediaType: line(100),
  size: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type AnnouncedFile = z.output<typeof announcedFile>;

/** Which files a place takes. */
export interface FileLimits {
  mediaTypes: readonly string[];
  /** Bytes. */
  maxBytes: number;
}

/** What of an announced file its place does not take. */
export function limitFaults(
  { mediaType, size }: ExpectedFile,
  { mediaTypes, maxBytes }: FileLimits,
): Fault[] {
  const faults: Fault[] = [];
  if (!mediaTypes.includes(mediaType))
    faults.push({
      message: texts.mediaType,
      path: ["mediaType"],
      parameters: { accepted: mediaTypes.join(", ") },
    });
  if (size > maxBytes)
    faults.push({ message: texts.tooLarge, path: ["size"], parameters: { max: maxBytes } });
  return faults;
}

/** Refuses one more upload where `max` were begun already. */
export function checkCount(begun: number, max: number): void {
  if (begun >= max) throw new DomainError("STATE", texts.tooMany);
}

/** Refuses unless the store holds what was announced: size, hash, and the type its first bytes show. */
export async function checkStored(
  announced: ExpectedFile,
  stored: Awaited<ReturnType<FileStore["inspect"]>>,
): Promise<void> {
  if (!stored) throw new DomainError("STATE", texts.notUploaded);
  const what = await difference(announced, stored);
  if (what) throw new DomainError("STATE", texts.contentDiffers, { parameters: { what } });
}

/** In what a stored file differs from what was announced; undefined when it does not. */
async function difference(
  announced: ExpectedFile,
  stored: { size: number; sha256: string; head: Uint8Array },
): Promise<string | undefined> {
  if (stored.size !== announced.size) return "size";
  if (stored.sha256 !== announced.sha256) return "sha256";
  const shown = (await fileTypeFromBuffer(stored.head))?.mime;
  // Plain text has no mark of its own; office documents are zip files inside.
  const fits =
    shown === announced.mediaType ||
    (shown === undefined && announced.mediaType.startsWith("text/")) ||
    (shown === "application/zip" && announced.mediaType.includes("openxmlformats"));
  return fits ? undefined : "mediaType";
}
