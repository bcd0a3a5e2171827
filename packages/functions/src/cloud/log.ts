import { AsyncLocalStorage } from "node:async_hooks";

/** What must never be in a log, wherever it comes from: a text of an error may quote anything. */
const personal: [RegExp, string][] = [
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, "[e-mail]"],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[token]"],
  [/\bwk_[\w-]+/g, "[key]"],
  [/\b(signature|token|code|otp|secret|password)=[^&\s"]+/gi, "$1=[hidden]"],
  [/\b\d{2}[ .-]?\d{4}[ .-]?\d{6}[ .-]?\d{4}\b/g, "[number]"],
  [/(\+62|\b0)8\d{7,11}\b/g, "[telephone]"],
];

const clean = (text: string): string =>
  personal.reduce((rest, [pattern, word]) => rest.replace(pattern, word), text);

type Fields = Record<string, unknown>;

const request = new AsyncLocalStorage<Fields>();

/** Runs work whose log lines all carry the same fields, such as the id of the request. */
export const logging = <T>(fields: Fields, work: () => T): T => request.run(fields, work);

/** One line of JSON on standard output, which Lambda takes as it is. */
function write(level: "INFO" | "WARN" | "ERROR", message: string, fields: Fields = {}): void {
  const line = {
    timestamp: new Date().toISOString(),
    level,
    message,
    ...request.getStore(),
    ...fields,
  };
  const text = JSON.stringify(line, (_key, value) =>
    typeof value === "string" ? clean(value) : typeof value === "bigint" ? String(value) : value,
  );
  process.stdout.write(`${text}\n`);
}

export const log = {
  info: (message: string, fields?: Fields) => write("INFO", message, fields),
  warn: (message: string, fields?: Fields) => write("WARN", message, fields),
  error: (message: string, error: unknown, fields?: Fields) =>
    write("ERROR", message, { ...fields, error: describe(error) }),
};

/** What the GraphQL server has to say: its warnings, and errors that it hides from clients. */
export const graphqlLog = {
  debug: () => {},
  info: () => {},
  warn: (text: unknown) => log.warn(String(text)),
  error: (error: unknown) => log.error("graphql", error),
};

/**
 * What an error may say of itself. Prisma's messages quote the values of the failed statement and are
 * left out; its code, and where it was thrown, remain.
 */
function describe(error: unknown): Fields {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const original = (error as { originalError?: unknown }).originalError ?? error.cause;
  return {
    name: error.name,
    ...(typeof code === "string" && { code }),
    ...(!error.name.startsWith("Prisma") && { message: error.message }),
    stack: frames.slice(0, 12).map((line) => line.trim()),
    ...(original instanceof Error && { cause: describe(original) }),
  };
}

/**
 * Counts something as CloudWatch's embedded metric format: the line is the metric, and no call is
 * made. `dimensions` are few and known beforehand, never a person or an id.
 */
export function measure(
  values: Record<string, { value: number; unit: "Count" | "Milliseconds" }>,
  dimensions: Record<string, string> = {},
): void {
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: "Winner",
          Dimensions: [Object.keys(dimensions)],
          Metrics: Object.entries(values).map(([Name, { unit }]) => ({ Name, Unit: unit })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value])),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
