/**
 * Files that change what belongs to the whole process (its settings, its console) or start the local server, which
 * reads its settings once. Each is run in a process of its own; all others share theirs.
 */
export const ownProcess: readonly string[] = [
  "test/cloud/**/*.test.ts",
  "test/database/raw.test.ts",
  "test/local/**/*.test.ts",
  "test/conformance/http.test.ts",
  "test/identity/erasure-refusal.test.ts",
  "test/security/{abuse,limit-header,limit-time-request,output}.test.ts",
];
