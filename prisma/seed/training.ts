import type { Database } from "../../packages/core/src/database/index.ts";
import { newId, newSecret, now } from "../../packages/core/src/kernel/clock.ts";
import {
  addDays,
  type LocalDate,
  localDateAt,
  startOfDay,
  toColumn,
} from "../../packages/core/src/kernel/local-date.ts";
import { certifiable } from "../../packages/core/src/training/index.ts";
import { seedBootcamp } from "./bootcamp.ts";

const day = (text: string): Date => toColumn(text as LocalDate);
const numbered = (label: string, index: number) =>
  `${label} ${String(index + 1).padStart(2, "0")} (data buatan)`;
const hour = 3_600_000;

/**
 * What the two known finalists give besides their service. That they train clinics and teachers, hold
 * bootcamps, arrange internships and are paid by schools is published; people, days, scores,
 * companies and prices are generated. The demo provider is a member of both teams.
 */
export async function seedTraining(db: Database): Promise<void> {
  const team = (name: string) => db.team.findFirstOrThrow({ where: { name } });
  const [klinikGo, alterra] = [await team("KlinikGo"), await team("Alterra Academy")];
  const provider = await db.user.findUniqueOrThrow({
    where: { email: "provider@demo.winner.id" },
  });
  await db.teamMember.createMany({
    data: [klinikGo, alterra].map(({ id }) => ({
      teamId: id,
      userId: provider.id,
      role: "LEADER" as const,
    })),
    skipDuplicates: true,
  });
  await seedClinicTrainings(db, klinikGo);
  const companies = ["53", "31", "35"].map((provinceCode, index) => ({
    id: newId(),
    kind: "COMPANY" as const,
    name: numbered("PT Mitra Kerja", index),
    provinceCode,
  }));
  await db.institution.createMany({ data: companies });
  const ids = companies.map((company) => company.id);
  await db.teamConsent.createMany({
    data: ids.map((institutionId) => ({
      institutionId,
      teamId: alterra.id,
      givenAt: day("2023-07-03"),
    })),
  });
  await seedBootcamp(db, { teamId: alterra.id, companyIds: ids, assessorId: provider.id });
  const school = await db.institution.findFirstOrThrow({ where: { name: "SMK 5 Kupang" } });
  await seedTeacherTraining(db, alterra, school.id);
  await seedInternships(db, alterra.id, school.id, ids[0] ?? "", provider.id);
  await seedSchoolServices(db, alterra.id, school.id);
}

interface Held {
  team: { id: string; name: string };
  kind: "SERVICE_TRAINING" | "TEACHER_SOFT_SKILLS";
  title: string;
  place: string;
  provinceCode: string;
  regencyCode: string;
  timeZone: string;
  agreementId: string | null;
  on: LocalDate;
  passMark: number | null;
  people: readonly { institutionId: string; name: string }[];
}

/** A training that was held: of seven people one stays away, of eleven one fails. */
async function seedHeld(db: Database, held: Held): Promise<void> {
  const { team, on, timeZone, people, passMark, kind, title, place } = held;
  const startsAt = new Date(startOfDay(on, timeZone).getTime() + 9 * hour);
  const event = await db.trainingEvent.create({
    data: {
      teamId: team.id,
      kind,
      title,
      mode: "ONSITE",
      place,
      provinceCode: held.provinceCode,
      regencyCode: held.regencyCode,
      startsAt,
      endsAt: new Date(startsAt.getTime() + 6 * hour),
      capacity: Math.max(people.length, 30),
      passMark,
      agreementId: held.agreementId,
    },
  });
  const participants = await db.trainingParticipant.createManyAndReturn({
    data: people.map((person, index) => {
      const attended = index % 7 !== 6;
      return {
        ...person,
        eventId: event.id,
        number: index + 1,
        state: "REGISTERED" as const,
        attended,
        preScore: attended ? 40 + ((index * 7) % 25) : null,
        postScore: attended ? (index % 11 === 10 ? 55 : 70 + ((index * 5) % 28)) : null,
      };
    }),
  });
  await db.trainingCertificate.createMany({
    data: participants
      .filter((participant) => certifiable(participant, passMark))
      .map(({ id, name }) => ({
        participantId: id,
        code: newSecret(15),
        name,
        title,
        issuer: team.name,
        heldOn: toColumn(on),
        issuedAt: new Date(startsAt.getTime() + 7 * hour),
      })),
  });
}

/** Two sessions for the clinics of Lebak, before their onboarding; and one to come, open to all. */
async function seedClinicTrainings(db: Database, team: { id: string; name: string }) {
  const agreement = await db.agreement.findFirstOrThrow({
    where: { teamId: team.id, kind: "PKS" },
    include: { institutions: { orderBy: { institutionId: "asc" } } },
  });
  const lebak = { provinceCode: "36", regencyCode: "3602", timeZone: "Asia/Jakarta" };
  const trained = agreement.institutions.filter((place) => place.trainedOn);
  const half = Math.ceil(trained.length / 2);
  const sessions = [
    [trained.slice(0, half), "2023-07-27"],
    [trained.slice(half), "2023-07-31"],
  ] as const;
  for (const [index, [places, on]] of sessions.entries())
    await seedHeld(db, {
      ...lebak,
      team,
      kind: "SERVICE_TRAINING",
      title: `Pelatihan rekam medis elektronik, sesi ${index + 1}`,
      place: "Rangkasbitung",
      agreementId: agreement.id,
      on: on as LocalDate,
      passMark: null,
      people: places.map(({ institutionId }, number) => ({
        institutionId,
        name: numbered("Petugas", number),
      })),
    });
  const soon = addDays(localDateAt(await now(db), lebak.timeZone), 14);
  const startsAt = new Date(startOfDay(soon, lebak.timeZone).getTime() + 9 * hour);
  await db.trainingEvent.create({
    data: {
      teamId: team.id,
      kind: "SERVICE_TRAINING",
      title: "Pelatihan rekam medis elektronik (peragaan)",
      mode: "ONLINE",
      provinceCode: lebak.provinceCode,
      startsAt,
      endsAt: new Date(startsAt.getTime() + 2 * hour),
      capacity: 20,
    },
  });
}

async function seedTeacherTraining(
  db: Database,
  team: { id: string; name: string },
  institutionId: string,
) {
  const place = await db.agreementInstitution.findFirst({ where: { institutionId } });
  await seedHeld(db, {
    team,
    kind: "TEACHER_SOFT_SKILLS",
    title: "Keterampilan lunak untuk guru",
    place: "SMK 5 Kupang",
    provinceCode: "53",
    regencyCode: "5371",
    timeZone: "Asia/Makassar",
    agreementId: place?.agreementId ?? null,
    on: "2023-09-16" as LocalDate,
    passMark: 60,
    people: Array.from({ length: 20 }, (_, index) => ({
      institutionId,
      name: numbered("Guru", index),
    })),
  });
}

/** Students of SMK 5 Kupang, two of them minors whose guardians consented, and one still to begin. */
async function seedInternships(
  db: Database,
  teamId: string,
  schoolId: string,
  hostId: string,
  authorId: string,
) {
  const births = ["2006-02-11", "2006-09-30", "2004-05-04", "2005-01-20"];
  const today = localDateAt(await now(db), "Asia/Makassar");
  for (const [index, bornOn] of births.entries()) {
    const student = await db.student.create({
      data: { teamId, schoolId, name: numbered("Siswa", index), bornOn: day(bornOn) },
    });
    const planned = index === births.length - 1;
    const internship = await db.internship.create({
      data: {
        studentId: student.id,
        hostId,
        supervisor: "Pembimbing (data buatan)",
        startsOn: planned ? toColumn(addDays(today, 30)) : day("2023-10-02"),
        endsOn: planned ? toColumn(addDays(today, 90)) : day("2023-12-22"),
        state: planned ? "PLANNED" : "COMPLETED",
        ...(index < 2 && { consentGuardian: "Wali (data buatan)", consentOn: day("2023-09-25") }),
      },
    });
    if (!planned)
      await db.logbookEntry.createMany({
        data: ["2023-10-06", "2023-11-10", "2023-12-15"].map((on) => ({
          internshipId: internship.id,
          on: day(on),
          text: "Laporan mingguan (data buatan).",
          authorId,
        })),
      });
  }
}

async function seedSchoolServices(db: Database, teamId: string, institutionId: string) {
  const catalogue = [
    ["Kelas industri (data buatan)", "siswa", 350_000n],
    ["Lokakarya guru (data buatan)", "hari", 2_500_000n],
  ] as const;
  const [, workshop] = await db.teamService.createManyAndReturn({
    data: catalogue.map(([name, unit, price]) => ({ teamId, name, unit, price })),
  });
  if (!workshop) return;
  await db.serviceOrder.create({
    data: {
      serviceId: workshop.id,
      institutionId,
      quantity: 2,
      unitPrice: workshop.price,
      state: "DELIVERED",
      orderedAt: day("2023-09-01"),
      deliveredOn: day("2023-09-16"),
      idempotencyKey: "seed-1",
    },
  });
}
