/** `npm start`: database, migrations, seed and server, with demo logins. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { openDatabase } from "@winner/core/database/index.ts";
import { deployMigrations } from "@winner/core/database/migrate.ts";
import { demoPeople } from "../../../../prisma/seed/demo.ts";
import { seed } from "../../../../prisma/seed/seed.ts";
import { startLocalDatabase } from "./database.ts";
import { scheduledJobs, startSchedule } from "./schedule.ts";
import { createLocalServer, createLocalServices } from "./server.ts";
import { dataFolder } from "./settings.ts";

const port = Number(process.env.PORT ?? 4000);

const database = await startLocalDatabase();
await deployMigrations(database.url, "prisma/migrations");
const db = openDatabase(database.url);
const key = await seed(db);
if (key) {
  writeFileSync(resolve(dataFolder, "partner.key"), key, { mode: 0o600 });
  console.log("Seeded the regions, the 2023 story, open calls and the demo people.");
}
database.complete();

const services = createLocalServices(db, port);
const server = createLocalServer(services);
const schedule = startSchedule(scheduledJobs(services));
server.once("error", async (error: NodeJS.ErrnoException) => {
  const busy = error.code === "EADDRINUSE";
  console.error(busy ? `Port ${port} is in use. Choose another: PORT=4001 npm start` : error);
  await stop(1);
});
server.listen(port, () => {
  console.log(
    `\nWinner is ready: http://localhost:${port}/graphql\n\nDemo logins (the code appears here):`,
  );
  for (const { role, email } of demoPeople) console.log(`  ${role.padEnd(20)} ${email}`);
  console.log(`  ${"partner".padEnd(20)} the API key in ${resolve(dataFolder, "partner.key")}`);
  console.log("\nThe playground's tabs are signed in already. Ctrl-C stops.");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop(0));

async function stop(code: number): Promise<never> {
  server.closeAllConnections();
  server.close();
  await schedule.stop();
  await db.$disconnect();
  await database.stop();
  process.exit(code);
}
