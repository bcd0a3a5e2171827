import { vpc } from "./network.ts";

/** What every function has in common. */
export const defaults = {
  runtime: "nodejs24.x",
  architecture: "arm64",
  vpc,
  memory: "1024 MB",
  timeout: "20 seconds",
  logging: { format: "json", retention: "1 year" },
} as const;
