/**
 * The load, in a process of its own: takes a job as JSON on its command line, asks over kept connections,
 * each one request after the other, and prints what it saw.
 */
import { Agent, request } from "node:http";

export interface Job {
  port: number;
  path: string;
  headers: Record<string, string>;
  /** Asked in turns; @n becomes a number never used before, @id the id in the last answer. */
  bodies: string[];
  connections: number;
  amount: number;
}
/** Milliseconds, requests a second, and one answer to each body. */
export interface Seen {
  p50: number;
  p99: number;
  perSecond: number;
  answers: string[];
}

const job: Job = JSON.parse(process.argv[2] ?? "");
const agent = new Agent({ keepAlive: true, maxSockets: job.connections });
let left = job.amount;
const stamp = `${Date.now()}${process.pid}`;
const times: number[] = [];
const answers: string[] = [];

function post(body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...job.headers,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    const { port, path } = job;
    const sent = request(
      { agent, host: "127.0.0.1", port, path, method: "POST", headers },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () => {
          const text = Buffer.concat(parts).toString();
          if (answer.statusCode === 200 && !text.includes('"errors"')) resolve(text);
          else reject(new Error(`${answer.statusCode} ${text.slice(0, 500)}`));
        });
      },
    );
    sent.on("error", reject).end(body);
  });
}

async function connection(): Promise<void> {
  let id = "";
  for (let turn = 0; left > 0; turn = (turn + 1) % job.bodies.length) {
    left -= 1;
    const body = (job.bodies[turn] ?? "").replaceAll("@n", `${stamp}${left}`).replaceAll("@id", id);
    const start = performance.now();
    const answer = await post(body);
    times.push(performance.now() - start);
    id = /"(?:id|rowId)"\s*:\s*"([^"]+)"/.exec(answer)?.[1] ?? id;
    answers[turn] ??= answer;
  }
}

const start = performance.now();
await Promise.all(Array.from({ length: job.connections }, connection));
const seconds = (performance.now() - start) / 1000;
times.sort((a, b) => a - b);
const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
const seen: Seen = { p50: at(0.5), p99: at(0.99), perSecond: times.length / seconds, answers };
console.log(JSON.stringify(seen));
agent.destroy();
