import type { AcceptanceState, AgreementState, InstitutionKind } from "../database/index.ts";

/** What the funnel needs to know of an institution under an agreement. */
export interface FunnelPlace {
  state: AcceptanceState;
  trainedOn: Date | null;
  dataEnteredOn: Date | null;
  connectedOn: Date | null;
  liveOn: Date | null;
  endedOn: Date | null;
  institution: { kind: InstitutionKind; provinceCode: string; regencyCode: string | null };
}

/** Institutions of one kind in one regency, by how far they have come. Each step counts those beyond. */
export interface FunnelRow {
  /** Of the regency, or of the province where no regency is known. */
  regionCode: string;
  kind: InstitutionKind;
  invited: number;
  agreed: number;
  trained: number;
  dataEntered: number;
  connected: number;
  /** Live today: not ended, under an agreement in force. */
  live: number;
  /** Not ended, but its agreement has expired and was not renewed. */
  lapsed: number;
}

/** Invited, agreed, trained, live: the funnel of an agreement by regency and kind of institution. */
export function serviceFunnel(
  places: readonly FunnelPlace[],
  agreement: AgreementState,
): FunnelRow[] {
  const groups = Map.groupBy(
    places,
    ({ institution }) =>
      `${institution.regencyCode ?? institution.provinceCode} ${institution.kind}`,
  );
  return [...groups].sort().map(([name, group]) => {
    const [regionCode = ""] = name.split(" ");
    const running = group.filter((place) => place.liveOn !== null && place.endedOn === null).length;
    const count = (test: (place: FunnelPlace) => boolean) => group.filter(test).length;
    return {
      regionCode,
      kind: group[0]?.institution.kind ?? "CLINIC",
      invited: group.length,
      agreed: count((place) => place.state === "ACCEPTED"),
      trained: count((place) => place.trainedOn !== null),
      dataEntered: count((place) => place.dataEnteredOn !== null),
      connected: count((place) => place.connectedOn !== null),
      live: agreement === "ACTIVE" ? running : 0,
      lapsed: agreement === "EXPIRED" ? running : 0,
    };
  });
}
