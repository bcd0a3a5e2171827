/** Processes of the bench: a server on a free port, the load upon it, and what each took of the processor. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { freePort } from "@winner/core/database/embedded.ts";
import type { Job, Seen } from "./load.ts";

const run = promisify(execFile);

export interface Peer {
  port: number;
  pid: number;
  stop(): Promise<void>;
}

/** Starts a server that prints "ready" once it listens on the port it is given. */
export async function startPeer(
  file: string,
  databaseUrl: string,
  more: string[] = [],
): Promise<Peer> {
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, [file, databaseUrl, String(port), ...more], {
    env: { ...process.env, NODE_ENV: "production", GRAPHILE_ENV: "production" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  await new Promise<void>((resolve, reject) => {
    const hear = (text: Buffer) => {
      said += text;
      if (/^ready$/m.test(said)) resolve();
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("exit", () => reject(new Error(`${file} did not start: ${said.slice(-2000)}`)));
  });
  return {
    port,
    pid: child.pid ?? 0,
    stop: async () => {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** Puts a job upon a server, from a process of its own. */
export async function load(job: Job): Promise<Seen> {
  const { stdout } = await run(process.execPath, ["bench/load.ts", JSON.stringify(job)]);
  return JSON.parse(stdout);
}

const ticks = 100; // a second, on every Linux
function stat(pid: number | string): number[] {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
}

/** Processor milliseconds that a process has used, in user and in system. */
export function processorTime(pid: number): number {
  const fields = stat(pid);
  return (((fields[11] ?? 0) + (fields[12] ?? 0)) * 1000) / ticks;
}

/** The same of a process and all its children, also those that ended: PostgreSQL with its sessions. */
export function familyTime(pid: number): number {
  const own = stat(pid);
  let total = processorTime(pid) + (((own[13] ?? 0) + (own[14] ?? 0)) * 1000) / ticks;
  for (const name of readdirSync("/proc").filter((one) => /^\d+$/.test(one)))
    try {
      if (stat(name)[1] === pid) total += processorTime(Number(name));
    } catch {
      // It ended meanwhile, and is in its parent's count of the ended.
    }
  return total;
}
