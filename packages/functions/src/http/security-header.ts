const frameless = "frame-ancestors 'none'";
/** Whole as it is served: its scripts and styles are in the page, and its workers are made by it. */
const playground = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  "worker-src blob:",
  "style-src 'unsafe-inline'",
  "font-src data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  frameless,
].join("; ");
const nothing = `default-src 'none'; ${frameless}`;

const twoYears = "max-age=63072000; includeSubDomains";

/**
 * Adds to any answer what browsers are to make of it: its type as it is told, shown in no frame, read by no
 * other site but as CORS says, with no address handed on, and in the cloud by HTTPS alone.
 */
export function withSecurity(response: Response, { https }: { https: boolean }): Response {
  const { headers } = response;
  const type = headers.get("content-type") ?? "";
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("x-frame-options", "DENY");
  headers.set("cross-origin-resource-policy", "same-origin");
  // A page that says what it needs may do no more than that.
  if (!headers.has("content-security-policy"))
    headers.set(
      "content-security-policy",
      type.startsWith("text/html")
        ? playground
        : // Browsers show a PDF by a page of their own, which the policy would hold too.
          type.startsWith("application/pdf")
          ? frameless
          : nothing,
    );
  if (https) headers.set("strict-transport-security", twoYears);
  return response;
}
