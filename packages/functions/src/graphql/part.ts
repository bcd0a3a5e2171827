import type { builder } from "./builder.ts";

type Builder = Parameters<Parameters<typeof builder.queryField>[1]>[0];

/** Rows that one answer gives of a list within a row, unless fewer are asked for. */
const usual = 500;
const most = 1000;

/** The arguments of a list within a row that may be long: how many, and after how many. */
export const partOf = (t: { arg: Builder["arg"] }) => ({
  first: t.arg.int({
    required: true,
    defaultValue: usual,
    description: "How many, at most 1,000.",
  }),
  skip: t.arg.int({
    required: true,
    defaultValue: 0,
    description: "How many of the order are left out before, as those that were read already.",
  }),
});

/** The same as the database is asked; what is less than nothing is nothing. */
export const part = ({ first, skip }: { first: number; skip: number }) => ({
  take: Math.min(Math.max(first, 0), most),
  skip: Math.max(skip, 0),
});
