/**
 * `npm run screenshots`: goes through the playground in a real browser, on fresh data, and takes the pictures of the
 * documentation. Every example tab must answer without errors, and the page must log none. CHROMIUM names the browser.
 */
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { freePort } from "../packages/core/src/database/embedded.ts";
import { tabs } from "../packages/functions/src/local/tabs.ts";

const images = "docs/images";
const browsers = ["chromium", "chromium-browser", "google-chrome"].map(
  (name) => `/usr/bin/${name}`,
);
const executablePath = process.env.CHROMIUM ?? browsers.find(existsSync);
if (!executablePath) {
  console.log(
    "No Chromium is here, so no pictures: apt-get install chromium, or name one by CHROMIUM.",
  );
  process.exit(0);
}

const port = await freePort();
const origin = `http://localhost:${port}`;
const folder = mkdtempSync(join(tmpdir(), "winner-pictures-"));
chmodSync(folder, 0o755); // Under root PostgreSQL runs as another user.
const server = spawn(process.execPath, ["scripts/start.mjs"], {
  env: { ...process.env, PORT: String(port), WINNER_DATA: folder },
  stdio: ["ignore", "pipe", "inherit"],
});
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const faults: string[] = [];
try {
  await new Promise<void>((resolve, reject) => {
    server.stdout.on("data", (text) => String(text).includes("Winner is ready") && resolve());
    server.once("exit", () => reject(new Error("the server did not start")));
  });
  const code = await playground();
  await verification(code);
} finally {
  await browser.close();
  server.kill("SIGTERM");
  await new Promise((resolve) => server.once("exit", resolve));
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);

/** Runs every tab; gives the verification code of an invoice. */
async function playground(): Promise<string> {
  const page = await open({ width: 1280, height: 800 });
  const started = performance.now();
  await page.goto(origin);
  await page.waitForSelector(".graphiql-execute-button");
  console.log(`The playground is there after ${Math.round(performance.now() - started)} ms.`);
  // The schema is asked for once; what is typed before is not completed.
  await page.waitForLoadState("networkidle");
  const names = tabs.map(({ query }) => /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? "");
  let code = "";
  for (const name of names) {
    await page.locator(`.graphiql-tab-button[title="${name}"]`).click();
    await page.waitForTimeout(500); // The editor follows a moment later.
    const answer = page.waitForResponse(
      (response) => response.request().postData()?.includes(`"operationName":"${name}"`) ?? false,
    );
    await page.locator(".graphiql-execute-button").click();
    const response = await answer;
    const text = await response.text();
    console.log(`${name}: ${response.status()}, ${text.length} characters`);
    if (response.status() !== 200 || /"errors":|"code":"[A-Z_]+","message"/.test(text))
      faults.push(`${name} is refused: ${text.slice(0, 300)}`);
    await page.waitForTimeout(1000);
    code ||= /"verificationCode":"([^"]+)"/.exec(text)?.[1] ?? "";
    if (name === "Impact") await picture(page, "playground");
    if (name === "Submitted") await picture(page, "role");
  }
  await page.locator(".graphiql-tab-button").first().click();
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await page.locator(".graphiql-doc-explorer a", { hasText: "Query" }).first().click();
  await page.waitForTimeout(1000);
  await picture(page, "documentation");
  await page.close();
  return code;
}

/** What the QR code of an invoice leads to, as a telephone shows it. */
async function verification(code: string): Promise<void> {
  const page = await open({ width: 390, height: 560 });
  await page.goto(`${origin}/documents/verify?code=${encodeURIComponent(code)}`);
  const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
  if (scroll > 390) faults.push(`The verification page is ${scroll} wide on a telephone.`);
  if (!(await page.textContent("h1"))?.includes(" terdaftar")) faults.push(`${code} is unknown.`);
  await picture(page, "verification");
}

async function open(viewport: { width: number; height: number }): Promise<Page> {
  const page = await browser.newPage({ viewport });
  page.on("pageerror", ({ message }) => faults.push(`The page fails: ${message}`));
  page.on("requestfailed", (request) => faults.push(`Not loaded: ${request.url().slice(0, 200)}`));
  page.on("console", (line) => {
    if (line.type() === "error") faults.push(`The console tells: ${line.text().slice(0, 300)}`);
  });
  return page;
}

function picture(page: Page, name: string): Promise<unknown> {
  return page.screenshot({ path: join(images, `${name}.png`) });
}
