/** Trainings, bootcamps, internships and services that a finalist gives to institutions. */
export * from "./assessment-write.ts";
export * from "./attendance-record.ts";
export * from "./bootcamp-visibility.ts";
export * from "./bootcamp-write.ts";
export * from "./certificate-issue.ts";
export * from "./enrolment-state.ts";
export * from "./enrolment-write.ts";
export * from "./event-figures.ts";
export * from "./event-write.ts";
export * from "./internship-state.ts";
export * from "./internship-visibility.ts";
export * from "./internship-write.ts";
export * from "./participant-register.ts";
export * from "./placement-rate.ts";
export * from "./placement-write.ts";
export * from "./student-register.ts";
export * from "./training-visibility.ts";
