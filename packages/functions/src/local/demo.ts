import type { Database } from "@winner/core/database/index.ts";
import type { Auth } from "../auth/auth.ts";
import { audience } from "../auth/token.ts";

/**
 * Lets a demo person act by the header `Authorization: Demo organiser`, so that the playground's tabs and a first curl
 * need no sign-in and never expire. Only this local server reads it; elsewhere such a scheme is refused. It goes on as
 * the token that signing in would give; a name that is no demo person's is left as it came.
 */
export function createDemoSignIn(db: Database, auth: Auth, baseUrl: string) {
  return async (request: Request): Promise<Request> => {
    const [, role] = /^Demo ([a-z.]+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
    if (!role) return request;
    const user = await db.user.findUnique({ where: { email: `${role}@demo.winner.id` } });
    if (!user) return request;
    const payload = { sub: user.id, aud: audience, iss: baseUrl };
    const { token } = await auth.api.signJWT({ body: { payload } });
    request.headers.set("authorization", `Bearer ${token}`);
    return request;
  };
}
