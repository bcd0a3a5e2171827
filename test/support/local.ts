import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@winner/core/database/embedded.ts";
import type { Database } from "@winner/core/database/index.ts";
import { afterAll, vi } from "vitest";

/** The local server on a database and a data folder of its own, at a free port. */
export async function startLocal(db: Database) {
  const folder = mkdtempSync(join(tmpdir(), "winner-data-"));
  vi.stubEnv("WINNER_DATA", folder);
  vi.spyOn(console, "log").mockImplementation(() => {});
  const { createLocalServer, createLocalServices } = await import(
    "@winner/functions/local/server.ts"
  );
  const port = await freePort();
  const server = createLocalServer(createLocalServices(db, port));
  await new Promise<void>((resolve) => server.listen(port, resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    folder,
    origin: `http://localhost:${port}`,
    /** The newest mail: its address, and a code if it has one. */
    lastMail: (): { to: string; code?: string } =>
      JSON.parse(
        readFileSync(join(folder, "outbox.jsonl"), "utf8").trim().split("\n").at(-1) ?? "",
      ),
  };
}

/** Runs a program to its end, and gives what it wrote and its exit code. `started` may speak to it. */
export async function run(
  command: readonly [string, ...string[]],
  env: Record<string, string>,
  started: (child: ChildProcess) => void = () => {},
): Promise<{ code: number | null; output: string }> {
  const [file, ...rest] = command;
  const child = spawn(file, rest, { env: { ...process.env, ...env } });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  started(child);
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  return { code, output };
}
