import type { Database, InstitutionKind, Prisma } from "../../packages/core/src/database/index.ts";
import type { Actor } from "../../packages/core/src/identity/index.ts";
import { createInstitution } from "../../packages/core/src/institution/index.ts";
import { newId, now } from "../../packages/core/src/kernel/clock.ts";
import {
  addDays,
  type LocalDate,
  localDateAt,
  toColumn,
} from "../../packages/core/src/kernel/local-date.ts";

const seed: Actor = { kind: "SYSTEM", name: "seed" };

interface Partner {
  kind: InstitutionKind;
  name: string;
  provinceCode: string;
  regencyCode: string;
}

const generated = (kind: InstitutionKind, label: string, count: number): Partner[] =>
  Array.from({ length: count }, (_, index) => ({
    kind,
    name: `${label} Lebak ${String(index + 1).padStart(2, "0")} (data buatan)`,
    provinceCode: "36",
    regencyCode: "3602",
  }));
const kupang = { provinceCode: "53", regencyCode: "5371" };

/**
 * What became of the two known finalists: KlinikGo with 80 private clinics and 10 puskesmas in Lebak,
 * Alterra Academy with its three schools in Kupang. The numbers, the names of the schools and the
 * places are as published; names of clinics, letter numbers and days are generated.
 */
export async function seedServices(db: Database): Promise<void> {
  await seedGovernment(db);
  const today = localDateAt(await now(db), "Asia/Jakarta");
  const until = addDays(today, 730);
  const lebak = await seedAgreement(db, {
    team: "KlinikGo",
    kind: "KESEPAKATAN_BERSAMA",
    title: "Penerapan rekam medis elektronik di Kabupaten Lebak",
    provinceCode: "36",
    regencyCode: "3602",
    partner: { kind: "LOCAL_GOVERNMENT", name: "Pemerintah Kabupaten Lebak" },
    number: 1,
    until,
  });
  const clinics = await seedAgreement(db, {
    team: "KlinikGo",
    kind: "PKS",
    title: "Rekam medis elektronik KlinikGo dan integrasi SatuSehat",
    provinceCode: "36",
    regencyCode: "3602",
    parentId: lebak,
    partner: { kind: "AGENCY", name: "Dinas Kesehatan Kabupaten Lebak" },
    number: 2,
    until,
  });
  await seedPlaces(db, clinics, [
    ...generated("PUSKESMAS", "Puskesmas", 10),
    ...generated("CLINIC", "Klinik", 80),
  ]);
  const schools: Partner[] = [
    { kind: "UNIVERSITY", name: "Universitas Muhammadiyah Kupang", ...kupang },
    { kind: "SCHOOL", name: "Trinity Academy", ...kupang },
    { kind: "SCHOOL", name: "SMK 5 Kupang", ...kupang },
  ];
  for (const [index, school] of schools.entries()) {
    const id = await seedAgreement(db, {
      team: "Alterra Academy",
      kind: "MOU",
      title: `Kerja sama pelatihan dan magang dengan ${school.name}`,
      ...kupang,
      partner: { kind: "INSTITUTION", name: school.name },
      number: 3 + index,
      until,
    });
    await seedPlaces(db, id, [school]);
  }
}

/** The government of Lebak and its health office, which sign. */
async function seedGovernment(db: Database): Promise<void> {
  const place = { provinceCode: "36", regencyCode: "3602" };
  const { institution } = await createInstitution(db, seed, {
    kind: "LOCAL_GOVERNMENT",
    name: "Pemerintah Kabupaten Lebak",
    ...place,
  });
  await createInstitution(db, seed, {
    kind: "AGENCY",
    name: "Dinas Kesehatan Kabupaten Lebak",
    parentId: institution.id,
    ...place,
  });
}

async function seedAgreement(
  db: Database,
  input: {
    team: string;
    kind: "KESEPAKATAN_BERSAMA" | "PKS" | "MOU";
    title: string;
    provinceCode: string;
    regencyCode: string;
    parentId?: string;
    partner: { kind: "LOCAL_GOVERNMENT" | "AGENCY" | "INSTITUTION"; name: string };
    number: number;
    until: LocalDate;
  },
): Promise<string> {
  const { id: teamId } = await db.team.findFirstOrThrow({ where: { name: input.team } });
  const signedOn = toColumn("2023-07-17" as LocalDate);
  const party = (
    position: number,
    kind: Prisma.AgreementPartyCreateWithoutAgreementInput["kind"],
    name: string,
  ) => ({
    position,
    kind,
    name,
    letterNumber: `${String(input.number).padStart(3, "0")}/${input.kind}/VII/2023`,
    letterYear: 2023,
    signatoryName: "Pejabat Contoh (data buatan)",
    signatoryTitle: position === 0 ? "Direktur" : "Pimpinan",
    signatureMethod: "WET" as const,
    signedOn,
  });
  const { id } = await db.agreement.create({
    data: {
      teamId,
      signedOn,
      kind: input.kind,
      title: input.title,
      state: "ACTIVE",
      provinceCode: input.provinceCode,
      regencyCode: input.regencyCode,
      parentId: input.parentId ?? null,
      effectiveFrom: signedOn,
      effectiveTo: toColumn(input.until),
      dataProtectionAnnex: input.kind === "PKS",
      parties: {
        create: [
          party(0, "PROVIDER", input.team),
          party(1, input.partner.kind, input.partner.name),
        ],
      },
    },
  });
  return id;
}

/** Institutions that accepted; the further along the list, the later in their steps. */
async function seedPlaces(db: Database, agreementId: string, partners: readonly Partner[]) {
  const institutions = partners.map((partner) => ({ id: newId(), ...partner }));
  await db.institution.createMany({ data: institutions });
  const start = "2023-08-01" as LocalDate;
  const reached = (index: number, share: number, days: number) =>
    index < Math.ceil(partners.length * share) ? toColumn(addDays(start, days + index)) : null;
  await db.agreementInstitution.createMany({
    data: institutions.map(({ id }, index) => ({
      agreementId,
      institutionId: id,
      state: "ACCEPTED" as const,
      respondedAt: toColumn("2023-07-24" as LocalDate),
      trainedOn: reached(index, 0.9, 0),
      dataEnteredOn: reached(index, 0.8, 14),
      connectedOn: reached(index, 0.6, 28),
      liveOn: reached(index, 0.5, 42),
    })),
  });
}
