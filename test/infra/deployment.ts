import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Evaluation, Job } from "./evaluate.ts";
import { installPlatform, root } from "./platform.ts";

/** Evaluates jobs in a process of their own, since SST's components keep to globals. */
export async function evaluateAll(jobs: readonly Job[]): Promise<Evaluation[]> {
  installPlatform();
  const file = join(mkdtempSync(join(tmpdir(), "winner-infra-")), "result.json");
  const child = spawn(process.execPath, ["test/infra/evaluate.ts", file], { cwd: root });
  let log = "";
  child.stdout.on("data", (part) => (log += part));
  child.stderr.on("data", (part) => (log += part));
  child.stdin.end(JSON.stringify(jobs));
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`the evaluation ended with ${code}:\n${log}`);
  const result = JSON.parse(readFileSync(file, "utf8"));
  rmSync(dirname(file), { recursive: true });
  return result;
}
