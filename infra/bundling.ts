import core from "../packages/core/package.json" with { type: "json" };
import functions from "../packages/functions/package.json" with { type: "json" };

const versions: Record<string, string> = { ...core.dependencies, ...functions.dependencies };

/**
 * How the code of a function is bundled: what it loads only when it is needed, as the client of a gateway, is a file of
 * its own, which no start reads. `beside` are packages that are installed beside the bundle instead of in it, in the
 * version that is tested.
 */
export const bundling = (...beside: string[]) => ({
  splitting: true,
  install: Object.fromEntries(
    beside.map((name) => {
      const version = versions[name];
      if (!version) throw new Error(`${name} is no dependency`);
      return [name, version];
    }),
  ),
});
