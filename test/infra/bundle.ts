import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { root } from "./platform.ts";

export interface BundleOptions {
  install?: readonly string[];
  /** Where to write `bundle.mjs` and what it loads; absent: nowhere. */
  outdir?: string;
  /** Only to compare: replaces a word of Prisma's generated client, as another setting would. */
  swap?: { from: string; to: string };
}

export interface Bundle {
  /** Bytes of all files of code, and of those that are read at the start. */
  size: number;
  sizeAtStart: number;
  /** Files that are in it, relative to the root. */
  inputs: string[];
  metafile: Metafile;
}

/**
 * Bundles a handler (`path/file.name`) as SST does for Lambda: an ES module for Node, minified, with files of
 * their own for what is imported when it is needed, and without the packages that are installed beside it.
 */
export async function bundleHandler(handler: string, options: BundleOptions = {}): Promise<Bundle> {
  const entry = `${handler.slice(0, handler.lastIndexOf("."))}.ts`;
  const { metafile } = await build({
    entryPoints: [{ in: join(root, entry), out: "bundle" }],
    absWorkingDir: root,
    bundle: true,
    splitting: true,
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
    write: options.outdir !== undefined,
    outdir: options.outdir ?? join(root, ".sst/bundle"),
    outExtension: { ".js": ".mjs" },
  });
  return {
    size: Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0),
    sizeAtStart: readAtStart(metafile),
    inputs: Object.keys(metafile.inputs).map((name) => relative(root, join(root, name))),
    metafile,
  };
}

/** Bytes of the entry and of all that it imports, and not only when it is needed. */
function readAtStart({ outputs }: Metafile): number {
  const files = new Set(Object.keys(outputs).filter((file) => /(^|\/)bundle\.mjs$/.test(file)));
  for (const file of files)
    for (const { path, kind } of outputs[file]?.imports ?? [])
      if (kind === "import-statement" && outputs[path]) files.add(path);
  return [...files].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
}

const swapping = ({ from, to }: { from: string; to: string }): Plugin => ({
  name: "swap",
  setup: ({ onLoad }) =>
    onLoad({ filter: /generated\/internal\/class\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll(from, to),
      loader: "ts",
    })),
});
