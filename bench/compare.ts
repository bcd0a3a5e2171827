/** Winner, its peers and raw SQL on the same database, in turns: the same answers, and what each cost. */
import { deepStrictEqual } from "node:assert";
import { type BenchDatabase, leaveTeams } from "./database.ts";
import { familyTime, load, type Peer, processorTime, startPeer } from "./process.ts";
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
/** How often each is asked at first, so that none is still being compiled when it is measured. */
const warmUp = 4000;

/** Of one request to one server: milliseconds of processor a request, of the server and of PostgreSQL. */
interface Measured {
  cpu: number;
  database: number;
  perSecond: number;
  p50: number;
  p99: number;
}
export interface Cost extends Measured {
  /** Winner's part of the processor by this server's, and that of both with PostgreSQL. */
  ratio: number;
  ratioOfBoth: number;
}
export type Costs = Map<RequestName, Map<ServerName, Cost>>;

const middle = (values: number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/**
 * All servers run, each in a process of its own, and are asked one at a time in turns, so that what else the machine does
 * falls upon all: of the turns the middle one counts, also for ratios, each of which is of one turn.
 */
export async function compare(
  bench: BenchDatabase,
  { turns, amount }: { turns: number; amount: number },
): Promise<Costs> {
  const peers = new Map<ServerName, Peer>();
  try {
    for (const server of servers) {
      const [file, ...more] = files[server];
      peers.set(server, await startPeer(file, bench.url, more));
    }
    const costs: Costs = new Map();
    for (const request of requests)
      costs.set(request, await compareOne(bench, peers, request, { turns, amount }));
    return costs;
  } finally {
    for (const peer of peers.values()) await peer.stop();
  }
}

async function compareOne(
  bench: BenchDatabase,
  peers: ReadonlyMap<ServerName, Peer>,
  request: RequestName,
  { turns, amount }: { turns: number; amount: number },
): Promise<Map<ServerName, Cost>> {
  const caller = request === "mutation" ? bench.founder : bench.asker;
  const headers = { authorization: `Bearer ${caller.token}` };
  const jobs = [...peers].map(([server, { port, pid }]) => {
    const job = { port, ...ask(server, request, bench), headers, connections };
    return { server, pid, job, seen: [] as Measured[] };
  });
  let expected: unknown;
  for (const { server, job } of jobs) {
    const { answers } = await load({ ...job, amount: warmUp });
    const value = normalise(server, request, JSON.parse(answers[0] ?? ""));
    expected ??= value;
    deepStrictEqual(value, expected, `${server} answers otherwise`);
  }
  for (let turn = 0; turn < turns; turn += 1)
    for (const { pid, job, seen } of jobs) {
      await leaveTeams(bench.db, bench.founder);
      const before = [processorTime(pid), familyTime(bench.postgres)] as const;
      const { p50, p99, perSecond } = await load({ ...job, amount });
      const cpu = (processorTime(pid) - before[0]) / amount;
      const database = (familyTime(bench.postgres) - before[1]) / amount;
      seen.push({ cpu, database, perSecond, p50, p99 });
    }
  const own = jobs.find(({ server }) => server === "winner")?.seen ?? [];
  return new Map(jobs.map(({ server, seen }) => [server, costOf(seen, own)]));
}

function costOf(seen: readonly Measured[], own: readonly Measured[]): Cost {
  const of = (pick: (one: Measured, ownInThatTurn: Measured) => number) =>
    middle(seen.map((one, turn) => pick(one, own[turn] ?? one)));
  return {
    cpu: of((one) => one.cpu),
    database: of((one) => one.database),
    perSecond: of((one) => one.perSecond),
    p50: of((one) => one.p50),
    p99: of((one) => one.p99),
    ratio: of((one, winner) => winner.cpu / one.cpu),
    ratioOfBoth: of((one, winner) => (winner.cpu + winner.database) / (one.cpu + one.database)),
  };
}
