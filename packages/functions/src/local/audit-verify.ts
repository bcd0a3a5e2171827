/** `npm run audit:verify`: recomputes every audit chain of DATABASE_URL. */
import { verifyChains } from "@winner/core/audit/index.ts";
import { openDatabase } from "@winner/core/database/index.ts";

const url = process.env.DATABASE_URL;
if (!url) throw new Error("Set DATABASE_URL.");
const db = openDatabase(url, 1);
const { events, faults } = await verifyChains(db);
await db.$disconnect();
for (const { stream, seq, fault } of faults) console.error(`${stream} #${seq}: ${fault}`);
console.log(`${events} events, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
