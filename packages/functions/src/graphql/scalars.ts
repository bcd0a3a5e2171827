import { isTimeZone, parseLocalDate } from "@winner/core/kernel/local-date.ts";
import { GraphQLError } from "graphql";
import { builder } from "./builder.ts";

/** Four digits for the year: what is beyond PostgreSQL cannot keep, and nobody means. */
const instant = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

builder.scalarType("DateTime", {
  description: "An instant, ISO 8601 in UTC.",
  serialize: (value) => (value as Date).toISOString(),
  parseValue: (value) => {
    const date = new Date(typeof value === "string" && instant.test(value) ? value : Number.NaN);
    if (Number.isNaN(date.getTime()))
      throw new GraphQLError("DateTime must be ISO 8601 with its offset: 2023-05-08T02:00:00Z.");
    return date;
  },
});

builder.scalarType("LocalDate", {
  description: "A calendar date without time or zone: YYYY-MM-DD.",
  serialize: (value) => value as string,
  parseValue: (value) => {
    const date = typeof value === "string" ? parseLocalDate(value) : undefined;
    if (!date) throw new GraphQLError("LocalDate must be a real date as YYYY-MM-DD.");
    return date;
  },
});

builder.scalarType("JSON", {
  description:
    "JSON whose shape the field says: answers and questions of a form, methods, marks, details of events.",
  serialize: (value) => value,
  parseValue: (value) => value,
});

builder.scalarType("Rupiah", {
  description: "Whole rupiah, as text because it may be larger than a GraphQL Int.",
  serialize: (value) => String(value),
  parseValue: (value) => {
    if (!/^-?\d{1,18}$/.test(String(value)))
      throw new GraphQLError("Rupiah must be a whole number.");
    return BigInt(String(value));
  },
});

builder.scalarType("TimeZone", {
  description: "An IANA time zone, such as Asia/Makassar.",
  serialize: (value) => value as string,
  parseValue: (value) => {
    if (typeof value !== "string" || !isTimeZone(value))
      throw new GraphQLError("TimeZone must be an IANA time zone, such as Asia/Makassar.");
    return value;
  },
});
