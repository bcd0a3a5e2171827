import { migrated } from "./migrate.ts";
import { runtime } from "./runtime.ts";

/** A function that serves: its new code comes after the migrations that it needs. */
export const defaults = {
  ...runtime,
  transform: {
    function: (_args: unknown, options: $util.CustomResourceOptions): undefined => {
      options.dependsOn = [migrated];
    },
  },
};
