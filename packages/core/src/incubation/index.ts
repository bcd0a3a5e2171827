/** What happens after the prize: cohorts, plans, mentors and sessions. */
export * from "./cohort-visibility.ts";
export * from "./cohort-write.ts";
export * from "./evidence-upload.ts";
// facilitation of local governments
export * from "./facilitation-read.ts";
export * from "./facilitation-state.ts";
export * from "./facilitation-visibility.ts";
export * from "./introduction-write.ts";
export * from "./meeting-write.ts";
export * from "./mentor-assign.ts";
export * from "./mentor-profile.ts";
export * from "./milestone-risk.ts";
export * from "./milestone-write.ts";
export * from "./need-match.ts";
export * from "./need-write.ts";
export * from "./plan-template.ts";
export * from "./session-calendar.ts";
export * from "./session-feedback.ts";
export * from "./session-write.ts";
export * from "./timeline.ts";
