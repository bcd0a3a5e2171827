/** A bar chart as SVG, which follows the reader's light or dark scheme. */
import type { Costs } from "./compare.ts";
import { type RequestName, type ServerName, servers } from "./requests.ts";

const titles: Record<ServerName, string> = {
  winner: "Winner",
  postgraphile: "PostGraphile 5",
  "postgraphile with rights": "PostGraphile 5, with rights",
  mercurius: "Mercurius, JIT, SQL by hand",
  raw: "raw SQL",
};
const names: Record<RequestName, string> = {
  scoreboard: "Nested scoreboard",
  story: "Story of the playground",
  page: "Page of applications",
  mutation: "Mutations",
};
const [left, right, bar, gap, head] = [190, 640, 16, 26, 24];

/** Processor milliseconds of the server a request; behind it, paler, those of PostgreSQL. */
export function chart(costs: Costs): string {
  const all = [...costs.values()].flatMap((of) => [...of.values()]);
  const most = Math.max(...all.map(({ cpu, database }) => cpu + database));
  const scale = (right - left - 70) / most;
  const rows: string[] = [];
  let y = 46;
  for (const [request, of] of costs) {
    rows.push(`<text class="name" x="10" y="${y + 12}">${names[request]}</text>`);
    y += head;
    for (const server of servers) {
      const cost = of.get(server);
      if (!cost) continue;
      const [own, behind] = [cost.cpu * scale, cost.database * scale];
      rows.push(
        `<text x="${left - 8}" y="${y + 12}" text-anchor="end">${titles[server]}</text>`,
        `<rect class="${server === "winner" ? "own" : "peer"}" x="${left}" y="${y}" width="${own.toFixed(1)}" height="${bar}"/>`,
        `<rect class="database" x="${(left + own).toFixed(1)}" y="${y}" width="${behind.toFixed(1)}" height="${bar}"/>`,
        `<text x="${(left + own + behind + 6).toFixed(1)}" y="${y + 12}">${cost.cpu.toFixed(2)} + ${cost.database.toFixed(2)}</text>`,
      );
      y += bar + 4;
    }
    y += gap - 4;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${right} ${y}" width="${right}" height="${y}" role="img" aria-label="Processor time a request of Winner and its peers">
<style>
text { font: 12px system-ui, sans-serif; fill: #24292f }
.name { font-weight: 600 }
.own { fill: #1a7f5a }
.peer { fill: #6e7781 }
.database { fill: #b6c2cc }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .own { fill: #3fb98a } .peer { fill: #9aa4ae } .database { fill: #4b5661 } }
</style>
<text x="10" y="22">Processor milliseconds a request: the server's + PostgreSQL's (paler)</text>
${rows.join("\n")}
</svg>
`;
}
