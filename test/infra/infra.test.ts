import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { evaluateAll } from "./deployment.ts";
import type { Evaluation, Job } from "./evaluate.ts";
import { mutants } from "./mutants.ts";
import { root } from "./platform.ts";
import { faultsOf } from "./rules.ts";

/** What sst.config.ts makes, evaluated with SST's own components (see evaluate.ts). */
const env = {
  WINNER_API_DOMAIN: "api.example.invalid",
  WINNER_CDN_DOMAIN: "cdn.example.invalid",
  WINNER_ALARM_EMAIL: "operations@example.invalid",
  WINNER_TRACES_ENDPOINT: "https://traces.example.invalid",
  WINNER_ORIGINS: "https://app.example.invalid,https://partner.example.invalid",
};
const stages: Job[] = [{ stage: "dev" }, { stage: "production", env }];
let evaluations: Evaluation[] = [];

beforeAll(async () => {
  evaluations = await evaluateAll([
    ...stages,
    ...mutants.map(({ stage = "production", edits }) => ({ stage, env, edits })),
  ]);
}, 900_000); // SST's components are installed once, which takes a minute or two

describe.each(stages.map(({ stage }, index) => [stage, index] as const))(
  "stage %s",
  (stage, index) => {
    test("keeps every rule", async () => {
      const evaluation = evaluations[index];
      expect(evaluation?.error).toBeUndefined();
      expect(evaluation && (await faultsOf(stage, evaluation))).toEqual([]);
    });
  },
);

test("infra/ agrees with the types of SST's components", () => {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = spawnSync(process.execPath, [tsc, "--noEmit", "-p", "infra/tsconfig.json"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64e6,
  });
  // SST's own sources are written for other settings of the compiler, and are not ours to mend.
  const ours = stdout.split("\n").filter((line) => /^(infra|sst\.config)/.test(line));
  expect(ours).toEqual([]);
  expect(stdout, "the compiler did not get as far as SST's sources").toContain(".sst/platform/");
}, 120_000);

test("a custom domain and its certificate are made when they are set, and not otherwise", () => {
  const domains = evaluations.slice(0, 2).map(({ resources }) => ({
    api: resources.filter(({ type }) => type === "aws:apigatewayv2/domainName:DomainName").length,
    names: resources
      .filter(({ type }) => type === "aws:cloudfront/distribution:Distribution")
      .flatMap(({ inputs }) => inputs.aliases),
  }));
  expect(domains).toEqual([
    { api: 0, names: [] },
    { api: 1, names: ["cdn.example.invalid"] },
  ]);
  expect(evaluations[1]?.outputs.url).toBe("https://api.example.invalid");
});

describe("breaks that the rules notice", () => {
  test.each(mutants.map((mutant, index) => [mutant.name, mutant, index] as const))(
    "%s",
    async (_name, { stage = "production", fault }, index) => {
      const evaluation = evaluations[stages.length + index];
      const faults = evaluation ? await faultsOf(stage, evaluation) : [];
      expect(faults).toContainEqual(expect.stringMatching(fault));
    },
  );
});

test("every function traces where a collector is set, and none otherwise", () => {
  const settings = evaluations.slice(0, 2).map(({ resources }) => {
    const functions = resources.filter(({ type }) => type === "aws:lambda/function:Function");
    expect(functions.length).toBeGreaterThan(12);
    return new Set(
      functions.map(
        ({ inputs }) => inputs.environment.variables.OTEL_EXPORTER_OTLP_ENDPOINT ?? "none",
      ),
    );
  });
  expect(settings).toEqual([new Set(["none"]), new Set(["https://traces.example.invalid"])]);
});
