import type { Database } from "@winner/core/database/index.ts";
import * as Judging from "@winner/core/judging/index.ts";
import { render } from "../document/pdf.ts";
import { expired, type Links } from "./link.ts";

type Language = "en" | "id";
type Row = NonNullable<Awaited<ReturnType<typeof Judging.verifyCertificate>>>;

/** Serves the PDF of a link. */
export function createDocuments(
  db: Database,
  links: Links,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const claims = links.read(request.url);
    const row = claims && (await Judging.verifyCertificate(db, claims.get("code") ?? ""));
    if (!claims || !row) return expired();
    const language = claims.get("language") === "id" ? "id" : "en";
    const draw = claims.get("kind") === "SCORE_SHEET" ? drawScoreSheet : drawCertificate;
    const pdf = await render((document) => draw(document, row, language));
    return new Response(pdf, {
      headers: { "content-type": "application/pdf", "cache-control": "no-store" },
    });
  };
}

const words = {
  en: {
    certificate: "Certificate",
    scoreSheet: "Score sheet",
    rank: "Rank",
    total: "Total",
    proof: "Check this code with the public query verifyCertificate:",
    dropped: "dropped",
    replaced: "This result has been replaced after an appeal.",
  },
  id: {
    certificate: "Sertifikat",
    scoreSheet: "Lembar nilai",
    rank: "Peringkat",
    total: "Nilai akhir",
    proof: "Periksa kode ini dengan kueri publik verifyCertificate:",
    dropped: "tidak dihitung",
    replaced: "Hasil ini telah diganti setelah banding.",
  },
};

function head(document: PDFKit.PDFDocument, row: Row, title: string, language: Language): void {
  const { edition } = row.snapshot.panel.stage;
  document.fontSize(24).text(title, { align: "center" }).moveDown();
  document
    .fontSize(14)
    .text(language === "id" ? edition.nameId : edition.nameEn, { align: "center" })
    .text(row.snapshot.panel.name, { align: "center" })
    .moveDown();
  document.fontSize(18).text(row.teamName, { align: "center" });
  document.fontSize(12).text(row.title, { align: "center" }).moveDown();
}

function foot(document: PDFKit.PDFDocument, row: Row, language: Language): void {
  document.moveDown().fontSize(10);
  if (row.snapshot.replacedBy) document.text(words[language].replaced);
  document.text(words[language].proof).text(row.verificationCode).text(row.snapshot.hash);
}

function drawCertificate(document: PDFKit.PDFDocument, row: Row, language: Language): void {
  const { certificate, rank, total } = words[language];
  head(document, row, certificate, language);
  document.fontSize(16).text(`${rank} ${row.rank}`, { align: "center" });
  document.fontSize(12).text(`${total}: ${row.total}`, { align: "center" });
  foot(document, row, language);
}

function drawScoreSheet(document: PDFKit.PDFDocument, row: Row, language: Language): void {
  const { scoreSheet, rank, total, dropped } = words[language];
  head(document, row, scoreSheet, language);
  const { steps, tieBreaks } = row.derivation as unknown as Judging.PublishedDerivation;
  document.fontSize(10);
  for (const { key, marks, panelScore, factor, factored } of steps?.criteria ?? []) {
    const values = marks.map(({ value, dropped: out }) => (out ? `${value} (${dropped})` : value));
    document.text(`${key}: ${values.join("  ")}`);
    document.text(`    ${panelScore} × ${factor} = ${factored}`);
  }
  for (const { kind, value } of tieBreaks) document.text(`${kind}: ${value}`);
  document.moveDown().fontSize(12).text(`${total}: ${row.total}    ${rank}: ${row.rank}`);
  foot(document, row, language);
}
