import PDFDocument from "pdfkit";

export type Pdf = PDFKit.PDFDocument;

/** Draws an A4 document. With the same `info` the same drawing gives the same bytes, whenever and wherever. */
export function render(
  draw: (pdf: Pdf) => void,
  info: PDFKit.DocumentInfo = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const pdf = new PDFDocument({ size: "A4", margin: 56, info });
  const chunks: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    pdf.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    pdf.on("error", reject);
    pdf.on("end", () => resolve(new Uint8Array(Buffer.concat(chunks))));
    draw(pdf);
    pdf.end();
  });
}

/** A text in letters that the standard fonts of PDF have: others lose their marks, or become a question mark. */
export const printable = (text: string): string =>
  text
    .normalize("NFC")
    .replace(/[^\x20-\x7e\xa1-\xff–—‘’“”•…€]/gu, (letter) =>
      letter === "\n" ? letter : plain(letter),
    );

function plain(letter: string): string {
  if (/\s/u.test(letter)) return " ";
  const bare = letter.normalize("NFKD").replace(/\p{M}/gu, "");
  return /^[\x20-\x7e]+$/.test(bare) ? bare : "?";
}
