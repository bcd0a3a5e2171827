/** Winner, its peers and raw SQL on the same database, in turns: the same answers, and what each cost. */
import { deepStrictEqual } from "node:assert";
import type { BenchDatabase } from "./database.ts";
import { familyTime, load, processorTime, startPeer } from "./process.ts";
import {
  ask,
  normalise,
  type RequestName,
  requests,
  type ServerName,
  servers,
} from "./requests.ts";

/** The file of each server, and what it is told beside the database and the port. */
const files: Record<ServerName, [file: string, ...more: string[]]> = {
  winner: ["bench/servers/winner.ts"],
  postgraphile: ["bench/peers/postgraphile.mjs"],
  "postgraphile with rights": ["bench/peers/postgraphile.mjs", "rights"],
  mercurius: ["bench/peers/mercurius.mjs"],
  raw: ["bench/peers/raw.mjs"],
};
const connections = 8;

/** Of one request to one server: milliseconds of processor a request, of the server and of PostgreSQL. */
export interface Cost {
  cpu: number;
  database: number;
  perSecond: number;
  p50: number;
  p99: number;
}
export type Costs = Map<RequestName, Map<ServerName, Cost>>;

const middle = (values: number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/**
 * Each round starts each server anew, warms it and measures it alone; rounds take turns, so that what
 * else the machine does falls upon all. Of all rounds the middle one counts.
 */
export async function compare(
  bench: BenchDatabase,
  options: { rounds: number; amount: number; servers?: readonly ServerName[] },
): Promise<Costs> {
  const seen = new Map<string, Cost[]>();
  const answers = new Map<RequestName, unknown>();
  for (let round = 0; round < options.rounds; round += 1)
    for (const server of options.servers ?? servers) {
      const [file, ...more] = files[server];
      const peer = await startPeer(file, bench.url, more);
      try {
        for (const request of requests) {
          const { path, bodies } = ask(server, request, bench);
          const caller = request === "mutation" ? bench.founder : bench.asker;
          const headers: Record<string, string> = { authorization: `Bearer ${caller.token}` };
          const job = { port: peer.port, path, bodies, headers, connections };
          const amount = request === "mutation" ? options.amount / 2 : options.amount;
          const first = await load({ ...job, amount });
          for (const answer of first.answers.slice(0, 1)) {
            const value = normalise(server, request, JSON.parse(answer));
            deepStrictEqual(value, answers.get(request) ?? value, `${server} answers otherwise`);
            answers.set(request, value);
          }
          const before = [processorTime(peer.pid), familyTime(bench.postgres)] as const;
          const { p50, p99, perSecond } = await load({ ...job, amount });
          const cost = {
            cpu: (processorTime(peer.pid) - before[0]) / amount,
            database: (familyTime(bench.postgres) - before[1]) / amount,
            perSecond,
            p50,
            p99,
          };
          const key = `${request} ${server}`;
          seen.set(key, [...(seen.get(key) ?? []), cost]);
        }
      } finally {
        await peer.stop();
      }
    }
  return new Map(
    requests.map((request) => [
      request,
      new Map(
        (options.servers ?? servers).map((server) => {
          const all = seen.get(`${request} ${server}`) ?? [];
          const of = (pick: (cost: Cost) => number) => middle(all.map(pick));
          return [
            server,
            {
              cpu: of((one) => one.cpu),
              database: of((one) => one.database),
              perSecond: of((one) => one.perSecond),
              p50: of((one) => one.p50),
              p99: of((one) => one.p99),
            },
          ];
        }),
      ),
    ]),
  );
}
