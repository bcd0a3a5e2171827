/**
 * What a partner's program does: reads the impact per regency, page by page, and checks a document.
 *
 *     npm run example                 against `npm start`, with the demo partner's key
 *     npm run example -- CODE         also checks the document with this verification code
 */
import { readFileSync } from "node:fs";
// In a project of your own: from "@winner/client".
import {
  allNodes,
  type Client,
  createClient,
  ImpactDocument,
  RegionsDocument,
  VerifyDocumentDocument,
} from "../src/index.ts";

const client = createClient({
  url: process.env.WINNER_URL ?? "http://localhost:4000/graphql",
  token: process.env.WINNER_KEY ?? readFileSync(".data/partner.key", "utf8").trim(),
});

await printImpact(client, await regionNames(client));
const [code] = process.argv.slice(2);
if (code) await printDocument(client, code);

/** The names of provinces and regencies by their Kemendagri codes. */
async function regionNames(client: Client): Promise<Map<string, string>> {
  const { provinces } = await client.request(RegionsDocument);
  return new Map(
    provinces.flatMap(({ code, nameId, regencies }) => [
      [code, nameId],
      ...regencies.map(({ code, kind, name }): [string, string] => [
        code,
        `${kind === "CITY" ? "Kota" : "Kabupaten"} ${name}`,
      ]),
    ]),
  );
}

async function printImpact(client: Client, names: Map<string, string>): Promise<void> {
  const editions = allNodes(
    async (after) => (await client.request(ImpactDocument, { first: 2, after })).editions,
  );
  for await (const { nameEn, finalists } of editions) {
    console.log(`\n${nameEn}: ${finalists.length} finalists`);
    for (const { teamName, provinceCode, services } of finalists)
      for (const { title, funnel } of services) {
        console.log(`  ${teamName} (${names.get(provinceCode)}): ${title}`);
        for (const { regionCode, kind, agreed, trained, connected, live } of funnel)
          console.log(
            `    ${names.get(regionCode)}, ${kind}: ${agreed} agreed, ${trained} trained, ${connected} connected, ${live} live`,
          );
      }
  }
}

async function printDocument(client: Client, code: string): Promise<void> {
  const { verifyDocument } = await client.request(VerifyDocumentDocument, { code });
  if (!verifyDocument) return console.log(`\n${code}: no such document`);
  const { document, number, seller, issuedOn, total, state } = verifyDocument;
  const rupiah = BigInt(total).toLocaleString("id-ID");
  console.log(
    `\n${document} ${number} of ${seller}, ${issuedOn}: Rp${rupiah}, ${state ?? "final"}`,
  );
}
