/** `npm start`: database, migrations, seed and server, with demo people. */
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { openDatabase } from "@winner/core/database/index.ts";
import { deployMigrations } from "@winner/core/database/migrate.ts";
import { seed } from "../../../../prisma/seed/seed.ts";
import { giveUp, startLocalDatabase } from "./database.ts";
import { scheduledJobs, startSchedule } from "./schedule.ts";
import { createLocalServer, createLocalServices } from "./server.ts";
import { host, keyFile, port } from "./settings.ts";
import { welcome } from "./welcome.ts";

await claimPort();
const database = await startLocalDatabase();
await deployMigrations(database.url, "prisma/migrations");
const db = openDatabase(database.url);
const key = await seed(db);
if (key) writeFileSync(keyFile, key, { mode: 0o600 });
database.complete();

const services = createLocalServices(db, port);
const server = createLocalServer(services);
const schedule = startSchedule(scheduledJobs(services));
server.once("error", async (error) => {
  console.error(error);
  await stop(1);
});
server.listen(port, host, () => console.log(welcome(services.baseUrl)));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop(0));

/** Ends when the port cannot be had, before anything is set up. */
async function claimPort(): Promise<void> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    giveUp(`PORT must be a number from 1 to 65535, and is ${process.env.PORT}.`);
  const probe = createServer();
  await new Promise<void>((resolve) => {
    probe.once("error", ({ code }: NodeJS.ErrnoException) =>
      giveUp(
        code === "EADDRINUSE"
          ? `Port ${port} is in use. Choose another: PORT=4001 npm start`
          : `Port ${port} of ${host} cannot be had (${code}). Choose another: PORT=4001 npm start`,
      ),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

async function stop(code: number): Promise<never> {
  server.closeAllConnections();
  server.close();
  await schedule.stop();
  await db.$disconnect();
  await database.stop();
  process.exit(code);
}
