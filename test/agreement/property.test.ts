import * as Agreements from "@winner/core/agreement/index.ts";
import { type AcceptanceState, AgreementState } from "@winner/core/database/index.ts";
import type { Actor } from "@winner/core/identity/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import { DomainError } from "@winner/core/kernel/error.ts";
import type { LocalDate } from "@winner/core/kernel/local-date.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { freshDatabase, setClock } from "../support/world.ts";

const { db } = await freshDatabase();
const system: Actor = { kind: "SYSTEM", name: "test" };
const { id: teamId } = await db.team.create({
  data: { name: "KlinikGo", kind: "SOCIAL_ENTERPRISE" },
});
const day = (text: string) => text as LocalDate;
const from = day("2024-01-01");
const to = day("2024-06-30");
const during = "2024-01-15T03:00:00Z";
const after = "2024-07-15T03:00:00Z";

async function draft(): Promise<string> {
  const party = { signatoryName: "Nama", signatoryTitle: "Jabatan", letterYear: 2024 };
  const { agreement } = await Agreements.createAgreement(db, system, {
    kind: "MOU",
    title: "Rekam medis",
    teamId,
    provinceCode: "36",
    effectiveFrom: from,
    effectiveTo: to,
    dataProtectionAnnex: false,
    parties: [
      { ...party, kind: "PROVIDER", name: "KlinikGo", letterNumber: newId() },
      { ...party, kind: "COMPANY", name: "Perusahaan", letterNumber: newId() },
    ],
  });
  return agreement.id;
}
const sign = (id: string, position: number, signedOn: LocalDate) =>
  Agreements.signAgreement(db, system, { id, position, method: "WET", signedOn });
const stateOf = async (id: string) =>
  (await db.agreement.findUniqueOrThrow({ where: { id } })).state;
/** Whether something is done; false when it is refused, and any other failure is one of the test. */
const done = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    (error: unknown) => {
      if (error instanceof DomainError) return false;
      throw error;
    },
  );
/** Whether the database alone would let the agreement go to a state. Nothing stays of the try. */
async function databaseAllows(id: string, state: AgreementState): Promise<boolean> {
  const undo = new Error("undo");
  try {
    await db.$transaction(async (tx) => {
      await tx.agreement.update({ where: { id }, data: { state } });
      throw undo;
    });
  } catch (error) {
    return error === undo;
  }
  return false;
}

type Step =
  | "DRAFT"
  | "REVIEW"
  | "SIGNING"
  | "SIGN 0"
  | "SIGN 1"
  | "EXPIRED"
  | "TERMINATED"
  | "SUPERSEDED";
const steps: Step[] = [
  "DRAFT",
  "REVIEW",
  "SIGNING",
  "SIGN 0",
  "SIGN 1",
  "EXPIRED",
  "TERMINATED",
  "SUPERSEDED",
];

/** The machine as the documents tell it, written a second time. */
function next(state: AgreementState, signed: Set<number>, step: Step): AgreementState | undefined {
  if (step === state) return state;
  if (step === "SIGN 0" || step === "SIGN 1") {
    if (state !== "SIGNING") return undefined;
    signed.add(Number(step.slice(5)));
    return signed.size === 2 ? "ACTIVE" : "SIGNING";
  }
  if (step === "REVIEW") return state === "DRAFT" ? "REVIEW" : undefined;
  if (step === "DRAFT")
    return state === "REVIEW" || (state === "SIGNING" && signed.size === 0) ? "DRAFT" : undefined;
  if (step === "SIGNING") return state === "REVIEW" ? "SIGNING" : undefined;
  return state === "ACTIVE" ? step : undefined;
}

async function take(id: string, step: Step): Promise<boolean> {
  if (step === "SIGN 0" || step === "SIGN 1")
    return done(sign(id, Number(step.slice(5)), day("2024-01-10")));
  if (step === "TERMINATED" || step === "SUPERSEDED")
    return done(Agreements.endAgreement(db, system, { id, to: step, reason: "Alasan" }));
  if (step !== "EXPIRED") return done(Agreements.moveAgreement(db, system, { id, to: step }));
  await setClock(db, after);
  const { expired } = await Agreements.runAgreements(db);
  await setClock(db, during);
  return expired.includes(id);
}

test("on every path of moves code, database and documents agree, and a signed number never changes", async () => {
  await setClock(db, during);
  // Half of the paths begin well, so that they come far enough to go wrong late.
  const well: Step[] = ["REVIEW", "SIGNING", "SIGN 0", "SIGN 1"];
  const path = fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.array(fc.constantFrom(...steps), { maxLength: 7 }))
    .map(([good, random]) => [...well.slice(0, good), ...random]);
  const reached = new Set<AgreementState>();
  await fc.assert(
    fc.asyncProperty(path, async (moves) => {
      const id = await draft();
      let state: AgreementState = "DRAFT";
      const signed = new Set<number>();
      const numbers = new Map<number, string | null>();
      for (const step of moves) {
        const expected = next(state, signed, step);
        const taken = await take(id, step);
        // To stay where it is is done already, except that an ended one does not expire again.
        if (!(step === "EXPIRED" && state === "EXPIRED"))
          expect(taken, `${step} from ${state}`).toBe(expected !== undefined);
        state = expected ?? state;
        reached.add(state);
        expect(await stateOf(id)).toBe(state);
        for (const to of Object.values(AgreementState)) {
          const listed = Agreements.agreementMoves[state].includes(to);
          const complete = to !== "ACTIVE" || signed.size === 2;
          expect(await databaseAllows(id, to), `${state} to ${to} in the database`).toBe(
            to === state || (listed && complete),
          );
        }
        for (const position of [0, 1]) {
          const letterNumber = newId();
          const changed = await done(
            Agreements.setLetterNumber(db, system, {
              id,
              position,
              letterNumber,
              letterYear: 2024,
            }),
          );
          const open = ["DRAFT", "REVIEW", "SIGNING"].includes(state) && !signed.has(position);
          expect(changed).toBe(open);
          if (changed) numbers.set(position, letterNumber);
          if (signed.has(position))
            await expect(
              db.agreementParty.updateMany({
                where: { agreementId: id, position },
                data: { letterNumber },
              }),
            ).rejects.toThrow("frozen");
        }
        const parties = await db.agreementParty.findMany({ where: { agreementId: id } });
        for (const { position, letterNumber } of parties)
          if (numbers.has(position)) expect(letterNumber).toBe(numbers.get(position));
      }
    }),
    {
      numRuns: 11,
      examples: [
        [["REVIEW", "DRAFT"]],
        ...(["EXPIRED", "TERMINATED", "SUPERSEDED"] as const).map((end): [Step[]] => [
          [...well, end],
        ]),
      ],
    },
  );
  expect([...reached].sort()).toEqual(Object.values(AgreementState).sort());
});

const dates = [10, 11, 12, 13, 14].map((number) => new Date(`2024-01-${number}`));
const place = fc.record({
  state: fc.constantFrom<AcceptanceState>("INVITED", "ACCEPTED", "DECLINED"),
  steps: fc.integer({ min: 0, max: 5 }),
  invitedAgain: fc.boolean(),
});

test("through any chain of renewals each service is in exactly one agreement, with the days it had", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(place, { minLength: 1, maxLength: 8 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
      async (places, expiries) => {
        await setClock(db, during);
        let current = await draft();
        const started = day("2024-01-10");
        const activate = async (id: string, signedOn: LocalDate) => {
          for (const to of ["REVIEW", "SIGNING"] as const)
            await Agreements.moveAgreement(db, system, { id, to });
          await sign(id, 0, signedOn);
          await sign(id, 1, signedOn);
        };
        await activate(current, started);
        const rows = places.map(({ state, steps }) => {
          const reached = state === "ACCEPTED" ? steps : 0;
          const on = (step: number) => (reached >= step ? (dates[step - 1] ?? null) : null);
          const [trainedOn, dataEnteredOn, connectedOn] = [on(1), on(2), on(3)];
          const days = { trainedOn, dataEnteredOn, connectedOn, liveOn: on(4), endedOn: on(5) };
          return { institutionId: newId(), agreementId: current, state, ...days };
        });
        await db.institution.createMany({
          data: rows.map(({ institutionId }) => ({
            id: institutionId,
            kind: "CLINIC" as const,
            name: "Klinik",
            provinceCode: "36",
          })),
        });
        await db.agreementInstitution.createMany({ data: rows });
        const first = current;
        for (const expires of expiries) {
          const { effectiveTo } = await db.agreement.findUniqueOrThrow({ where: { id: current } });
          await setClock(db, new Date(effectiveTo.getTime() + 3 * 86_400_000).toISOString());
          if (expires) await Agreements.runAgreements(db);
          const successor = await Agreements.renewAgreement(db, system, { id: current });
          for (const position of [0, 1])
            await Agreements.setLetterNumber(db, system, {
              id: successor.id,
              position,
              letterNumber: newId(),
              letterYear: 2024,
            });
          const invited = rows
            .filter((_, index) => places[index]?.invitedAgain)
            .map(({ institutionId }) => institutionId);
          if (invited.length > 0)
            await Agreements.inviteInstitutions(db, system, {
              id: successor.id,
              institutionIds: invited,
            });
          await activate(successor.id, started);
          expect(await stateOf(current)).toBe(expires ? "EXPIRED" : "SUPERSEDED");
          current = successor.id;
        }
        for (const row of rows) {
          const { institutionId } = row;
          const now = await db.agreementInstitution.findMany({ where: { institutionId } });
          const reached = now.filter((one) => one.state === row.state && one.liveOn !== null);
          const goes = row.state !== "DECLINED" && row.endedOn === null;
          if (row.liveOn) expect(reached).toHaveLength(1);
          const kept = now.find((one) => one.agreementId === (goes ? current : first));
          expect(kept).toMatchObject({ ...row, agreementId: goes ? current : first });
          if (goes) expect(now).toHaveLength(1);
        }
      },
    ),
    { numRuns: 8 },
  );
});
