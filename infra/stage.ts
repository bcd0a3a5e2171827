/** Production is protected, kept, and sized for the country; any other stage is small and removable. */
export const production = $app.stage === "production";

const serverSettings = [
  "WINNER_ORIGINS",
  "WINNER_INTROSPECTION",
  "WINNER_FREE_DOCUMENTS",
  "WINNER_RATE_ANONYMOUS",
  "WINNER_RATE_USER",
  "WINNER_RATE_KEY",
];

/**
 * What a deployment may set, by environment variables of `sst deploy`; all of it may be absent.
 * A domain needs its zone in Route 53, or the ARN of a certificate and a DNS record of one's own.
 */
export const settings = {
  apiDomain: domainOf(process.env.WINNER_API_DOMAIN, process.env.WINNER_API_CERTIFICATE),
  cdnDomain: domainOf(process.env.WINNER_CDN_DOMAIN, process.env.WINNER_CDN_CERTIFICATE),
  /** Where alarms are mailed. */
  alarmEmail: process.env.WINNER_ALARM_EMAIL,
  /** Sites whose pages may call the API, exactly as browsers name them; none when absent. */
  origins: originsOf(process.env.WINNER_ORIGINS),
  /** Of the server, as graphql/settings.ts reads them. */
  server: Object.fromEntries(
    serverSettings.flatMap((name) => {
      const value = process.env[name];
      return value ? [[name, value]] : [];
    }),
  ),
  /** A small host through which `sst tunnel` reaches the database; public, so off unless asked for. */
  bastion: process.env.WINNER_BASTION === "1",
  /** The collector (OpenTelemetry, OTLP over HTTP) that traces go to, what it wants to see, and the share that is traced. */
  traces: {
    endpoint: process.env.WINNER_TRACES_ENDPOINT,
    headers: process.env.WINNER_TRACES_HEADERS,
    share: process.env.WINNER_TRACES_SHARE ?? "0.05",
  },
};

/** Neither a wildcard nor `null` names a site. */
function originsOf(text = ""): string[] {
  const origins = text.split(",").filter((origin) => origin !== "");
  const wrong = origins.find((origin) => new URL(origin).origin !== origin);
  if (wrong) throw new Error(`WINNER_ORIGINS: ${wrong} is not an origin`);
  return origins;
}

function domainOf(name: string | undefined, certificate: string | undefined) {
  if (!name) return undefined;
  return certificate ? { name, dns: false as const, cert: certificate } : { name };
}
