import { createHash } from "node:crypto";
import type { Json, openApi } from "./world.ts";

type Api = ReturnType<typeof openApi>;
type Person = Awaited<ReturnType<Api["person"]>>;

/** What a team does with its agreements, as its people would by the API. */
export async function agreementsOf(api: Api, provider: Person, name = "KlinikGo") {
  const { team } = await api.run(
    provider,
    "createTeam",
    { name, kind: "SOCIAL_ENTERPRISE" },
    "team { id }",
  );
  return agreementsOfTeam(api, provider, team.id, name);
}

/** The same for a team that exists. */
export function agreementsOfTeam(api: Api, provider: Person, teamId: string, name: string) {
  let letters = 0;
  const nextLetter = () => {
    letters += 1;
    return `${letters}/X/2024`;
  };
  const party = (kind: string, party: string, letterNumber: string | null = nextLetter()) => ({
    kind,
    name: party,
    letterNumber,
    letterYear: 2024,
    signatoryName: "Nama",
    signatoryTitle: "Jabatan",
  });
  const draftOf = (changes: object = {}) => ({
    kind: "KESEPAKATAN_BERSAMA",
    title: "Rekam medis elektronik",
    teamId,
    provinceCode: "36",
    regencyCode: "3602",
    effectiveFrom: "2024-01-01",
    effectiveTo: "2025-12-31",
    parties: [party("PROVIDER", name), party("LOCAL_GOVERNMENT", "Kabupaten Lebak")],
    ...changes,
  });
  const create = (changes: object = {}, as = provider) =>
    api.run(
      as,
      "createAgreement",
      draftOf(changes),
      "agreement { id state version } warnings { code }",
    );
  const move = (id: string, to: string) =>
    api.run(provider, "moveAgreement", { id, to }, "agreement { state }");
  const sign = (id: string, position: number, signedOn = "2024-01-10", changes: object = {}) =>
    api.run(
      provider,
      "signAgreement",
      {
        id,
        position,
        method: "CERTIFIED_ELECTRONIC",
        provider: "BSrE",
        certificateSerial: "5A:0F:11",
        signedOn,
        ...changes,
      },
      "agreement { state }",
    );
  /** Sends a numbered draft to signing and has both parties sign it. */
  async function activate(id: string, signedOn?: string): Promise<void> {
    await move(id, "REVIEW");
    await move(id, "SIGNING");
    await sign(id, 0, signedOn);
    const { agreement } = await sign(id, 1, signedOn);
    if (agreement?.state !== "ACTIVE") throw new Error(`not active: ${agreement?.state}`);
  }
  async function active(changes: object = {}, signedOn?: string): Promise<string> {
    const made = await create(changes);
    if (!made.agreement) throw new Error(JSON.stringify(made));
    await activate(made.agreement.id, signedOn);
    return made.agreement.id;
  }
  return { teamId, party, create, move, sign, activate, active };
}

/** Puts an institution under an agreement and brings it, step by step on given days, to a live service. */
export async function bringAlive(
  api: Api,
  people: { provider: Person; officer: Person },
  agreementId: string,
  institutionId: string,
  days: readonly string[],
): Promise<void> {
  const { provider, officer } = people;
  await api.run(
    provider,
    "inviteInstitutions",
    { id: agreementId, institutionIds: [institutionId] },
    "invited",
  );
  const key = { agreementId, institutionId };
  await api.run(officer, "respondToAgreement", { ...key, accept: true }, "state");
  const steps = ["TRAINED", "DATA_ENTERED", "CONNECTED", "LIVE", "ENDED"];
  for (const [index, on] of days.entries()) {
    const step = { ...key, step: steps[index], on };
    const done = await api.run(provider, "recordOnboarding", step, "place { state }");
    if (!done.place) throw new Error(JSON.stringify(done));
  }
}

export const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
export const pdf = (text: string): Uint8Array => new TextEncoder().encode(`%PDF-1.7\n${text}`);

/** How a client sends files: announces, puts and confirms, with the mutations of a kind of file. */
export function filesBy(api: Api, request: string, confirmation: string, payload: string) {
  const announce = (as: Person, bytes: Uint8Array, input: object): Promise<Json> =>
    api.run(
      as,
      request,
      {
        name: "berkas.pdf",
        mediaType: "application/pdf",
        size: bytes.length,
        sha256: hash(bytes),
        ...input,
      },
      "fileId url headers { name value }",
    );
  const put = (upload: Json, bytes: Uint8Array): Promise<Response> =>
    api.folder.handle(
      new Request(upload.url, {
        method: "PUT",
        body: bytes as BodyInit,
        headers: upload.headers.map(({ name, value }: Json) => [name, value]),
      }),
    );
  const confirm = (as: Person, fileId: string) =>
    api.run(as, confirmation, { fileId }, `file { ${payload} }`);
  const send = async (as: Person, bytes: Uint8Array, input: object): Promise<Json> => {
    const upload = await announce(as, bytes, input);
    if (!upload.fileId) return upload;
    await put(upload, bytes);
    return confirm(as, upload.fileId);
  };
  return { announce, put, confirm, send };
}
