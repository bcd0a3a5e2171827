import type { Actor } from "@winner/core/identity/index.ts";
import type { Rate } from "@winner/core/rate-limit/index.ts";
import * as z from "zod";
import { defaultRates, type Rates } from "./limits.ts";

/** What a deployment, or whoever starts the local server, may set by environment variables. */
export interface ServerSettings {
  /** Whether the schema may be asked for, and names that are nearly right are suggested. */
  introspection: boolean;
  /** Whether the local server shows its playground. */
  playground: boolean;
  /** Sites whose pages may call, exactly as browsers name them: `https://app.example.id`. */
  origins: readonly string[];
  /** A file of trusted documents. */
  documents: string | undefined;
  /** Who may ask other documents than the trusted ones. */
  free: readonly Actor["kind"][];
  rates: Rates;
}

const flag = (absent: boolean) =>
  z
    .enum(["0", "1", ""])
    .default("")
    .transform((text) => (text === "" ? absent : text === "1"));

/** `null`, which pages without a site of their own send, and wildcards are no origins. */
const origin = z
  .string()
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, "is not an origin");

const list = (text: string) =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");

/** `perMinute/burst`, or what is preset. */
const rate = (preset: Rate) =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}\/[1-9]\d{0,5}$/, "is to be perMinute/burst")
    .optional()
    .transform((text) => {
      const [perMinute = preset.perMinute, burst = preset.burst] =
        text?.split("/").map(Number) ?? [];
      return { ...preset, perMinute, burst };
    });

const kinds = { anonymous: "ANONYMOUS", user: "USER", partner: "PARTNER" } as const;

const shape = z.object({
  WINNER_INTROSPECTION: flag(true),
  WINNER_PLAYGROUND: flag(true),
  WINNER_ORIGINS: z.string().default("").transform(list).pipe(z.array(origin)),
  WINNER_DOCUMENTS: z.string().optional(),
  WINNER_FREE_DOCUMENTS: z
    .string()
    .default("anonymous,user,partner")
    .transform(list)
    .pipe(z.array(z.enum(["anonymous", "user", "partner"]))),
  WINNER_RATE_ANONYMOUS: rate(defaultRates.anonymous),
  WINNER_RATE_USER: rate(defaultRates.user),
  WINNER_RATE_KEY: rate(defaultRates.key),
});

/** Reads the settings; one that cannot be read stops the start, and is named. */
export function readSettings(environment: Record<string, string | undefined>): ServerSettings {
  const read = shape.safeParse(environment);
  if (!read.success) throw new Error(`Settings: ${z.prettifyError(read.error)}`);
  const { data } = read;
  return {
    introspection: data.WINNER_INTROSPECTION,
    playground: data.WINNER_PLAYGROUND,
    origins: data.WINNER_ORIGINS,
    documents: data.WINNER_DOCUMENTS || undefined,
    free: data.WINNER_FREE_DOCUMENTS.map((name) => kinds[name]),
    rates: {
      ...defaultRates,
      anonymous: data.WINNER_RATE_ANONYMOUS,
      user: data.WINNER_RATE_USER,
      key: data.WINNER_RATE_KEY,
    },
  };
}
