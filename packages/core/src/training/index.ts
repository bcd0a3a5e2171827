/** Trainings, bootcamps, internships and services that a finalist gives to institutions. */
export * from "./attendance-record.ts";
export * from "./certificate-issue.ts";
export * from "./event-figures.ts";
export * from "./event-write.ts";
export * from "./participant-register.ts";
export * from "./training-visibility.ts";
