import * as Competition from "@winner/core/competition/index.ts";
import { builder } from "./builder.ts";
import { localId, plainId } from "./global-id.ts";
import { mutation } from "./operation.ts";

const File = builder.prismaObject("ApplicationFile", {
  description: "A file of an answer.",
  fields: (t) => ({
    id: t.exposeID("id", { description: "For confirmUpload." }),
    questionKey: t.exposeString("questionKey", { description: "The question it answers." }),
    name: t.exposeString("name", { description: "Its name." }),
    mediaType: t.exposeString("mediaType", { description: "Its type." }),
    size: t.exposeInt("size", { description: "Bytes." }),
    sha256: t.exposeString("sha256", { description: "Hash of its content, hexadecimal." }),
    url: t.string({
      description: "Where to read it, for five minutes.",
      resolve: (file, _args, { files }) => files.downloadUrl(file.id, file),
    }),
  }),
});

const Header = builder.objectRef<{ name: string; value: string }>("UploadHeader").implement({
  description: "A header that the upload must carry.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "Name." }),
    value: t.exposeString("value", { description: "Value." }),
  }),
});

mutation("requestUpload", {
  description:
    "Announces a file for a question. Send it by PUT to url with the headers, then confirmUpload.",
  input: (t) => ({
    applicationId: t.id({ required: true }),
    questionKey: t.string({ required: true }),
    name: t.string({ required: true }),
    mediaType: t.string({ required: true }),
    size: t.int({ required: true }),
    sha256: t.string({ required: true }),
  }),
  run: ({ db, actor, files }, input) =>
    Competition.requestUpload(db, actor, files, {
      ...input,
      applicationId: localId("Application", input.applicationId),
    }),
  payload: (t) => ({
    fileId: t.id({ resolve: ({ file }) => file.id }),
    url: t.string({ resolve: ({ target }) => target.url }),
    headers: t.field({
      type: [Header],
      resolve: ({ target }) =>
        Object.entries(target.headers).map(([name, value]) => ({ name, value })),
    }),
  }),
});

mutation("confirmUpload", {
  description: "Checks what was sent and makes it the answer.",
  input: (t) => ({ fileId: t.id({ required: true }) }),
  run: ({ db, actor, files }, input) =>
    Competition.confirmUpload(db, actor, files, { fileId: plainId(input.fileId, "file") }),
  payload: (t) => ({ file: t.field({ type: File, resolve: (row) => row }) }),
});
