/** Mercurius with JIT from the first request on, over hand-written SQL with named statements. */
import Fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";
import { statements } from "./sql.mjs";

const [url, port] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });
const run = async (name, variables) => {
  const { text, values } = statements[name];
  const { rows } = await pool.query({ name, text, values: values(variables) });
  return rows[0].value;
};
const resolve = (name) => (_root, variables) => run(name, variables);

const app = Fastify();
await app.register(mercurius, {
  jit: 1,
  graphiql: false,
  schema: `
    type Score { key: String! panelScore: String! }
    type Row { rank: Int! total: String! teamName: String! title: String! scores: [Score!]! }
    type Result { number: Int! hash: String! reason: String! rows: [Row!]! }
    type Stage { kind: String! results: [Result!]! }
    type Scoreboard { nameEn: String! year: Int! programme: String! stages: [Stage!]! }
    type Figure { name: String! value: Int! source: String! }
    type Place { finalistQuota: Int! nameEn: String! timeZone: String! }
    type Finalist { provinceCode: String! rank: Int! teamName: String! title: String! }
    type Edition { nameEn: String! figures: [Figure!]! provinces: [Place!]! finalists: [Finalist!]! }
    type Entry { kind: String! outcome: String! }
    type Application { registrationNumber: String title: String! state: String! team: String! province: String!
      issue: String! entries: [Entry!]! }
    type Team { id: ID! name: String! }
    type Query { scoreboard(editionId: ID!): Scoreboard story: [Edition!]! page(editionId: ID!): [Application!]! }
    type Mutation { createTeam(name: String!, userId: ID!): Team! addMember(team: ID!, email: String!, name: String!, userId: ID!): Team! }`,
  resolvers: {
    Query: { scoreboard: resolve("scoreboard"), story: resolve("story"), page: resolve("page") },
    Mutation: { createTeam: resolve("createTeam"), addMember: resolve("addMember") },
  },
});
await app.listen({ port: Number(port), host: "127.0.0.1" });
console.log("ready");
