import type { DocumentFacts, DocumentParty } from "@winner/core/billing/index.ts";
import { formatDate } from "@winner/core/kernel/local-date.ts";
import { create } from "qrcode";
import { type Pdf, printable } from "./pdf.ts";

const left = 56;
const right = 539.28;
export const width = right - left;
const bottom = 785;
const colours = { ink: "#1a2b3c", soft: "#5b6b7b", accent: "#0b6e6e", rule: "#c9d3dc" };

interface Cell {
  x?: number;
  y?: number;
  width?: number;
  size?: number;
  bold?: boolean;
  align?: "left" | "right" | "center";
  colour?: string;
}

/** Writes a text into a box, by default the whole line at the pen. Gives where it ends. */
export function write(pdf: Pdf, text: string, cell: Cell = {}): number {
  const { x = left, y = pdf.y, size = 9.5, bold = false, align = "left" } = cell;
  pdf
    .font(bold ? "Helvetica-Bold" : "Helvetica")
    .fontSize(size)
    .fillColor(cell.colour ?? colours.ink)
    .text(printable(text), x, y, { width: cell.width ?? right - x, align, lineGap: 1.5 });
  return pdf.y;
}

export const writeSoft = (pdf: Pdf, text: string, cell: Cell = {}): number =>
  write(pdf, text, { colour: colours.soft, size: 8.5, ...cell });

/** Begins a new page when there is less room than needed. */
export function room(pdf: Pdf, needed: number): void {
  if (pdf.y + needed > bottom) pdf.addPage();
}

export function rule(pdf: Pdf, y = pdf.y): void {
  pdf.moveTo(left, y).lineTo(right, y).lineWidth(0.7).strokeColor(colours.rule).stroke();
}

/** The provider's logo or wordmark, the title and the facts beside it; then both parties. */
export function head(
  pdf: Pdf,
  title: string,
  facts: DocumentFacts,
  details: readonly (readonly [label: string, value: string])[],
): void {
  const { seller, buyer } = facts;
  if (!logo(pdf, facts.logo)) wordmark(pdf, seller.name);
  write(pdf, title, { y: 60, size: 20, bold: true, align: "right", colour: colours.accent });
  const top = 104;
  party(pdf, "Dari", seller, top);
  const sellerEnd = pdf.y;
  let y = top;
  for (const [label, value] of [
    ["Nomor", facts.number] as const,
    ["Tanggal", formatDate(facts.issuedOn)] as const,
    ...details,
  ]) {
    writeSoft(pdf, label, { x: 320, y, width: 80 });
    y = write(pdf, value, { x: 400, y, bold: label === "Nomor", align: "right" }) + 3;
  }
  pdf.y = Math.max(sellerEnd, y) + 10;
  party(pdf, facts.document === "RECEIPT" ? "Telah terima dari" : "Kepada Yth.", buyer, pdf.y);
  pdf.y += 16;
}

/** Draws a logo, if it can be read: no document fails for its picture. */
function logo(pdf: Pdf, image: Uint8Array | null): boolean {
  try {
    if (image) pdf.image(Buffer.from(image), left, 52, { fit: [200, 40] });
    return image !== null;
  } catch {
    return false;
  }
}

/** The first letter of the name in a square, and the name. */
function wordmark(pdf: Pdf, name: string): void {
  pdf.roundedRect(left, 56, 30, 30, 6).fill(colours.accent);
  const initial = printable(name).charAt(0).toUpperCase();
  write(pdf, initial, { y: 63, width: 30, size: 17, bold: true, align: "center", colour: "#fff" });
  write(pdf, name, { x: left + 40, y: 63, width: 240, size: 16, bold: true });
}

function party(pdf: Pdf, label: string, { name, address, taxNumber }: DocumentParty, y: number) {
  const cell = { width: 250 };
  writeSoft(pdf, label, { ...cell, y });
  write(pdf, name, { ...cell, bold: true });
  write(pdf, address, cell);
  if (taxNumber) write(pdf, `NPWP ${taxNumber}`, cell);
}

export interface Column {
  title: string;
  width: number;
  align: "left" | "right";
}

/** A table over as many pages as it takes; each page has its heading. */
export function table(pdf: Pdf, columns: readonly Column[], rows: readonly string[][]): void {
  const heading = () => {
    const { y } = pdf;
    pdf.rect(left, y, width, 20).fill(colours.accent);
    cells(
      columns.map((column) => column.title),
      y + 5,
      { bold: true, colour: "#fff", size: 9 },
    );
    pdf.y = y + 26;
  };
  const cells = (texts: readonly string[], y: number, style: Cell): number => {
    let x = left + 6;
    let end = y;
    for (const [index, column] of columns.entries()) {
      const inner = column.width - 12;
      const box = { ...style, x, y, width: inner, align: column.align };
      end = Math.max(end, write(pdf, texts[index] ?? "", box));
      x += column.width;
    }
    return end;
  };
  room(pdf, 60);
  heading();
  for (const row of rows) {
    const tall = pdf
      .font("Helvetica")
      .fontSize(9.5)
      .heightOfString(printable(row[0] ?? ""), { width: (columns[0]?.width ?? width) - 12 });
    if (pdf.y + tall + 14 > bottom) {
      pdf.addPage();
      heading();
    }
    pdf.y = cells(row, pdf.y, {}) + 4;
    rule(pdf);
    pdf.y += 5;
  }
}

/** Sums at the right, the last of them large. */
export function sums(pdf: Pdf, rows: readonly (readonly [label: string, amount: string])[]): void {
  room(pdf, rows.length * 18 + 12);
  for (const [index, [label, amount]] of rows.entries()) {
    const last = index === rows.length - 1;
    const style = { y: pdf.y + (last ? 4 : 0), bold: last, size: last ? 12 : 9.5 };
    write(pdf, label, { ...style, x: 250, width: 160, align: "right" });
    pdf.y = write(pdf, amount, { ...style, x: 415, width: right - 421, align: "right" }) + 4;
  }
  pdf.y += 6;
}

/** A label and a text under it, in a pale box. */
export function box(pdf: Pdf, label: string, text: string): void {
  const inner = width - 20;
  const tall = pdf
    .font("Helvetica-Bold")
    .fontSize(9.5)
    .heightOfString(printable(text), { width: inner });
  room(pdf, tall + 40);
  const { y } = pdf;
  pdf.roundedRect(left, y, width, tall + 28, 4).fill("#f1f6f6");
  writeSoft(pdf, label, { x: left + 10, y: y + 6 });
  write(pdf, text, { x: left + 10, y: y + 19, width: inner, bold: true });
  pdf.y = y + tall + 38;
}

/** How to check the document, with a QR code of the address; at the foot of the last page. */
export function proof(pdf: Pdf, code: string, address: string): void {
  const side = 76;
  room(pdf, side + 12);
  const top = bottom - side;
  qrCode(pdf, address, left, top, side);
  const x = left + side + 12;
  writeSoft(
    pdf,
    "Keaslian dokumen ini dapat diperiksa dengan memindai kode QR, atau dengan kode:",
    {
      x,
      y: top + 14,
    },
  );
  write(pdf, code, { x, bold: true });
  writeSoft(pdf, "Dokumen ini dibuat secara elektronik dan sah tanpa tanda tangan basah.", { x });
}

/** A QR code as squares: the same on every machine, and sharp on paper. */
function qrCode(pdf: Pdf, text: string, x: number, y: number, side: number): void {
  const { modules } = create(text, { errorCorrectionLevel: "M" });
  const cell = side / modules.size;
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column))
        pdf.rect(x + column * cell, y + row * cell, cell + 0.05, cell + 0.05);
  pdf.fill("#000");
}
