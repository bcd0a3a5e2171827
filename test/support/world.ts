import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase, type Role } from "@winner/core/database/index.ts";
import type { Actor, Grant } from "@winner/core/identity/index.ts";
import { newId } from "@winner/core/kernel/clock.ts";
import type { FileStore } from "@winner/core/kernel/file-store.ts";
import { createVault } from "@winner/core/kernel/secret.ts";
import type { Gateways } from "@winner/core/payment/index.ts";
import { createGraphql } from "@winner/functions/graphql/handler.ts";
import { createLinks } from "@winner/functions/http/link.ts";
import { createFolderStore } from "@winner/functions/storage/folder-store.ts";
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, inject } from "vitest";

/** A fresh copy of the template for this test file, dropped afterwards. */
export async function freshDatabase(
  onStatement?: (sql: string) => void,
): Promise<{ db: Database; url: string }> {
  const serverUrl = inject("serverUrl");
  const name = `t_${newId().replaceAll("-", "")}`;
  const admin = openDatabase(`${serverUrl}postgres`, 1);
  await admin.$executeRawUnsafe(`CREATE DATABASE ${name} TEMPLATE template_winner`);
  const url = serverUrl + name;
  const db = openDatabase(url, 10, onStatement);
  afterAll(async () => {
    await db.$disconnect();
    await admin.$executeRawUnsafe(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.$disconnect();
  });
  return { db, url };
}

/** Stops the clock at an instant; undefined lets it run again. */
export async function setClock(db: Database, at: string | undefined): Promise<void> {
  await db.testClock.deleteMany();
  if (at) await db.testClock.create({ data: { id: true, at: new Date(at) } });
}

const { privateKey, publicKey } = await generateKeyPair("EdDSA");
const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), alg: "EdDSA" }] });

export type Json = Record<string, any>;

/** What the handler needs besides a database: a vault, links, and files in a temporary folder. */
export function testServices(store?: FileStore, gateways: Gateways = new Map()) {
  const links = createLinks("http://test", "a secret for tests");
  const folder = createFolderStore(mkdtempSync(join(tmpdir(), "winner-files-")), links);
  const vault = createVault(Buffer.alloc(32, 7).toString("base64"));
  return { links, vault, gateways, files: store ?? folder.store, folder };
}

/** The GraphQL handler on a database, and people who call it. */
export function openApi(db: Database, store?: FileStore, gateways?: Gateways) {
  const services = testServices(store, gateways);
  const handle = createGraphql({
    db,
    keys,
    streaming: true,
    logging: !!process.env.LOG,
    // A machine that is busy with tests is no reason to end one; what ends requests is tested by itself.
    limits: { milliseconds: 120_000 },
    ...services,
  });
  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    handle(
      new Request("http://test/graphql", {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...headers },
      }),
    );
  const ask = async (
    token: string | undefined,
    query: string,
    variables: object = {},
  ): Promise<{ data: Json; errors?: Json[] }> => {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    return (await post(JSON.stringify({ query, variables }), headers)).json();
  };
  /** A new person with roles; `ask` calls as them. */
  const person = async (...grants: Grant[]) => {
    const id = newId();
    await db.user.create({ data: { id, name: "Test person", email: `${id}@test.invalid` } });
    if (grants.length > 0) {
      const organisation = await db.organisation.create({
        data: { name: "Test", kind: "MINISTRY" },
      });
      await db.membership.createMany({
        data: grants.map((grant) => ({ ...grant, userId: id, organisationId: organisation.id })),
      });
    }
    const token = await new SignJWT()
      .setProtectedHeader({ alg: "EdDSA" })
      .setSubject(id)
      .setAudience("winner")
      .setExpirationTime("1h")
      .sign(privateKey);
    const actor: Actor = { kind: "USER", id, grants };
    return {
      id,
      actor,
      token,
      ask: (query: string, variables?: object) => ask(token, query, variables),
    };
  };
  /** Runs a mutation and gives its result with `__typename`. */
  const run = async (
    as: { ask: (query: string, variables?: object) => Promise<{ data: Json; errors?: Json[] }> },
    name: string,
    input: object,
    payload: string,
  ): Promise<Json> => {
    const title = name[0]?.toUpperCase() + name.slice(1);
    const query = `mutation($input: ${title}Input!) { result: ${name}(input: $input) { __typename
      ... on ${title}Payload { ${payload} } ... on Error { code message path } ... on InputError { faults { code path message } } } }`;
    const { data, errors } = await as.ask(query, { input });
    if (errors) throw new Error(JSON.stringify(errors));
    return data.result;
  };
  return { post, ask, person, run, keys, ...services };
}

/** A store of which the uploads can begin, and the test fails where it is read. */
export const unread = (store: FileStore): FileStore => ({
  ...store,
  inspect: () => Promise.reject(new Error("the store was read")),
});

export const role = (name: Role, limits: Omit<Grant, "role"> = {}): Grant => ({
  role: name,
  ...limits,
});

export const completeAnswers = {
  problem: "Queues at the clinic take half a day.",
  solution: "Patients book a time by telephone instead.",
  beneficiaries: 1200,
  funding: "OWN",
};
