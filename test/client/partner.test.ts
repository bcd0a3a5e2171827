import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { freePort } from "@winner/core/database/embedded.ts";
import { openDatabase } from "@winner/core/database/index.ts";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { Json } from "../support/world.ts";

/** A partner's day against what `npm start` starts, on an empty database. */
const folder = mkdtempSync(join(tmpdir(), "winner-partner-"));
const name = `partner_${process.pid}`;
const admin = openDatabase(`${inject("serverUrl")}postgres`, 1);
let server: ChildProcess;
let origin = "";
let terminal = "";

beforeAll(async () => {
  await admin.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  const port = await freePort();
  origin = `http://localhost:${port}`;
  server = spawn(process.execPath, ["scripts/start.mjs"], {
    env: {
      ...process.env,
      PORT: String(port),
      WINNER_DATA: folder,
      DATABASE_URL: `${inject("serverUrl")}${name}`,
    },
  });
  for (const stream of [server.stdout, server.stderr])
    stream?.on("data", (text) => {
      terminal += text;
    });
  while (!terminal.includes("Ctrl-C stops")) {
    if (server.exitCode !== null) throw new Error(terminal);
    await setTimeout(100);
  }
}, 180_000);

afterAll(async () => {
  server.kill("SIGTERM");
  await new Promise((resolve) => server.once("exit", resolve));
  await admin.$executeRawUnsafe(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin.$disconnect();
});

/** Runs lines of a shell where the documentation's addresses are this server's; gives all that they print. */
async function shell(lines: string, answer?: (child: ChildProcess) => Promise<void>) {
  const here = lines
    .replaceAll("localhost:4000", new URL(origin).host)
    .replaceAll(".data/", `${folder}/`);
  const child = spawn("bash", ["-c", here], {
    env: { ...process.env, WINNER_URL: `${origin}/graphql` },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text) => {
      output += text;
    });
  const ended = new Promise((resolve) => child.once("close", resolve));
  await answer?.(child);
  await ended;
  return output;
}

/** Compares with an answer of the documentation, in which "…" stands for anything, at the end of a list for the rest. */
function agrees(shown: unknown, given: unknown): boolean {
  if (shown === "…") return given !== undefined;
  if (Array.isArray(shown)) {
    const rest = shown.at(-1) === "…";
    const said = rest ? shown.slice(0, -1) : shown;
    return (
      Array.isArray(given) &&
      (rest ? given.length > said.length : given.length === said.length) &&
      said.every((one, index) => agrees(one, given[index]))
    );
  }
  if (typeof shown === "object" && shown !== null) {
    const [said, got] = [shown as Json, (given ?? {}) as Json];
    return (
      Object.keys(said).length === Object.keys(got).length &&
      Object.keys(said).every((key) => agrees(said[key], got[key]))
    );
  }
  return shown === given;
}

const literally = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The same for text: a line "…" stands for any lines, within a line for anything. */
const pattern = (text: string) =>
  new RegExp(
    text
      .trim()
      .split("\n")
      .map((line) => (line === "…" ? "[\\s\\S]*" : line.split("…").map(literally).join(".*")))
      .join("\n"),
  );

const blocksOf = (file: string) =>
  [...readFileSync(file, "utf8").matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(
    ([, kind = "", body = ""]) => ({ kind, body }),
  );
const blocks = blocksOf("docs/partners.md");

test.each([
  ["README.md", 2],
  ["docs/partners.md", 13],
])("the commands of %s answer what it shows", async (file, count) => {
  const all = blocksOf(file);
  const commands = all.flatMap(({ kind, body }, index) => {
    const shown = all[index + 1];
    return kind === "sh" && shown ? [{ body, shown }] : [];
  });
  expect(commands.length).toBeGreaterThanOrEqual(count);
  const mark = "\u0001";
  const output = await shell(commands.map(({ body }) => body).join(`\nprintf '${mark}'\n`));
  const answers = output.split(mark);
  expect(answers).toHaveLength(commands.length);
  for (const [index, { body, shown }] of commands.entries()) {
    const given = answers[index] ?? "";
    if (shown.kind === "text") {
      expect(given, body).toMatch(pattern(shown.body));
      continue;
    }
    // What it cost is told beside each answer, and not shown each time.
    const { extensions, ...answer } = JSON.parse(given);
    if (!agrees(JSON.parse(shown.body), answer))
      expect(answer, body).toEqual(JSON.parse(shown.body));
  }
});

test("the first query that the terminal shows is answered", async () => {
  const [curl] = /curl -s [\s\S]*?'\n/.exec(terminal) ?? [];
  expect(await shell(curl ?? "")).toContain("KlinikGo");
  expect(terminal).not.toContain("Mail to");
});

test("a provider's program signs in by the code in the terminal, previews, and asks for one payment however often it runs", async () => {
  const run = async () => {
    const sent = terminal.length;
    return shell("npm run -s example:provider", async (child) => {
      let code: string | undefined;
      while (!code && child.exitCode === null) {
        await setTimeout(50);
        [, code] = /code for provider@demo.winner.id: (\d{6})/.exec(terminal.slice(sent)) ?? [];
      }
      child.stdin?.end(`${code}\n`);
    });
  };
  const shown = blocks.find(({ body }) => body.includes("TIER_RAISED"));
  const first = await run();
  expect(first).toMatch(pattern(shown?.body ?? "none"));
  const payment = (output: string) => /Pay Rp.*/.exec(output)?.[0];
  expect(payment(await run())).toBe(payment(first));
});

test("the receiver in the documentation is the example's", () => {
  const [receiver] = blocks.filter(({ body }) => body.includes("readWebhook"));
  const example = readFileSync("packages/client/example/webhook.ts", "utf8");
  for (const line of receiver?.body.trim().split("\n") ?? ["none"]) expect(example).toContain(line);
});
