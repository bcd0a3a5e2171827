/** `npm run audit:verify`: recomputes every audit chain. */
import { verifyChains } from "@winner/core/audit/index.ts";
import { openDatabase } from "@winner/core/database/index.ts";
import { startLocalDatabase } from "./database.ts";

const database = await startLocalDatabase();
const db = openDatabase(database.url, 1);
const { events, faults } = await verifyChains(db);
await db.$disconnect();
await database.stop();
for (const { stream, seq, fault } of faults) console.error(`${stream} #${seq}: ${fault}`);
console.log(`${events} events, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
