/** Winner's GraphQL as the local server and Lambda serve it, on a port of its own. */
import { createServer } from "node:http";
import { createServerAdapter } from "@whatwg-node/server";
import { openDatabase } from "@winner/core/database/index.ts";
import { createVault } from "@winner/core/kernel/secret.ts";
import { createDatabaseKeys } from "@winner/functions/auth/keys.ts";
import { createGraphql } from "@winner/functions/graphql/handler.ts";
import { createLinks } from "@winner/functions/http/link.ts";
import { createFolderStore } from "@winner/functions/storage/folder-store.ts";

const [url = "", port] = process.argv.slice(2);
const db = openDatabase(url, 10);
const links = createLinks("http://localhost", "a secret of the bench");
const graphql = createGraphql({
  db,
  links,
  vault: createVault(Buffer.alloc(32, 7).toString("base64")),
  files: createFolderStore(".data/bench", links).store,
  gateways: new Map(),
  keys: createDatabaseKeys(db),
  streaming: true,
  logging: false,
});
createServer(createServerAdapter(graphql)).listen(Number(port), "127.0.0.1", () =>
  console.log("ready"),
);
