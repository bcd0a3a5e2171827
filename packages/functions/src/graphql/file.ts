import * as Competition from "@winner/core/competition/index.ts";
import { builder } from "./builder.ts";
import { globalId, localId } from "./global-id.ts";
import { mutation } from "./operation.ts";
import { announcement, type Upload, uploadPayload } from "./upload.ts";

const File = builder.prismaObject("ApplicationFile", {
  description: "A file of an answer.",
  select: { id: true },
  fields: (t) => ({
    id: t.id({
      description: "For confirmUpload; read with its application.",
      resolve: ({ id }) => globalId("ApplicationFile", id),
    }),
    questionKey: t.exposeString("questionKey", { description: "The question it answers." }),
    name: t.exposeString("name", { description: "Its name." }),
    mediaType: t.exposeString("mediaType", { description: "Its type." }),
    size: t.exposeInt("size", { description: "Bytes." }),
    sha256: t.exposeString("sha256", { description: "Hash of its content, hexadecimal." }),
    url: t.string({
      description: "Where to read it, for five minutes.",
      select: { name: true, mediaType: true, sha256: true },
      resolve: (file, _args, { files }) => files.downloadUrl(file.id, file),
    }),
  }),
});

mutation("requestUpload", {
  description:
    "Announces a file for a question. Send it by PUT to url with the headers, then confirmUpload.",
  input: (t) => ({
    applicationId: t.id({ required: true }),
    questionKey: t.string({ required: true }),
    ...announcement(t),
  }),
  run: ({ db, actor, files }, input): Promise<Upload> =>
    Competition.requestUpload(db, actor, files, {
      ...input,
      applicationId: localId("Application", input.applicationId),
    }),
  once: {
    idOf: ({ file }) => file.id,
    again: async ({ db, actor, files }, id, input) => {
      const file = await db.applicationFile.findUnique({
        where: { id, application: Competition.visibleApplications(actor) },
      });
      return file && { file, target: await files.uploadTarget(id, input) };
    },
  },
  payload: uploadPayload("ApplicationFile"),
});

mutation("confirmUpload", {
  description: "Checks what was sent and makes it the answer.",
  input: (t) => ({ fileId: t.id({ required: true }) }),
  run: ({ db, actor, files }, input) =>
    Competition.confirmUpload(db, actor, files, {
      fileId: localId("ApplicationFile", input.fileId),
    }),
  payload: (t) => ({ file: t.field({ type: File, resolve: (row) => row }) }),
});
