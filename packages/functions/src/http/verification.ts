import { type Verified, verifyDocument } from "@winner/core/billing/index.ts";
import type { Database } from "@winner/core/database/index.ts";
import { formatDate } from "@winner/core/kernel/local-date.ts";
import { formatRupiah } from "@winner/core/kernel/money.ts";

/** The public check of a document by its code: a page for a telephone, plain text for a program. */
export function createVerification(db: Database): (request: Request) => Promise<Response> {
  return async (request) => {
    const code = new URL(request.url).searchParams.get("code") ?? "";
    const found = await verifyDocument(db, code);
    const title = found
      ? `${kinds[found.document]} ${found.number} terdaftar.`
      : "Dokumen dengan kode ini tidak terdaftar.";
    const facts = found ? factsOf(found) : [];
    const asPage = request.headers.get("accept")?.includes("text/html");
    return new Response(asPage ? page(found !== null, title, facts) : text(title, facts), {
      status: found ? 200 : 404,
      headers: {
        "content-type": `text/${asPage ? "html" : "plain"}; charset=utf-8`,
        "content-security-policy":
          "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "cache-control": "no-store",
        vary: "accept",
      },
    });
  };
}

type Facts = [name: string, value: string][];

const factsOf = ({ seller, issuedOn, total, state }: Verified): Facts => [
  ["Penerbit", seller],
  ["Tanggal", formatDate(issuedOn)],
  ["Total", formatRupiah(total)],
  ...(state ? ([["Status", states[state]]] satisfies Facts) : []),
];

const kinds = { INVOICE: "Tagihan", CREDIT_NOTE: "Nota kredit", RECEIPT: "Kuitansi" } as const;
const states = {
  DRAFT: "konsep",
  OPEN: "belum lunas",
  PAID: "lunas",
  VOID: "dibatalkan",
} as const;

const text = (title: string, facts: Facts): string =>
  `${[title, ...facts.map(([name, value]) => `${name}: ${value}`)].join("\n")}\n`;

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (value: string) => value.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

const page = (genuine: boolean, title: string, facts: Facts): string => `<!doctype html>
<html lang="id">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pemeriksaan dokumen</title>
<style>
  body { margin: 0 auto; max-width: 26rem; padding: 1.5rem; font: 1.1rem/1.5 system-ui, sans-serif; color: #1c2733 }
  h1 { font-size: 1.3rem; padding-left: .8rem; border-left: .4rem solid ${genuine ? "#157f3c" : "#b3261e"} }
  dt { color: #5b6875; font-size: .9rem }
  dd { margin: 0 0 .8rem; overflow-wrap: anywhere }
  p { color: #5b6875; font-size: .9rem }
</style>
<h1>${genuine ? "✓" : "✗"} ${escaped(title)}</h1>
<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value)}</dd>`).join("")}</dl>
<p>${
  genuine
    ? "Cocokkan dengan dokumen yang Anda pegang. Bila berbeda, hubungi penerbitnya."
    : "Periksa kembali kodenya. Bila kode benar, dokumen itu tidak diterbitkan di sini."
}</p>
</html>
`;
