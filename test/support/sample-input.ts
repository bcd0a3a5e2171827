import { newId } from "@winner/core/kernel/clock.ts";
import {
  type GraphQLEnumType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";

/** The same value of an enum wherever its order in the schema changes. */
const firstByName = (type: GraphQLEnumType): string | undefined =>
  type
    .getValues()
    .map(({ name }) => name)
    .sort()[0];

/** Values that pass the checks of form, by the name of the field; others by their type. */
const byName: Readonly<Record<string, unknown>> = {
  bornOn: "2008-01-15",
  code: "CODE-1",
  days: 30,
  email: "orang@test.invalid",
  fakturNumber: "04002500000000001",
  from: "2030-01-01",
  issuedOn: "2026-01-15",
  issueCode: "HEALTH",
  letterYear: 2026,
  mapping: {
    delimiter: ";",
    skipLines: 0,
    date: "Tanggal",
    dateFormat: "DD/MM/YYYY",
    description: ["Keterangan"],
    decimal: ",",
    amount: { kind: "SIGNED", column: "Jumlah" },
  },
  mediaType: "application/pdf",
  key: "impact",
  max: "10",
  min: "0",
  month: "2026-01",
  number: "1234567890",
  numberPrefix: "ZZ",
  on: "2026-01-15",
  paidOn: "2026-01-15",
  questionKey: "proposal",
  receivedOn: "2026-01-15",
  serial: "0123456789012345678901",
  sha256: "0".repeat(64),
  step: "1",
  timeZone: "Asia/Jakarta",
  to: "2030-12-31",
  toYear: 2031,
  fromYear: 2027,
  targetYear: 2030,
  baselineYear: 2020,
  unit: "hari",
  url: "https://partner.example.com/hook",
  weight: "1",
  year: 2023,
};
const marks = { impact: { value: "50" }, novelty: { value: "50" }, reach: { value: "50" } };
const party = (kind: string, name: string) => ({
  kind,
  name,
  signatoryName: "Nama",
  signatoryTitle: "Jabatan",
});
/** What only one mutation wants, or wants otherwise. */
const byMutation: Readonly<Record<string, object>> = {
  changeMethod: { method: { judges: { kind: "MEAN" } } },
  createAgreement: {
    effectiveTo: "2031-12-31",
    parties: [party("PROVIDER", "Tim"), party("LOCAL_GOVERNMENT", "Kabupaten")],
  },
  stampAgreement: { kind: "ELEKTRONIK" },
  createSubscription: { scale: 10, sponsorBasisPoints: 5000 },
  setSponsor: { sponsorBasisPoints: 5000 },
  planBatch: { mode: "ONLINE", endsOn: "2030-03-01" },
  createCoupon: { basisPoints: 1000 },
  moveInternship: { to: "CANCELLED", reason: "Sakit" },
  planTrainingEvent: { mode: "ONLINE", endsAt: "2030-01-01T03:00:00Z" },
  changeTrainingEvent: { mode: "ONLINE", endsAt: "2030-01-01T03:00:00Z" },
  saveInstitutionContact: { email: "orang@test.invalid" },
  saveScoresheet: { marks },
  scheduleSession: { endsAt: "2030-01-01T01:00:00Z" },
  setCalibration: { expected: { impact: "50", novelty: "50", reach: "50" } },
  setIdentityNumber: { kind: "NIB", value: "1234567890123" },
  setTaxProfile: { taxNumber: "0013121660091000" },
  signAgreement: { provider: "BSrE", certificateSerial: "5A0F11" },
  submitScoresheet: { marks },
};
/** Texts that, like ids, name something of a tenant. */
const given = ["provinceCode", "regencyCode"];
const byType: Readonly<Record<string, unknown>> = {
  Int: 1,
  Float: 0.5,
  Boolean: true,
  LocalDate: "2030-01-01",
  DateTime: "2030-01-01T00:00:00Z",
  JSON: [],
  Rupiah: "1000",
  String: "Contoh yang cukup panjang",
  TimeZone: "Asia/Jakarta",
};

/** An input of a mutation that is well formed. */
export const sampleOf = (
  mutation: string,
  type: GraphQLInputType,
  id: (path: string) => unknown,
): object => ({ ...(sampleInput(type, id) as object), ...byMutation[mutation] });

/**
 * An input of a type that is well formed, with every id in it: `id` gives the one at a path ("id",
 * "sheets.judgeId"), and undefined leaves out what may be left out.
 */
function sampleInput(type: GraphQLInputType, id: (path: string) => unknown, path = ""): unknown {
  if (isNonNullType(type)) return sampleInput(type.ofType, id, path);
  if (isListType(type)) return [sampleInput(type.ofType, id, path)];
  if (isEnumType(type)) return firstByName(type);
  const name = path.split(".").at(-1) ?? "";
  if (isInputObjectType(type)) {
    const entries = Object.values(type.getFields()).map((field) => {
      const inner = path ? `${path}.${field.name}` : field.name;
      const named = isNonNullType(field.type) ? field.type.ofType : field.type;
      const wanted = isNonNullType(field.type) || /\bID\b/.test(String(named));
      return [field.name, wanted ? sampleInput(field.type, id, inner) : undefined];
    });
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
  if (type.name === "ID" || given.includes(name)) return id(path);
  if (name === "idempotencyKey") return newId();
  return byName[name] ?? byType[type.name];
}
