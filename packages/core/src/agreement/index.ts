/** Agreements with local governments, clinics and schools, and the services that follow. */
export * from "./agreement-end.ts";
export * from "./agreement-file.ts";
export * from "./agreement-institution.ts";
export * from "./agreement-proof.ts";
export * from "./agreement-reminder.ts";
export * from "./agreement-renew.ts";
export * from "./agreement-run.ts";
export * from "./agreement-sign.ts";
export * from "./agreement-state.ts";
export * from "./agreement-visibility.ts";
export * from "./agreement-warning.ts";
export * from "./agreement-write.ts";
export * from "./service-funnel.ts";
