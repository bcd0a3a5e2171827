import type { Prisma, Transaction } from "../database/index.ts";

type Place = Prisma.AgreementInstitutionGetPayload<object>;

/** What tells two places of one institution under one agreement apart, the weightiest first. */
const standingOf = (place: Place): readonly number[] => [
  Number(place.liveOn !== null && place.endedOn === null),
  [place.trainedOn, place.dataEnteredOn, place.connectedOn, place.liveOn, place.endedOn].filter(
    (day) => day !== null,
  ).length,
  place.respondedAt?.getTime() ?? 0,
  Number(place.state !== "INVITED"),
];

/** Whether a place has come further than another: it runs, has more steps, or was answered later. */
function isFurther(place: Place, than: Place): boolean {
  const other = standingOf(than);
  const differs = standingOf(place).findIndex((value, index) => value !== other[index]);
  return differs >= 0 && (standingOf(place)[differs] ?? 0) > (other[differs] ?? 0);
}

/**
 * Moves the places of an institution under agreements to the one that it turned out to be. Where both are
 * under the same agreement one place stays, the one that has come further, so that no service is lost
 * and none is counted twice. Gives how many the institution had.
 */
export async function movePlaces(tx: Transaction, id: string, intoId: string): Promise<number> {
  const places = await tx.agreementInstitution.findMany({
    where: { institutionId: { in: [id, intoId] } },
  });
  const own = places.filter((place) => place.institutionId === id);
  const kept = new Map(
    places
      .filter((place) => place.institutionId === intoId)
      .map((place) => [place.agreementId, place]),
  );
  const overtaken = own.flatMap((place) => {
    const other = kept.get(place.agreementId);
    if (!other) return [];
    const { agreementId, institutionId } = isFurther(place, other) ? other : place;
    return [{ agreementId, institutionId }];
  });
  await tx.agreementInstitution.deleteMany({ where: { OR: overtaken } });
  await tx.agreementInstitution.updateMany({
    where: { institutionId: id },
    data: { institutionId: intoId },
  });
  return own.length;
}
