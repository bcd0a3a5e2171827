/**
 * Evaluates sst.config.ts as `sst deploy` would up to the point where AWS is called: with SST's own
 * components, bundled as SST bundles them, and Pulumi's mocks in the place of its engine. Takes jobs
 * on standard input as JSON and writes what each would make to the file that is its argument.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { awsAnswer, madeBy } from "./aws-mock.ts";
import { platform, root } from "./platform.ts";

/** A change of a file's text, to see whether the assertions notice. */
export interface Edit {
  file: string;
  from: string | RegExp;
  to: string;
}
export interface Job {
  stage: string;
  env?: Record<string, string>;
  edits?: readonly Edit[];
}
export interface Made {
  urn: string;
  type: string;
  name: string;
  inputs: Record<string, any>;
  outputs: Record<string, any>;
  dependsOn: string[];
  parent: string;
  retained: boolean;
  protected: boolean;
}
export interface Build {
  functionID: string;
  handler: string;
  links: Record<string, object>;
  runtime: string;
  copyFiles: { from: string; to: string }[];
  properties: { architecture: string; splitting?: boolean; install?: Record<string, string> };
}
export interface Evaluation {
  app: { name: string; home: string; removal: string; protect: boolean };
  resources: Made[];
  builds: Build[];
  outputs: Record<string, any>;
  warnings: string[];
  error?: string;
}

const require = createRequire(join(platform, "package.json"));
const pulumi = require("@pulumi/pulumi");
// The code of dynamic providers would be written out to run in the engine's process; here it never runs.
require("@pulumi/pulumi/runtime/closure/serializeClosure").serializeFunction = async () => ({
  text: "",
  containsSecrets: false,
});
const scratch = join(platform, `evaluation-${process.pid}`);
/** Stands for every function's bundle; what is in a real one is test/infra/bundle.test.ts's matter. */
const bundled = join(scratch, "bundle");
const work = join(scratch, "work");
for (const folder of [bundled, work]) mkdirSync(folder, { recursive: true });
writeFileSync(join(bundled, "bundle.mjs"), "export const handler = () => {};\n");

/** Gives edited texts in place of the files, and fails when a text to be changed is not there. */
const edited = (edits: readonly Edit[]): Plugin => ({
  name: "edited",
  setup({ onLoad }) {
    for (const file of new Set(edits.map((edit) => edit.file)))
      onLoad({ filter: new RegExp(`/${file.replaceAll(".", "\\.")}$`) }, () => {
        let contents = readFileSync(join(root, file), "utf8");
        for (const { from, to } of edits.filter((edit) => edit.file === file)) {
          const changed = contents.replace(from, to);
          if (changed === contents) throw new Error(`${file} has no ${from}`);
          contents = changed;
        }
        return { contents, loader: "ts" };
      });
  },
});

let counter = 0;
const nextFile = () => {
  counter += 1;
  return join(scratch, `${counter}.cjs`);
};

/** The configuration alone, of which app() is asked before any component is loaded. */
async function appOf(edits: readonly Edit[], stage: string) {
  const outfile = nextFile();
  await build({
    entryPoints: [join(root, "sst.config.ts")],
    bundle: true,
    external: ["./infra/*"],
    platform: "node",
    format: "cjs",
    banner: { js: "const $config = (config) => config;" },
    logLevel: "error",
    plugins: [edited(edits)],
    outfile,
  });
  return require(outfile).default.app({ stage });
}

async function bundle(edits: readonly Edit[]) {
  const outfile = nextFile();
  const from = (file: string) => JSON.stringify(join(platform, file));
  await build({
    stdin: {
      contents: `
        import * as aws from "@pulumi/aws";
        import * as sst from ${from("src/components/index.ts")};
        import { run } from ${from("src/auto/run.ts")};
        import config from ${JSON.stringify(join(root, "sst.config.ts"))};
        Object.assign(globalThis, { aws, sst });
        export { config, run };`,
      resolveDir: platform,
    },
    inject: [join(platform, "src/shim/run.js")],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "cjs",
    target: "node22",
    logLevel: "error",
    define: { "import.meta.url": '"file:///"' },
    plugins: [edited(edits)],
    outfile,
  });
  return require(outfile);
}

/** The CLI, which SST's components ask to find buckets and to bundle functions. */
async function startCli(builds: Build[]) {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { method, params } = JSON.parse(body);
    const answer = (result: unknown) => response.end(JSON.stringify({ result }));
    if (method === "Provider.Aws.Bootstrap") answer({ asset: "assets", state: "state" });
    else if (method === "Runtime.Build") {
      builds.push(params[0]);
      answer({ handler: "bundle.handler", out: bundled, errors: [], sourcemaps: [] });
    } else response.end(JSON.stringify({ error: `rpc: can't find method ${method}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  process.env.SST_SERVER = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return server;
}

async function evaluate({ stage, env = {}, edits = [] }: Job): Promise<Evaluation> {
  const before = { ...process.env };
  rejected = [];
  Object.assign(process.env, env);
  const result: Evaluation = {
    app: { name: "", home: "", removal: "", protect: false },
    resources: [],
    builds: [],
    outputs: {},
    warnings: [],
  };
  const server = await startCli(result.builds);
  try {
    const mocks = { newResource: madeBy, call: awsAnswer };
    await pulumi.runtime.setMocks(mocks, "winner", stage, false);
    record(result.resources);
    const globals: Record<string, unknown> = {
      $dev: false,
      $cli: {
        command: "deploy",
        rpc: process.env.SST_SERVER,
        paths: { home: scratch, root, work, platform },
        state: { version: {} },
      },
    };
    Object.assign(globalThis, globals);
    for (const name of [...secretNames(), "Unneeded"])
      process.env[`SST_SECRET_${name}`] = `${name}@example.invalid`;
    result.app = await appOf(edits, stage);
    Object.assign(globalThis, { $app: { ...result.app, stage } });
    const { config, run } = await bundle(edits);
    const outputs = await pulumi.runtime.runInPulumiStack(() => run(config.run));
    await settled();
    for (const [name, value] of Object.entries(outputs))
      result.outputs[name] = await pulumi.output(value).promise();
  } catch (error) {
    result.error = error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    server.close();
    process.env = before;
  }
  return result;
}

let registered = 0;
/** Errors of what goes on after run(). */
let rejected: unknown[] = [];
process.on("unhandledRejection", (error) => rejected.push(error));

/**
 * Registrations go on after run() has returned; they are over when nothing is under way and nothing
 * has come for a while. An error in one leaves others waiting for ever.
 */
async function settled() {
  let idle = false;
  let seen = -1;
  const until = performance.now() + 60_000;
  for (let quiet = 0; quiet < 3; ) {
    idle = false;
    void pulumi.runtime.waitForRPCs().then(() => {
      idle = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    quiet = idle && seen === registered ? quiet + 1 : 0;
    seen = registered;
    if (rejected.length > 0) throw rejected[0];
    if (performance.now() > until) throw new Error("some resources wait for ever");
  }
}

/** A value without the wrappers that mark secrets. */
function plain(value: any): any {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  if (pulumi.runtime.isRpcSecret(value)) return plain(pulumi.runtime.unwrapRpcSecret(value));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}

/** Keeps what the engine would be told of each resource, which the mocks leave out. */
function record(resources: Made[]) {
  const { MockMonitor } = require("@pulumi/pulumi/runtime/mocks");
  const { deserializeProperties } = require("@pulumi/pulumi/runtime/rpc");
  MockMonitor.prototype.original ??= MockMonitor.prototype.registerResource;
  const { original } = MockMonitor.prototype;
  MockMonitor.prototype.registerResource = function (request: any, callback: any) {
    registered += 1;
    return original.call(this, request, (error: unknown, response: any) => {
      if (response)
        resources.push({
          urn: response.getUrn(),
          type: request.getType(),
          name: request.getName(),
          inputs: plain(deserializeProperties(request.getObject())),
          outputs: { ...plain(deserializeProperties(response.getObject())), id: response.getId() },
          dependsOn: request.getDependenciesList(),
          parent: request.getParent(),
          retained: request.getRetainondelete(),
          protected: request.getProtect(),
        });
      callback(error, response);
    });
  };
}

/** The secrets that infra/secret.ts names; each gets a value. */
const secretNames = (): string[] =>
  [...readFileSync(join(root, "infra/secret.ts"), "utf8").matchAll(/sst\.Secret\("(\w+)"/g)].map(
    (match) => match[1] ?? "",
  );

if (process.argv[1] === import.meta.filename) {
  const jobs: Job[] = JSON.parse(readFileSync(0, "utf8"));
  const results: Evaluation[] = [];
  for (const job of jobs) {
    const start = performance.now();
    results.push(await evaluate(job));
    console.error(
      `${relative(root, scratch)} ${job.stage} ${Math.round(performance.now() - start)} ms`,
    );
  }
  writeFileSync(process.argv[2] ?? "", JSON.stringify(results));
  rmSync(scratch, { recursive: true, force: true });
  // Without the events of an end, at which Pulumi would warn of what a broken configuration left waiting.
  (process as unknown as { reallyExit(code: number): never }).reallyExit(0);
}
