import { RegencyKind } from "@winner/core/database/index.ts";
import { fromNullable } from "@winner/core/kernel/local-date.ts";
import { builder } from "./builder.ts";
import { query } from "./operation.ts";

const Kind = builder.enumType(RegencyKind, {
  name: "RegencyKind",
  description: "Kabupaten or kota.",
});

builder.prismaObject("Regency", {
  description: "A regency (kabupaten) or city (kota).",
  select: { code: true },
  fields: (t) => ({
    code: t.exposeString("code", { description: "Kemendagri code, four digits." }),
    bpsCode: t.exposeString("bpsCode", {
      nullable: true,
      description: "BPS code; differs from Kemendagri's for 199 of 514.",
    }),
    previousBpsCode: t.exposeString("previousBpsCode", {
      nullable: true,
      description: "BPS code it had before.",
    }),
    kind: t.expose("kind", { type: Kind, description: "Regency or city." }),
    validFrom: t.field({
      type: "LocalDate",
      nullable: true,
      description: "First day on which it has this code, when known.",
      select: { validFrom: true },
      resolve: ({ validFrom }) => fromNullable(validFrom),
    }),
    validTo: t.field({
      type: "LocalDate",
      nullable: true,
      description: "Last day, when it is abolished.",
      select: { validTo: true },
      resolve: ({ validTo }) => fromNullable(validTo),
    }),
    name: t.exposeString("name", { description: "Name without its kind." }),
    previousCode: t.exposeString("previousCode", {
      nullable: true,
      description: "Kemendagri code it had before.",
    }),
  }),
});

builder.prismaObject("Province", {
  description: "A province of Indonesia.",
  select: { code: true },
  fields: (t) => ({
    code: t.exposeString("code", { description: "Kemendagri code, two digits." }),
    bpsCode: t.exposeString("bpsCode", { description: "BPS code." }),
    isoCode: t.exposeString("isoCode", { description: "ISO 3166-2 code." }),
    nameId: t.exposeString("nameId", { description: "Name in Indonesian." }),
    nameEn: t.exposeString("nameEn", { description: "Name in English." }),
    validFrom: t.field({
      type: "LocalDate",
      nullable: true,
      description: "First day on which it has this code, when known.",
      select: { validFrom: true },
      resolve: ({ validFrom }) => fromNullable(validFrom),
    }),
    validTo: t.field({
      type: "LocalDate",
      nullable: true,
      description: "Last day, when it is abolished.",
      select: { validTo: true },
      resolve: ({ validTo }) => fromNullable(validTo),
    }),
    previousCode: t.exposeString("previousCode", {
      nullable: true,
      description: "Kemendagri code it had before.",
    }),
    timeZone: t.exposeString("timeZone", { description: "IANA zone of its local dates." }),
    regencies: t.relation("regencies", {
      description: "Its regencies and cities.",
      query: { orderBy: { code: "asc" } },
    }),
  }),
});

builder.queryField("provinces", (t) =>
  t.prismaField({
    type: ["Province"],
    description: "All provinces, by code.",
    resolve: (select, _root, _args, context) =>
      query("provinces", context, () =>
        context.db.province.findMany({ ...select, orderBy: { code: "asc" } }),
      ),
  }),
);
