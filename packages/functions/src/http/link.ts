import { machineTime } from "@winner/core/kernel/clock.ts";
import { sign, signed } from "@winner/core/kernel/secret.ts";

/** Makes and proves links that carry their own right, for a short time. */
export interface Links {
  make(path: string, claims: Record<string, string>, seconds: number): string;
  /** The claims of a link that was made here and has not expired; undefined otherwise. */
  read(url: string): URLSearchParams | undefined;
}

export const createLinks = (baseUrl: string, secret: string): Links => ({
  make(path, claims, seconds) {
    const until = String(Math.floor(machineTime() / 1000) + seconds);
    const query = new URLSearchParams({ ...claims, until });
    query.set("signature", sign(secret, `${path}?${query}`));
    return `${baseUrl}${path}?${query}`;
  },
  read(url) {
    const { pathname, searchParams } = new URL(url);
    const signature = searchParams.get("signature") ?? "";
    searchParams.delete("signature");
    const valid = signed(secret, `${pathname}?${searchParams}`, signature);
    const alive = Number(searchParams.get("until")) * 1000 > machineTime();
    return valid && alive ? searchParams : undefined;
  },
});

/** The answer to a link that was not made here, or whose time is over. */
export const expired = (): Response =>
  new Response("The link is not valid or has expired.", { status: 403 });
