import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Bundle, type BundleOptions, bundleHandler } from "./bundle.ts";
import { root } from "./platform.ts";

/** A bundle in a folder laid out as Lambda would find it. */
export interface Package extends Bundle {
  folder: string;
}

const folders: string[] = [];

/** Removes the folders of the packages that were made. */
export function removePackages(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export async function packageHandler(
  handler: string,
  options: BundleOptions & { copyFiles?: readonly string[] } = {},
): Promise<Package> {
  const folder = mkdtempSync(join(tmpdir(), "winner-function-"));
  folders.push(folder);
  for (const name of options.install ?? []) {
    const place = join(folder, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(root, "node_modules", name), place);
  }
  for (const path of options.copyFiles ?? [])
    cpSync(join(root, path), join(folder, path), { recursive: true });
  writeFileSync(join(folder, "start.mjs"), start);
  const bundle = await bundleHandler(handler, { ...options, outdir: folder });
  return { ...bundle, folder };
}

/** What a start was like; times in milliseconds, memory in MB. */
export interface Start {
  init: number;
  first: number;
  second: number;
  memory: number;
  result: any;
  output: string;
}

/** Plays Lambda: loads the bundle, hands it the event twice, and tells what came of it. */
const start = `
const began = performance.now();
globalThis.awslambda = {
  streamifyResponse: (handler) => async (event) => {
    const { Writable } = await import("node:stream");
    const parts = [];
    const stream = new Writable({ write: (part, _, done) => (parts.push(part), done()) });
    await handler(event, stream);
    return { ...stream.head, body: Buffer.concat(parts).toString("latin1") };
  },
  HttpResponseStream: { from: (stream, head) => Object.assign(stream, { head }) },
};
const { handler } = await import("./bundle.mjs");
const loaded = performance.now();
const event = JSON.parse(process.env.EVENT);
const context = { awsRequestId: "request-1", functionName: "test", getRemainingTimeInMillis: () => 20000 };
const result = await handler(event, context);
const done = performance.now();
await handler(event, context);
const again = performance.now();
process.send({
  init: loaded - began,
  first: done - loaded,
  second: again - done,
  memory: process.memoryUsage.rss() / 1e6,
  result,
}, () => process.exit(0));
`;

/** Runs a package in a fresh process, with nothing of this one's surroundings but what is given. */
export function run(
  { folder }: Package,
  event: unknown,
  environment: Record<string, string>,
): Promise<Start> {
  const child = spawn(process.execPath, ["start.mjs"], {
    cwd: folder,
    env: { EVENT: JSON.stringify(event), PATH: process.env.PATH ?? "", ...environment },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  child.stdout?.on("data", (part) => {
    output += part;
  });
  child.stderr?.on("data", (part) => {
    output += part;
  });
  return new Promise((resolve, reject) => {
    let told: Start | undefined;
    child.once("message", (message) => {
      told = message as Start;
    });
    child.once("close", (code) =>
      told
        ? resolve({ ...told, output })
        : reject(new Error(`ended with ${code}: ${output.slice(-3000)}`)),
    );
  });
}

/** What SST links to functions, for a database on this machine. */
export function linked(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const resource = (name: string, value: object) => [`SST_RESOURCE_${name}`, JSON.stringify(value)];
  const secret = (name: string, value: string) => resource(name, { value });
  return Object.fromEntries([
    resource("App", { name: "winner", stage: "test" }),
    resource("Database", {
      host: hostname,
      port: Number(port),
      username,
      password,
      database: pathname.slice(1),
    }),
    resource("Files", { name: "files" }),
    resource("Mail", { sender: "winner@example.invalid" }),
    resource("BillingChunks", { url: "http://127.0.0.1:9/chunks" }),
    secret("SessionSecret", Buffer.alloc(32, 1).toString("base64")),
    secret("LinkSecret", Buffer.alloc(32, 2).toString("base64")),
    secret("VaultKey", Buffer.alloc(32, 3).toString("base64")),
    secret("MidtransServerKey", "none"),
    secret("XenditToken", "none"),
    secret("XenditCallbackToken", "none"),
    secret("FirstAdministrator", "first@example.invalid"),
    ["AWS_REGION", "ap-southeast-3"],
    ["AWS_ACCESS_KEY_ID", "test"],
    ["AWS_SECRET_ACCESS_KEY", "test"],
    ["BASE_URL", "https://api.example.invalid"],
    ["DOWNLOAD_URL", "https://downloads.example.invalid"],
  ]);
}

/** An event of API Gateway (payload 2.0), as function URLs send it too. */
export const httpEvent = (method: string, path: string, body?: object, headers: object = {}) => ({
  version: "2.0",
  routeKey: "$default",
  rawPath: path.split("?")[0],
  rawQueryString: path.split("?")[1] ?? "",
  headers: { "content-type": "application/json", host: "api.example.invalid", ...headers },
  requestContext: {
    domainName: "api.example.invalid",
    requestId: "gateway-1",
    stage: "$default",
    http: { method, path, protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: "test" },
  },
  ...(body && { body: JSON.stringify(body) }),
  isBase64Encoded: false,
});
