import type { Database, Transaction } from "@winner/core/database/index.ts";

/** The database, whose n-th statement from now on fails after it was carried out. */
export function crashing(db: Database, n: number) {
  let statements = 0;
  let crashed = false;
  const count = () => {
    statements += 1;
    if (statements !== n) return;
    crashed = true;
    throw new Error("crash");
  };
  const after = async (result: unknown) => {
    const done = await result;
    count();
    return done;
  };
  /** Statements are the functions of models, and the two that take SQL. */
  const counting = <T extends object>(members: T, isModel = false): T =>
    new Proxy(members, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (name === "$atEnd" && typeof member === "function")
          return (...given: unknown[]) => {
            member(...given);
            count();
          };
        if (typeof member === "function" && (isModel || /^\$(query|execute)Raw/.test(String(name))))
          return (...given: unknown[]) => after(member.apply(target, given));
        if (typeof member === "function" || typeof member !== "object" || member === null)
          return member;
        return counting(member, true);
      },
    });
  const broken = new Proxy(counting(db), {
    get: (target, name) =>
      name === "$transaction"
        ? (work: (tx: Transaction) => Promise<unknown>) =>
            db.$transaction((tx) => work(counting(tx)))
        : Reflect.get(target, name),
  });
  return { broken, crashed: () => crashed };
}
