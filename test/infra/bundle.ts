import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { root } from "./platform.ts";

export interface BundleOptions {
  install?: readonly string[];
  outfile?: string;
  /** Only to compare: replaces a word of Prisma's generated client, as another setting would. */
  swap?: { from: string; to: string };
}

export interface Bundle {
  /** Bytes of the one file of code. */
  size: number;
  /** Files that are in it, relative to the root. */
  inputs: string[];
  metafile: Metafile;
}

/**
 * Bundles a handler (`path/file.name`) as SST does for Lambda: one ES module for Node, minified,
 * without the packages that are installed beside it.
 */
export async function bundleHandler(handler: string, options: BundleOptions = {}): Promise<Bundle> {
  const entry = `${handler.slice(0, handler.lastIndexOf("."))}.ts`;
  const outfile = options.outfile ?? join(root, ".sst/bundle.mjs");
  const { metafile } = await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: "node",
    format: "esm",
    target: "esnext",
    mainFields: ["module", "main"],
    external: ["sharp", "pg-native", ...(options.install ?? [])],
    banner: {
      js: [
        `import { createRequire as topLevelCreateRequire } from "module";`,
        `const require = topLevelCreateRequire(import.meta.url);`,
        `import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url";`,
        `const __filename = topLevelFileUrlToPath(import.meta.url);`,
        `const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url));`,
      ].join("\n"),
    },
    plugins: options.swap ? [swapping(options.swap)] : [],
    logLevel: "error",
    metafile: true,
    write: options.outfile !== undefined,
    outfile,
  });
  const [output] = Object.values(metafile.outputs);
  return {
    size: output?.bytes ?? 0,
    inputs: Object.keys(metafile.inputs).map((name) => relative(root, join(root, name))),
    metafile,
  };
}

const swapping = ({ from, to }: { from: string; to: string }): Plugin => ({
  name: "swap",
  setup: ({ onLoad }) =>
    onLoad({ filter: /generated\/internal\/class\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll(from, to),
      loader: "ts",
    })),
});
