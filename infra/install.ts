import core from "../packages/core/package.json" with { type: "json" };
import functions from "../packages/functions/package.json" with { type: "json" };

const versions: Record<string, string> = { ...core.dependencies, ...functions.dependencies };

/** Packages that are installed beside a bundle instead of in it, in the version that is tested. */
export const installed = (...names: string[]): Record<string, string> =>
  Object.fromEntries(
    names.map((name) => {
      const version = versions[name];
      if (!version) throw new Error(`${name} is no dependency`);
      return [name, version];
    }),
  );
