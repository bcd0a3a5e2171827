import * as z from "zod";

/** A score or mark: a whole number of 100. */
export const score = z.int().min(0).max(100);
