import type { Database } from "@winner/core/database/index.ts";
import { createAuth } from "@winner/functions/auth/auth.ts";

/** Sign-in on a database: what is sent to it, and the last code for each address. */
export function openSignIn(db: Database) {
  const codes = new Map<string, string>();
  const auth = createAuth({
    db,
    baseUrl: "http://test",
    secret: "a secret of a test, long enough to be one",
    sendCode: async (email, code) => void codes.set(email, code),
  });
  const post = (path: string, body: object, address: string) =>
    auth.handler(
      new Request(`http://test/auth${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-client-address": address },
        body: JSON.stringify(body),
      }),
    );
  const askCode = (email: string, address: string) =>
    post("/email-otp/send-verification-otp", { email, type: "sign-in" }, address);
  /** Signs in with the last code; gives the answer. */
  const enter = (email: string, address: string) =>
    post("/sign-in/email-otp", { email, otp: codes.get(email) }, address);
  /** A token of the session that an answer of `enter` began. */
  const tokenOf = async (entered: Response): Promise<Response> => {
    const cookie = entered.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
    return auth.handler(new Request("http://test/auth/token", { headers: { cookie } }));
  };
  return { auth, codes, post, askCode, enter, tokenOf };
}
