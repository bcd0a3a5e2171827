import type { Database } from "@winner/core/database/index.ts";
import type { Draw, History } from "./history.ts";

/** What a step does, decided before it does it, so that it can be done again after a crash. */
export type Act = (on: Database) => Promise<unknown>;

export type Plan = (history: History, draw: Draw) => Act | undefined | Promise<Act | undefined>;

export const oneOf = <T>(draw: Draw, from: readonly T[]): T | undefined => from[draw(from.length)];
export const maybe = (draw: Draw, oneIn: number): boolean => draw(oneIn) === 0;

/** An act on some invoice. */
export const invoice =
  (
    states: readonly ("DRAFT" | "OPEN" | "PAID" | "UNCOLLECTIBLE")[],
    act: (
      history: History,
      one: {
        id: string;
        institutionId: string;
        base: bigint;
        creditedBase: bigint;
        open: bigint;
        version: number;
      },
      draw: Draw,
    ) => Act,
  ): Plan =>
  async (history, draw) => {
    const invoices = await history.db.invoice.findMany({
      where: { state: { in: [...states] } },
      orderBy: { id: "asc" },
    });
    const one = oneOf(draw, invoices);
    return one && act(history, { ...one, open: one.total - one.settled }, draw);
  };

export const part = (draw: Draw, whole: bigint): bigint =>
  (whole * BigInt(1 + draw(100))) / 100n || 1n;
