/** `npm start`: database, migrations, seed and server, with demo people. */
import { once } from "node:events";
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

const releasePort = await claimPort();
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
await releasePort();
server.listen(port, host, () => console.log(welcome(services.baseUrl)));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop(0));

/** Holds the port until everything is set up; ends when it cannot be had. */
async function claimPort(): Promise<() => Promise<unknown>> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    giveUp(`PORT must be a number from 1 to 65535, and is ${process.env.PORT}.`);
  const holder = createServer((socket) => socket.destroy());
  holder.once("error", ({ code }: NodeJS.ErrnoException) => {
    const why = code === "EADDRINUSE" ? "is in use" : `cannot be had at ${host} (${code})`;
    giveUp(`Port ${port} ${why}. Choose another: PORT=4001 npm start`);
  });
  await once(holder.listen(port, host), "listening");
  return () => once(holder.close(), "close");
}

async function stop(code: number): Promise<never> {
  server.closeAllConnections();
  server.close();
  await schedule.stop();
  await db.$disconnect();
  await database.stop();
  process.exit(code);
}
