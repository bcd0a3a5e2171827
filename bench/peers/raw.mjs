/** The raw SQL: one statement a request, its JSON handed through as text. */
import { createServer } from "node:http";
import pg from "pg";
import { statements } from "./sql.mjs";

const [url, port] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });
// Not parsed: what PostgreSQL wrote is sent.
pg.types.setTypeParser(114, (text) => text);

createServer(async (request, response) => {
  try {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { name, variables } = JSON.parse(body);
    const { text, values } = statements[name];
    const { rows } = await pool.query({ name, text, values: values(variables) });
    response.setHeader("content-type", "application/json");
    response.end(`{"data":${rows[0].value}}`);
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));
