/** The same pages at 1, 10 and 100 times the seed: what a page costs Winner and PostgreSQL. */
import type { BenchDatabase } from "./database.ts";
import { familyTime, load, startPeer } from "./process.ts";
import { multiply } from "./scale.ts";

const pages = {
  applications: `{ applications(first: 20) { edges { node { registrationNumber title state team { name }
    province { nameEn } entries { stage { kind } outcome } } } } }`,
  "applications of a province": `{ applications(first: 20, provinceCode: "36", state: SUBMITTED) {
    edges { node { registrationNumber title } } } }`,
  institutions: "{ institutions(first: 20) { edges { node { name kind } } } }",
  agreements: "{ agreements(first: 20) { edges { node { state } } } }",
  "training events": "{ trainingEvents(first: 20) { edges { node { title heldOn } } } }",
  invoices: "{ invoices(first: 20) { edges { node { number total } } } }",
  audit: "{ auditEvents(first: 20) { edges { node { at actor action } } } }",
};
export type Page = keyof typeof pages;

/** By page, for each factor in turn: milliseconds until the answer (median), and of PostgreSQL's processor. */
export type Growth = Map<Page, { factor: number; p50: number; database: number }[]>;

export async function grow(bench: BenchDatabase, factors: readonly number[]): Promise<Growth> {
  const growth: Growth = new Map();
  let size = 1;
  for (const factor of factors) {
    if (factor > size) await multiply(bench.db, factor / size);
    size = factor;
    const peer = await startPeer("bench/servers/winner.ts", bench.url);
    try {
      for (const [page, query] of Object.entries(pages) as [Page, string][]) {
        const job = {
          port: peer.port,
          path: "/graphql",
          headers: { authorization: `Bearer ${bench.official.token}` },
          bodies: [JSON.stringify({ query })],
          connections: 1,
          amount: 100,
        };
        await load(job);
        const before = familyTime(bench.postgres);
        const { p50 } = await load({ ...job, amount: 200 });
        const database = (familyTime(bench.postgres) - before) / 200;
        growth.set(page, [...(growth.get(page) ?? []), { factor, p50, database }]);
      }
    } finally {
      await peer.stop();
    }
  }
  return growth;
}
