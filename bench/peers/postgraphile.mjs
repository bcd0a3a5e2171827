/**
 * PostGraphile over the same tables; lists without connections, which is the least it can do. As it comes it
 * reads any row for anybody; "rights" lets each see what policies of the rows allow (rights.mjs).
 */
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { createContext } from "./rights.mjs";

const [url, port, rights] = process.argv.slice(2);
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  // Else it filters and orders by indexed columns only.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [makePgService({ connectionString: url, poolConfig: { max: 10 } })],
  schema: { defaultBehavior: "+list" },
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false, ...(rights && { context: await createContext(url) }) },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(Number(port), "127.0.0.1", () => console.log("ready"));
