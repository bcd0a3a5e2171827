import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");
/** Where `sst install` puts the sources of its components and the Pulumi packages they use. */
export const platform = join(root, ".sst/platform");

/** The CLI's own executable, which the wrapper script would look for too. */
function sstBinary(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `sst-${system}-${process.arch}`;
  return join(root, "node_modules", name, "bin", process.platform === "win32" ? "sst.exe" : "sst");
}

/** Whether SST's components are there, whole, and of the version that package.json names. */
function installed(): boolean {
  const { version } = JSON.parse(readFileSync(join(root, "node_modules/sst/package.json"), "utf8"));
  const lock = join(root, ".sst/provider-lock.json");
  if (!existsSync(lock) || !existsSync(join(platform, "node_modules/@pulumi/aws"))) return false;
  return readFileSync(join(platform, "version"), "utf8").trim() === version;
}

/**
 * Runs `sst install` as a deployment does, when it has not been run yet: about a minute and 320 MB,
 * once. It needs the npm registry and nothing else: Pulumi's engine, which it would download from
 * elsewhere, deploys but does not evaluate, so a stand-in that tells its version is enough here.
 */
export function installPlatform(): void {
  if (installed()) return;
  const home = join(root, ".sst/evaluation-home");
  const pulumi = join(home, "sst/bin/pulumi");
  mkdirSync(dirname(pulumi), { recursive: true });
  writeFileSync(pulumi, "#!/bin/sh\necho v3.215.0\n");
  chmodSync(pulumi, 0o755);
  const registry = execFileSync("npm", ["config", "get", "registry"], {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const { status, stdout, stderr } = spawnSync(sstBinary(), ["install", "--stage", "test"], {
    cwd: root,
    encoding: "utf8",
    env: {
      ...process.env,
      XDG_CONFIG_HOME: home,
      SST_NO_BUN: "1",
      SST_TELEMETRY_DISABLED: "1",
      NPM_REGISTRY: registry.trim().replace(/\/$/, ""),
    },
  });
  if (status !== 0 || !installed()) throw new Error(`sst install failed:\n${stdout}${stderr}`);
}
