import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newId } from "@winner/core/kernel/clock.ts";
import type { FileStore } from "@winner/core/kernel/file-store.ts";
import { sha256 } from "@winner/core/kernel/secret.ts";
import type { Links } from "../http/link.ts";

const prefix = "/files/";
const headSize = 4100;

/** Files in a local folder, behind the same kind of signed addresses as a bucket has. */
export function createFolderStore(folder: string, links: Links) {
  const pathOf = (key: string) => join(folder, key);
  const store: FileStore = {
    uploadTarget: async (key, { mediaType, size, sha256: expected }) => ({
      url: links.make(prefix + key, { do: "put", size: String(size), sha256: expected }, 900),
      headers: { "content-type": mediaType },
    }),
    async inspect(key) {
      const content = await readFile(pathOf(key)).catch(() => undefined);
      return (
        content && {
          size: content.length,
          sha256: sha256(content),
          head: content.subarray(0, headSize),
        }
      );
    },
    downloadUrl: async (key, { name, mediaType }) =>
      links.make(prefix + key, { do: "get", name, mediaType }, 300),
  };

  /** Serves the addresses that the store gave. */
  async function handle(request: Request): Promise<Response> {
    const claims = links.read(request.url);
    const key = new URL(request.url).pathname.slice(prefix.length);
    if (!claims || claims.get("do") !== request.method.toLowerCase())
      return new Response("The link is not valid or has expired.", { status: 403 });
    if (request.method === "PUT")
      return receive(request, key, Number(claims.get("size")), claims.get("sha256") ?? "");
    const content = await readFile(pathOf(key)).catch(() => undefined);
    if (!content) return new Response("Not found", { status: 404 });
    return new Response(content, {
      headers: {
        "content-type": claims.get("mediaType") ?? "application/octet-stream",
        "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(claims.get("name") ?? key)}`,
        "x-content-type-options": "nosniff",
      },
    });
  }

  async function receive(
    request: Request,
    key: string,
    size: number,
    expected: string,
  ): Promise<Response> {
    const chunks: Uint8Array[] = [];
    let received = 0;
    for await (const chunk of (request.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
      received += chunk.length;
      if (received > size) return new Response("Larger than announced.", { status: 413 });
      chunks.push(chunk);
    }
    if (received !== size) return new Response("Smaller than announced.", { status: 400 });
    const content = Buffer.concat(chunks);
    // An address that is used again cannot put other bytes in the place of what was checked.
    if (sha256(content) !== expected)
      return new Response("Other bytes than announced.", { status: 400 });
    await mkdir(folder, { recursive: true });
    const temporary = pathOf(newId());
    try {
      await writeFile(temporary, content);
      await rename(temporary, pathOf(key));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    return new Response(null, { status: 200 });
  }
  return { store, handle };
}
