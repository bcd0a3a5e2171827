/** Milliseconds before its end at which a token is no longer used. */
const margin = 30_000;

/**
 * Signs a person in by the one-time code that is sent to them, which `readCode` asks them for. Gives what gives a token:
 * a token lives five minutes and is asked for again from the session when it is about to end.
 */
export async function signIn(options: {
  /** The API's origin, such as https://api.example.id. */
  origin: string;
  email: string;
  readCode: () => Promise<string>;
}): Promise<() => Promise<string>> {
  const { origin, email, readCode } = options;
  await post(`${origin}/auth/email-otp/send-verification-otp`, { email, type: "sign-in" });
  const session = await post(`${origin}/auth/sign-in/email-otp`, { email, otp: await readCode() });
  const cookie = session.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  let token = "";
  return async () => {
    if (endOf(token) - margin < Date.now()) {
      const response = await answered(fetch(`${origin}/auth/token`, { headers: { cookie } }));
      ({ token } = (await response.json()) as { token: string });
    }
    return token;
  };
}

const post = (url: string, body: object): Promise<Response> =>
  answered(
    fetch(url, {
      method: "POST",
      body: JSON.stringify(body),
      // A browser tells the origin by itself; Node does not.
      headers: { "content-type": "application/json", origin: new URL(url).origin },
    }),
  );

async function answered(asked: Promise<Response>): Promise<Response> {
  const response = await asked;
  if (response.ok) return response;
  const { message } = (await response.json().catch(() => ({}))) as { message?: string };
  throw new Error(`Signing in was refused (${response.status}): ${message ?? "no reason given"}`);
}

/** When a JWT ends, in milliseconds; long ago for none. */
function endOf(token: string): number {
  const claims = token.split(".")[1];
  if (!claims) return 0;
  return JSON.parse(Buffer.from(claims, "base64url").toString()).exp * 1000;
}
