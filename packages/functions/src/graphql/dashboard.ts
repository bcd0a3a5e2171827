import * as Monitoring from "@winner/core/monitoring/index.ts";
import { builder } from "./builder.ts";
import { localId } from "./global-id.ts";
import { Indicator } from "./indicator.ts";
import { SeriesEnum, StatusEnum } from "./monitoring.ts";
import { query } from "./operation.ts";

const AudienceEnum = builder.enumType("Audience", {
  description:
    "Whom numbers of people are shown to: the public from 11, officials of the province from 5, the ministry and auditors exactly.",
  values: ["PUBLIC", "OFFICIAL", "EXACT"] as const,
});

const Reach = builder.objectRef<Monitoring.Reach>("Reach").implement({
  description: "From applications to running services: teams, agreements and institutions.",
  fields: (t) => ({
    registrations: t.exposeInt("registrations", {
      description: "Applications of teams, once registration has closed everywhere.",
    }),
    finalists: t.exposeInt("finalists", { description: "Announced finalists." }),
    agreements: t.exposeInt("agreements", { description: "Agreements in force of finalists." }),
    institutions: t.exposeInt("institutions", { description: "Institutions under them." }),
    agreed: t.exposeInt("agreed", { description: "Of these: accepted." }),
    trained: t.exposeInt("trained", { description: "Of these: attended training." }),
    connected: t.exposeInt("connected", { description: "Of these: connected." }),
    live: t.exposeInt("live", { description: "Of these: live today." }),
  }),
});

const RegionReach = builder.objectRef<Monitoring.RegionReach>("RegionReach").implement({
  description: "What was reached in a regency.",
  fields: (t) => ({
    regionCode: t.exposeString("regionCode", {
      description: "Kemendagri code; the province's for what names no regency.",
    }),
    reach: t.expose("reach", { type: Reach, description: "The numbers." }),
  }),
});

const RegionValue = builder.objectRef<Monitoring.RegionValue>("RegionValue").implement({
  description: "The value of a region.",
  fields: (t) => ({
    regionCode: t.exposeString("regionCode", { description: "Kemendagri code." }),
    value: t.exposeFloat("value", { nullable: true, description: "The value; null: hidden." }),
  }),
});

type Progress = Monitoring.IndicatorReading["progress"][number];
const IndicatorProgress = builder.objectRef<Progress>("IndicatorProgress").implement({
  description: "How far a region is towards a target, from published values alone.",
  fields: (t) => ({
    regionCode: t.exposeString("regionCode", { description: "Kemendagri code." }),
    baselineYear: t.exposeInt("baselineYear", { description: "From which year." }),
    baseline: t.exposeFloat("baseline", { nullable: true, description: "Its value." }),
    targetYear: t.exposeInt("targetYear", { description: "By which year." }),
    target: t.exposeFloat("target", { description: "The target." }),
    latestYear: t.exposeInt("latestYear", { nullable: true, description: "The newest year." }),
    latest: t.exposeFloat("latest", { nullable: true, description: "Its value." }),
    change: t.exposeFloat("change", { nullable: true, description: "Since the baseline." }),
    share: t.exposeFloat("share", { nullable: true, description: "Of the way: 1 is reached." }),
  }),
});

const Reading = builder.objectRef<Monitoring.IndicatorReading>("IndicatorReading").implement({
  description: "An indicator in a province in a year: the last value of each region.",
  fields: (t) => ({
    indicator: t.field({
      type: Indicator,
      description: "What is measured.",
      resolve: (reading) => reading.indicator,
    }),
    year: t.exposeInt("year", { description: "The year." }),
    total: t.exposeFloat("total", {
      nullable: true,
      description: "Of the province; null where regencies do not add up, or hidden.",
    }),
    regions: t.expose("regions", { type: [RegionValue], description: "By regency." }),
    hidden: t.exposeBoolean("hidden", {
      description: "Whether small numbers of people, and what would tell them, are hidden.",
    }),
    progress: t.expose("progress", { type: [IndicatorProgress], description: "To the targets." }),
  }),
});

const Hdi = builder.objectRef<Monitoring.LatestHdi>("LatestHdi").implement({
  description: "The newest Human Development Index of a province, in its newest series.",
  fields: (t) => ({
    year: t.exposeInt("year", { description: "The year." }),
    series: t.expose("series", { type: SeriesEnum, description: "The series." }),
    value: t.exposeFloat("value", { description: "The index." }),
    status: t.field({
      type: StatusEnum,
      description: "Its class.",
      resolve: (hdi) => Monitoring.hdiStatus(hdi.value),
    }),
  }),
});

type Row = Monitoring.NationalDashboard["provinces"][number];
const ProvinceNumbers = builder.interfaceRef<Row>("ProvinceNumbers").implement({
  description: "A province in numbers.",
  fields: (t) => ({
    code: t.string({ description: "Kemendagri code.", resolve: (row) => row.province.code }),
    nameId: t.string({ description: "In Indonesian.", resolve: (row) => row.province.nameId }),
    nameEn: t.string({ description: "In English.", resolve: (row) => row.province.nameEn }),
    audience: t.expose("audience", {
      type: AudienceEnum,
      description: "As whom you read numbers of people here.",
    }),
    reach: t.expose("reach", { type: Reach, description: "From applications to services." }),
    indicators: t.expose("indicators", { type: [Reading], description: "What was measured." }),
    hdi: t.expose("hdi", { type: Hdi, nullable: true, description: "Its newest index." }),
  }),
});
const ProvinceRow = builder.objectRef<Row>("ProvinceRow").implement({
  description: "A province beside the others.",
  interfaces: [ProvinceNumbers],
});
const ProvinceDashboard = builder
  .objectRef<Monitoring.ProvinceDashboard>("ProvinceDashboard")
  .implement({
    description: "One province in numbers, by regency.",
    interfaces: [ProvinceNumbers],
    fields: (t) => ({
      year: t.exposeInt("year", { description: "The year." }),
      demonstration: t.exposeBoolean("demonstration", {
        description: "True when applicants are generated.",
      }),
      regions: t.expose("regions", { type: [RegionReach], description: "By regency." }),
    }),
  });

type People = Monitoring.NationalDashboard["people"][number];
const PeopleTotal = builder.objectRef<People>("PeopleTotal").implement({
  description: "The sum of the provinces of an indicator that counts people.",
  fields: (t) => ({
    code: t.exposeString("code", { description: "Of the indicator." }),
    total: t.exposeInt("total", {
      nullable: true,
      description: "The sum; null where the number of a province is hidden.",
    }),
  }),
});
const NationalDashboard = builder
  .objectRef<Monitoring.NationalDashboard>("NationalDashboard")
  .implement({
    description: "The provinces beside each other.",
    fields: (t) => ({
      year: t.exposeInt("year", { description: "The year." }),
      demonstration: t.exposeBoolean("demonstration", {
        description: "True when applicants are generated.",
      }),
      reach: t.expose("reach", { type: Reach, description: "All provinces together." }),
      provinces: t.expose("provinces", { type: [ProvinceRow], description: "By code." }),
      people: t.expose("people", { type: [PeopleTotal], description: "Sums of people." }),
    }),
  });

const period = ({ year, editionId }: { year: number; editionId?: string | null }) => ({
  year,
  editionId: editionId ? localId("Edition", editionId) : null,
});
builder.queryFields((t) => ({
  provinceDashboard: t.field({
    type: ProvinceDashboard,
    nullable: true,
    description: "A province in numbers, by the editions of a year, or one of them.",
    args: {
      provinceCode: t.arg.string({ required: true }),
      year: t.arg.int({ required: true }),
      editionId: t.arg.id(),
    },
    resolve: (_root, { provinceCode, ...of }, context) =>
      query("provinceDashboard", context, () =>
        Monitoring.provinceDashboard(context.db, context.actor, { provinceCode, ...period(of) }),
      ),
  }),
  nationalDashboard: t.field({
    type: NationalDashboard,
    nullable: true,
    description: "All provinces in numbers, by the editions of a year, or one of them.",
    args: { year: t.arg.int({ required: true }), editionId: t.arg.id() },
    resolve: (_root, of, context) =>
      query("nationalDashboard", context, () =>
        Monitoring.nationalDashboard(context.db, context.actor, period(of)),
      ),
  }),
}));
