import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** Why work was ended before it was through. */
export class Ended extends Error {
  override readonly name = "Ended";
  readonly reason: "TIME" | "ABANDONED";

  constructor(reason: Ended["reason"]) {
    super(reason === "TIME" ? "the time for this is over" : "nobody waits for this any more");
    this.reason = reason;
  }
}

/** What carries a statement out, and can be told to leave off. */
interface Cancellable {
  cancel(): Promise<void>;
}

/** The statements of one piece of work. */
class Scope {
  ended: Ended | undefined;
  readonly running = new Set<Cancellable>();

  async end(reason: Ended["reason"]): Promise<Ended> {
    this.ended = new Ended(reason);
    await Promise.all([...this.running].map((client) => client.cancel()));
    return this.ended;
  }
}

const scopes = new AsyncLocalStorage<Scope | undefined>();

/** The piece of work that asks at present; none where nothing ends it. */
export const presentScope = (): Scope | undefined => scopes.getStore();

/** Throws where the present work was ended. */
export function throwIfEnded(): void {
  const ended = presentScope()?.ended;
  if (ended) throw ended;
}

/** Does what others wait for too, and so does not end with the work that began it. */
export const apart = <T>(work: () => Promise<T>): Promise<T> =>
  scopes.run(undefined, async () => await work());

/** Milliseconds for which ended work may clear up. */
const grace = 1000;

/**
 * Does `work` within a time, and as long as someone waits for it. After that, PostgreSQL is told to
 * cancel what it is doing for it, none of its statements is begun any more but the end of a transaction,
 * and `Ended` is thrown. Work that has begun a transaction sees it taken back.
 */
export async function within<T>(
  milliseconds: number,
  abandoned: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const scope = new Scope();
  const over = Promise.withResolvers<Ended["reason"]>();
  const timer = setTimeout(() => over.resolve("TIME"), milliseconds);
  const abandon = () => over.resolve("ABANDONED");
  if (abandoned?.aborted) abandon();
  abandoned?.addEventListener("abort", abandon, { once: true });
  try {
    // Awaited inside: Prisma begins a query only when someone waits for it.
    const result = scopes.run(scope, async () => await work());
    const first = await Promise.race([result.then((value) => ({ value })), over.promise]);
    if (typeof first === "object") return first.value;
    const ended = await scope.end(first);
    // It fails by now at its statements; nothing of it shall go on after the answer.
    const through = result.then(nothing, nothing);
    await Promise.race([through, sleep(grace, undefined, { ref: false })]);
    throw ended;
  } finally {
    clearTimeout(timer);
    abandoned?.removeEventListener("abort", abandon);
  }
}

const nothing = () => {};

/** Whether the present work was ended: what fails in it fails for that reason. */
export const isEnded = (): boolean => scopes.getStore()?.ended !== undefined;
