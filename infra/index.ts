import "./migrate.ts";

export { url } from "./api.ts";
