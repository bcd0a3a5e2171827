import "./agreement.ts";
import "./migrate.ts";

export { url } from "./api.ts";
