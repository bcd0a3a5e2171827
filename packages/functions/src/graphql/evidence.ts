import * as Incubation from "@winner/core/incubation/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { MilestoneObject } from "./incubation.ts";
import { mutation } from "./operation.ts";
import { announcement, type Upload, uploadPayload } from "./upload.ts";

const File = builder.prismaObject("EvidenceFile", {
  description: "A file that shows that a milestone is reached.",
  select: { id: true },
  fields: (t) => ({
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
builder.prismaObjectField(MilestoneObject, "files", (t) =>
  t.relation("files", {
    type: File,
    description: "Its evidence in files, at most 50.",
    query: { where: { state: "STORED" }, orderBy: { id: "asc" }, take: 50 },
  }),
);

mutation("requestEvidenceUpload", {
  description:
    "Announces a file of evidence. Send it by PUT to url with the headers, then confirmEvidenceUpload.",
  input: (t) => ({ milestoneId: t.id({ required: true }), ...announcement(t) }),
  run: ({ db, actor, files }, input): Promise<Upload> =>
    Incubation.requestEvidenceUpload(db, actor, files, {
      ...input,
      milestoneId: localId("Milestone", input.milestoneId),
    }),
  once: {
    idOf: ({ file }) => file.id,
    again: async ({ db, actor, files }, id, input) => {
      const file = await db.evidenceFile.findUnique({
        where: { id, milestone: { member: Incubation.visibleMembers(actor) } },
      });
      return file && { file, target: await files.uploadTarget(id, input) };
    },
  },
  payload: uploadPayload("EvidenceFile"),
});

mutation("confirmEvidenceUpload", {
  description: "Checks what was sent and adds it to the evidence of its milestone.",
  input: (t) => ({ fileId: t.id({ required: true }) }),
  run: ({ db, actor, files }, input) =>
    Incubation.confirmEvidenceUpload(db, actor, files, {
      fileId: localId("EvidenceFile", input.fileId),
    }),
  payload: (t) => ({ file: t.field({ type: File, resolve: (row) => row }) }),
});
