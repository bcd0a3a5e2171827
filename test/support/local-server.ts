import { mkdtempSync, readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "@winner/core/database/index.ts";
import { afterAll, expect, vi } from "vitest";

/** The local server on a free port, with its mail and secrets in a temporary folder. */
export async function openLocalServer(db: Database) {
  const folder = mkdtempSync(join(tmpdir(), "winner-data-"));
  vi.stubEnv("WINNER_DATA", folder);
  // Tests ask more in a second than a person may in a minute.
  for (const who of ["ANONYMOUS", "USER"]) vi.stubEnv(`WINNER_RATE_${who}`, "100000/100000");
  const { createLocalServer, createLocalServices } = await import(
    "@winner/functions/local/server.ts"
  );
  const { freePort } = await import("@winner/core/database/embedded.ts");
  const port = await freePort();
  const server = createLocalServer(createLocalServices(db, port));
  await new Promise<void>((resolve) => server.listen(port, resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const base = `http://localhost:${(server.address() as AddressInfo).port}`;
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(base + path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
  /** Signs a person in by the code in their mail; gives the cookies of the session and a token. */
  const signIn = async (email: string) => {
    await post("/auth/email-otp/send-verification-otp", { email, type: "sign-in" });
    const mails = readFileSync(join(folder, "outbox.jsonl"), "utf8").trim().split("\n");
    const { to, code } = JSON.parse(mails.at(-1) ?? "");
    expect(to).toBe(email);
    const session = await post("/auth/sign-in/email-otp", { email, otp: code });
    expect(session.status).toBe(200);
    const cookie = session.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
    const { token } = await (await fetch(`${base}/auth/token`, { headers: { cookie } })).json();
    return { cookie, token: token as string };
  };
  return { server, base, post, signIn };
}
