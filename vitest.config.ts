import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { ownProcess } from "./test/support/own-process.ts";

/** Tests that share how they are run, but for `options`. */
const project = (
  options: NonNullable<TestProjectInlineConfiguration["test"]>,
): TestProjectInlineConfiguration => ({
  // graphql must not run as two copies: here too it is the build that Node itself loads.
  resolve: {
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve("graphql")) }],
  },
  test: {
    setupFiles: "test/support/properties.ts",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    ...options,
  },
});

export default defineConfig({
  test: {
    globalSetup: "test/support/template.ts",
    maxWorkers: 2,
    projects: [
      // Modules are loaded once for all of these files, not once for each: a quarter of the time.
      project({
        name: "shared",
        include: ["test/**/*.test.ts"],
        exclude: [...ownProcess],
        isolate: false,
      }),
      project({ name: "own process", include: [...ownProcess] }),
    ],
  },
});
