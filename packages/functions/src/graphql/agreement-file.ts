import * as Agreements from "@winner/core/agreement/index.ts";
import { AgreementFileKind, DocumentLanguage } from "@winner/core/database/index.ts";
import { Agreement } from "./agreement.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { mutation } from "./operation.ts";
import { announcement, type Upload, uploadPayload } from "./upload.ts";

const KindEnum = builder.enumType(AgreementFileKind, {
  name: "AgreementFileKind",
  description: "The original as signed, a scan of it, or an annex.",
});
const LanguageEnum = builder.enumType(DocumentLanguage, {
  name: "DocumentLanguage",
  description: "The language of a document.",
});

const File = builder.prismaObject("AgreementFile", {
  description: "A document of an agreement: its original bytes, which never change.",
  select: { id: true },
  fields: (t) => ({
    kind: t.expose("kind", { type: KindEnum, description: "What it is." }),
    language: t.expose("language", { type: LanguageEnum, description: "Its language." }),
    name: t.exposeString("name", { description: "Its name." }),
    mediaType: t.exposeString("mediaType", { description: "Its type." }),
    size: t.exposeInt("size", { description: "Bytes." }),
    sha256: t.exposeString("sha256", { description: "Hash of its content, hexadecimal." }),
    storedAt: t.expose("storedAt", {
      type: "DateTime",
      nullable: true,
      description: "Unchanged since then.",
    }),
    url: t.string({
      description: "Where to read it, for five minutes.",
      select: { name: true, mediaType: true, sha256: true },
      resolve: (file, _args, { files }) => files.downloadUrl(file.id, file),
    }),
  }),
});
builder.prismaObjectField(Agreement, "files", (t) =>
  t.relation("files", {
    type: File,
    description: "Its documents, at most 200.",
    query: { where: { state: "STORED" }, orderBy: { id: "asc" }, take: 200 },
  }),
);

mutation("requestAgreementUpload", {
  description:
    "Announces a document of an agreement. Send it by PUT to url with the headers, then confirmAgreementUpload.",
  input: (t) => ({
    agreementId: t.id({ required: true }),
    kind: t.field({ type: KindEnum, required: true }),
    language: t.field({ type: LanguageEnum, required: true }),
    ...announcement(t),
  }),
  run: ({ db, actor, files }, input): Promise<Upload> =>
    Agreements.requestAgreementUpload(db, actor, files, {
      ...input,
      agreementId: localId("Agreement", input.agreementId),
    }),
  once: {
    idOf: ({ file }) => file.id,
    again: async ({ db, actor, files }, id, input) => {
      const file = await db.agreementFile.findUnique({
        where: { id, agreement: Agreements.visibleAgreements(actor) },
      });
      return file && { file, target: await files.uploadTarget(id, input) };
    },
  },
  payload: uploadPayload("AgreementFile"),
});

mutation("confirmAgreementUpload", {
  description: "Checks what was sent and keeps it unchangeable.",
  input: (t) => ({ fileId: t.id({ required: true }) }),
  run: ({ db, actor, files }, input) =>
    Agreements.confirmAgreementUpload(db, actor, files, {
      fileId: localId("AgreementFile", input.fileId),
    }),
  payload: (t) => ({ file: t.field({ type: File, resolve: (row) => row }) }),
});
