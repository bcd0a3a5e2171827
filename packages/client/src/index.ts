export * from "./client.ts";
export * from "./error.ts";
export * from "./generated/graphql.ts";
export * from "./pages.ts";
export * from "./sign-in.ts";
export * from "./webhook.ts";
