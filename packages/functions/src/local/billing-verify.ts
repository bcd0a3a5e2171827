/**
 * `npm run verify:billing -- --cases FILE`: reckons cases with known results (proration, changes, pauses,
 * tax, anchors, catch-up, withholding, signatures) through the product's own functions, and compares.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { verifyCases } from "./billing-cases.ts";

const { values } = parseArgs({ options: { cases: { type: "string" } } });
if (!values.cases) {
  console.error("Usage: npm run verify:billing -- --cases FILE");
  process.exit(2);
}
const { right, all, differences } = verifyCases(JSON.parse(readFileSync(values.cases, "utf8")));
for (const difference of differences) console.log(difference);
console.log(`${right} of ${all} cases`);
process.exit(differences.length === 0 ? 0 : 1);
