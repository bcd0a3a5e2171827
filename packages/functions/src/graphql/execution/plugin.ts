import type { Plugin } from "graphql-yoga";
import { execute } from "./run.ts";

/** Executes by plans; what they do not support goes on as it would have gone. */
export const planned: Plugin = {
  onExecute: ({ executeFn, setExecuteFn }) =>
    setExecuteFn((args) => execute(args) ?? executeFn(args)),
};
