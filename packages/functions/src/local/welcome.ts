import { relative } from "node:path";
import { demoPeople } from "../../../../prisma/seed/demo.ts";
import { outboxFile } from "./outbox.ts";
import { keyFile } from "./settings.ts";
import { tabs } from "./tabs.ts";

const firstQuery = "{ editions(last: 1) { edges { node { nameEn finalists { teamName } } } } }";

/** What the terminal tells who has just started the server: where to look, and a first query to copy. */
export function welcome(baseUrl: string): string {
  const near = (file: string) => {
    const path = relative(process.cwd(), file);
    return path.startsWith("..") ? file : path;
  };
  const titles = tabs.map(({ query }) => /(?:query|mutation) (\w+)/.exec(query)?.[1]);
  return `
Winner is ready: ${baseUrl}/graphql

The playground's tabs: ${titles.join(", ")}.

A first query:
  curl -s ${baseUrl}/graphql -H 'content-type: application/json' \\
    -d '{"query": "${firstQuery}"}'

As one of the demo people, add -H 'authorization: Demo organiser'; they are
  ${demoPeople.map(({ role }) => role).join(", ")}.
By signing in as NAME@demo.winner.id: the code appears here. Other mail: ${near(outboxFile)}
As a partner: the API key in ${near(keyFile)}, npm run example, docs/partners.md

Ctrl-C stops.`;
}
