/** PostGraphile over the same tables; lists without connections, which is the least it can do. */

import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { printSchema } from "postgraphile/graphql";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const [url, port, schemaFile] = process.argv.slice(2);
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  // Else it filters and orders by indexed columns only.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [makePgService({ connectionString: url, poolConfig: { max: 10 } })],
  schema: { defaultBehavior: "+list" },
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false },
});
if (schemaFile) writeFileSync(schemaFile, printSchema(await instance.getSchema()));
const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(Number(port), "127.0.0.1", () => console.log("ready"));
