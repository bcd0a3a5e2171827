import { builder } from "./builder.ts";
import "./scalars.ts";
import "./region.ts";
import "./identity.ts";
import "./institution.ts";
import "./edition.ts";
import "./edition-write.ts";
import "./team.ts";
import "./application.ts";
import "./file.ts";
import "./registration.ts";
import "./selection.ts";
import "./panel.ts";
import "./result.ts";
import "./audit.ts";

export const schema = builder.toSchema();
