import type { Database } from "../../packages/core/src/database/index.ts";
import type { Actor } from "../../packages/core/src/identity/index.ts";
import { consentToTeam } from "../../packages/core/src/institution/index.ts";
import { fromColumn, type LocalDate } from "../../packages/core/src/kernel/local-date.ts";
import {
  createCoupon,
  createPlan,
  createProduct,
  createProvider,
  createSubscription,
  type PlanInput,
  setBankAccount,
  setBillingProfile,
  setTaxProfile,
} from "../../packages/core/src/subscription/index.ts";

const seed: Actor = { kind: "SYSTEM", name: "seed" };
const day = (text: string) => text as LocalDate;
const opened = day("2023-08-01");

/**
 * The two known finalists as providers, and a subscription of every institution that is live with them.
 * KlinikGo's prices are as published (Rp300,000 to 600,000 a month by the clinic's scale); the limits of
 * its tiers, Alterra Academy's prices, addresses, numbers and accounts are generated.
 */
export async function seedSubscriptions(db: Database): Promise<void> {
  const klinikGo = await seedProvider(db, {
    team: "KlinikGo",
    numberPrefix: "KG",
    address: "Jl. Contoh No. 1, Jakarta (data buatan)",
    taxableFrom: day("2024-01-01"),
    account: ["BCA", "8000000001"],
    product: ["RME", "Rekam medis elektronik KlinikGo"],
    plan: {
      name: "Bulanan menurut kunjungan",
      measure: "VISITS_PER_MONTH",
      tiers: [
        { name: "Kecil", upTo: 500, price: 300_000n },
        { name: "Sedang", upTo: 1500, price: 450_000n },
        { name: "Besar", price: 600_000n },
      ],
    },
  });
  const alterra = await seedProvider(db, {
    team: "Alterra Academy",
    numberPrefix: "AA",
    address: "Jl. Contoh No. 2, Malang (data buatan)",
    account: ["Mandiri", "1440000000002"],
    product: ["KELAS", "Layanan kelas pemrograman untuk sekolah"],
    plan: {
      name: "Bulanan menurut siswa (harga buatan)",
      measure: "STUDENTS",
      tiers: [
        { name: "Sampai 100 siswa", upTo: 100, price: 1_000_000n },
        { name: "Di atas 100 siswa", price: 1_750_000n },
      ],
    },
  });
  await createCoupon(db, seed, {
    providerId: klinikGo.providerId,
    code: "PERDANA",
    basisPoints: 5000,
    periods: 3,
    validFrom: opened,
    maxRedemptions: 20,
  });
  await seedLebak(db, klinikGo);
  for (const [index, { institutionId, liveOn }] of (
    await liveUnder(db, "Alterra Academy")
  ).entries())
    await createSubscription(db, seed, {
      institutionId,
      planId: alterra.planId,
      startsOn: fromColumn(liveOn),
      anchorDay: 15,
      trialDays: 0,
      scale: 60 + 60 * index,
      idempotencyKey: `seed:${institutionId}`,
    });
}

/** The live institutions of Lebak: the regency pays most of the puskesmas' share, some begin with a trial or a coupon. */
async function seedLebak(
  db: Database,
  { providerId, planId }: { providerId: string; planId: string },
): Promise<void> {
  const place = { provinceCode: "36", regencyCode: "3602" };
  const regency = {
    ...place,
    kind: "LOCAL_GOVERNMENT",
    name: "Pemerintah Kabupaten Lebak",
  } as const;
  const sponsor =
    (await db.institution.findFirst({ where: regency })) ??
    (await db.institution.create({ data: regency }));
  await setBillingProfile(db, seed, {
    institutionId: sponsor.id,
    legalName: "Dinas Kesehatan Kabupaten Lebak",
    address: "Rangkasbitung, Lebak, Banten (data buatan)",
    email: "dinkes@contoh.winner.id",
    withholds: false,
  });
  const { teamId } = await db.provider.findUniqueOrThrow({ where: { id: providerId } });
  const demo = await db.institution.findFirst({
    where: { memberships: { some: { user: { email: "institution@demo.winner.id" } } } },
  });
  // Neither is under an agreement as a customer: the regency said that it pays, the clinic asked for the service.
  for (const institutionId of [sponsor.id, ...(demo ? [demo.id] : [])])
    await consentToTeam(db, seed, { institutionId, teamId });
  const live = await liveUnder(db, "KlinikGo");
  const all = [
    ...live.map(({ institutionId, liveOn, institution }) => ({
      institutionId,
      startsOn: fromColumn(liveOn),
      sponsored: institution.kind === "PUSKESMAS",
    })),
    ...(demo ? [{ institutionId: demo.id, startsOn: day("2024-02-12"), sponsored: false }] : []),
  ];
  for (const [index, { institutionId, startsOn, sponsored }] of all.entries())
    await createSubscription(db, seed, {
      institutionId,
      planId,
      startsOn,
      anchorDay: index % 3 === 0 ? Number(startsOn.slice(8)) : 1,
      trialDays: index % 10 === 4 ? 14 : 0,
      scale: 150 + ((index * 371) % 2400),
      couponCode: index % 8 === 5 ? "PERDANA" : null,
      ...(sponsored && { sponsorId: sponsor.id, sponsorBasisPoints: 7000 }),
      idempotencyKey: `seed:${institutionId}`,
    });
  await db.membership.updateMany({
    where: { role: "PROVIDER", user: { email: "provider@demo.winner.id" } },
    data: { providerId },
  });
}

async function seedProvider(
  db: Database,
  input: {
    team: string;
    numberPrefix: string;
    address: string;
    /** None: it never charges PPN. */
    taxableFrom?: LocalDate;
    account: readonly [bank: string, number: string];
    product: readonly [code: string, name: string];
    plan: Pick<PlanInput, "name" | "measure" | "tiers">;
  },
): Promise<{ providerId: string; planId: string }> {
  const { team, numberPrefix, address, taxableFrom } = input;
  const { id: teamId } = await db.team.findFirstOrThrow({ where: { name: team } });
  const { id: providerId } = await createProvider(db, seed, {
    teamId,
    numberPrefix,
    address,
    name: team,
    email: `tagihan.${numberPrefix.toLowerCase()}@contoh.winner.id`,
    graceHours: 0,
    termDays: 14,
    maxPeriodsPerRun: 12,
  });
  await setTaxProfile(db, seed, { providerId, validFrom: opened, taxable: false });
  if (taxableFrom)
    await setTaxProfile(db, seed, {
      providerId,
      validFrom: taxableFrom,
      taxable: true,
      taxNumber: "0013121660091000",
    });
  const [bank, number] = input.account;
  await setBankAccount(db, seed, { providerId, bank, number, holder: team, active: true });
  const [code, name] = input.product;
  const { id: productId } = await createProduct(db, seed, { providerId, code, name });
  const plan = await createPlan(db, seed, {
    ...input.plan,
    productId,
    intervalMonths: 1,
    validFrom: opened,
  });
  return { providerId, planId: plan.id };
}

/** The institutions that are live under a team's agreements, since when, in the order of their ids. */
async function liveUnder(db: Database, team: string) {
  const places = await db.agreementInstitution.findMany({
    where: { agreement: { team: { name: team } }, liveOn: { not: null }, endedOn: null },
    include: { institution: true },
    orderBy: { institutionId: "asc" },
  });
  return places.flatMap((place) => (place.liveOn ? [{ ...place, liveOn: place.liveOn }] : []));
}
