import { bundling } from "./bundling.ts";
import { vpc } from "./network.ts";
import { production } from "./stage.ts";

/** What every function has in common. */
export const runtime = {
  runtime: "nodejs24.x",
  architecture: "arm64",
  vpc,
  nodejs: bundling(),
  memory: "1024 MB",
  timeout: "20 seconds",
  logging: { format: "json", retention: production ? "1 year" : "2 weeks" },
} as const;
