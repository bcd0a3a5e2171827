import { connect, createServer } from "node:net";
import { freePort } from "@winner/core/database/embedded.ts";

/**
 * Stands between a client and PostgreSQL, counts how often the client speaks after it was answered, and can lose an
 * answer with its connection.
 */
export async function openWire(url: string) {
  const { hostname, port } = new URL(url);
  let turns = 0;
  let losesNext = false;
  const server = createServer((client) => {
    const postgres = connect(Number(port), hostname);
    let isAnswered = true;
    client.on("data", (data) => {
      if (isAnswered) turns += 1;
      isAnswered = false;
      postgres.write(data);
    });
    postgres.on("data", (data) => {
      if (losesNext) {
        losesNext = false;
        client.destroy();
        return;
      }
      isAnswered = true;
      client.write(data);
    });
    for (const [one, other] of [
      [client, postgres],
      [postgres, client],
    ] as const)
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
  });
  const own = await freePort();
  await new Promise<void>((resolve) => server.listen(own, "127.0.0.1", resolve));
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String(own);
  return {
    url: through.href,
    /** Of `work`, how many ways there and back it took. */
    turnsOf: async (work: () => Promise<unknown>) => {
      const before = turns;
      await work();
      return turns - before;
    },
    /** What PostgreSQL did by the next message is not told, and the connection is lost. */
    loseNextAnswer: () => {
      losesNext = true;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
