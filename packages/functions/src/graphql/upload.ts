import type { InputFieldBuilder } from "@pothos/core";
import { builder } from "./builder.ts";
import { globalId } from "./global-id.ts";

type Types = (typeof builder)["$inferSchemaTypes"];

/** An announced file, and where to send it. */
export interface Upload {
  file: { id: string };
  target: { url: string; headers: Record<string, string> };
}

/** What is announced of a file before it is sent. */
export const announcement = (t: InputFieldBuilder<Types, "InputObject">) => ({
  name: t.string({ required: true }),
  mediaType: t.string({ required: true }),
  size: t.int({ required: true, description: "Bytes." }),
  sha256: t.string({ required: true, description: "Of its content, hexadecimal." }),
});

const Header = builder.objectRef<{ name: string; value: string }>("UploadHeader").implement({
  description: "A header that the upload must carry.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "Name." }),
    value: t.exposeString("value", { description: "Value." }),
  }),
});

type Fields = NonNullable<
  Parameters<ReturnType<typeof builder.objectRef<Upload>>["implement"]>[0]["fields"]
>;

/** What an announced file of a type is answered with. */
export const uploadPayload = (type: string) =>
  ((t) => ({
    fileId: t.id({ resolve: ({ file }) => globalId(type, file.id) }),
    url: t.string({ resolve: ({ target }) => target.url }),
    headers: t.field({
      type: [Header],
      resolve: ({ target }) =>
        Object.entries(target.headers).map(([name, value]) => ({ name, value })),
    }),
  })) satisfies Fields;
