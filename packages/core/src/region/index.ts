/** Provinces and regencies, as others refer to them. */
export * from "./region-check.ts";
