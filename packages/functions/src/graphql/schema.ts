import { builder } from "./builder.ts";
import "./scalars.ts";
import "./region.ts";
import "./identity.ts";
import "./edition.ts";
import "./application.ts";
import "./selection.ts";
import "./audit.ts";

export const schema = builder.toSchema();
