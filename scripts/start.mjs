/** `npm start`, after a look at what it needs. Plain JavaScript, so that an old Node.js reads it too. */
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..");
const has = (path) => existsSync(join(root, path));

function missing() {
  if (!has("node_modules/graphql-yoga")) return "Nothing is installed yet. Run: npm ci";
  // Earlier ones do not read TypeScript; npm ci brings one that does, and npm start uses it.
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 18))
    return `Node.js ${process.versions.node} cannot run this. Start with npm start, after npm ci without --ignore-scripts, which installs Node.js 24 beside it.`;
  const generated = ["core/src/database", "functions/src/graphql"];
  if (!generated.every((folder) => has(`packages/${folder}/generated`)))
    return "The generated code is missing. Run: npm run generate";
}

const fault = missing();
if (fault) {
  console.error(fault);
  process.exit(1);
}
await import("../packages/functions/src/local/main.ts");
