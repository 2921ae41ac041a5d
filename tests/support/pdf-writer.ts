/** PDF files made for tests: objects in, bytes with a right cross-reference table out; updates can be appended. */

/** Object number -> body between "obj" and "endobj". */
export type PdfObjects = Readonly<Record<number, string | Buffer>>;

function section(objects: PdfObjects, start: number, trailer: string): Buffer {
  const parts: Buffer[] = [];
  const offsets: [number, number][] = [];
  let at = start;
  const push = (piece: Buffer): void => {
    parts.push(piece);
    at += piece.length;
  };
  for (const [number, body] of Object.entries(objects)) {
    offsets.push([Number(number), at]);
    push(
      Buffer.concat([
        Buffer.from(`${number} 0 obj\n`),
        Buffer.from(body),
        Buffer.from("\nendobj\n"),
      ]),
    );
  }
  const rows = offsets.map(
    ([number, offset]) => `${number} 1\n${String(offset).padStart(10, "0")} 00000 n \n`,
  );
  const free = start < 20 ? "0 1\n0000000000 65535 f \n" : "";
  const size = Math.max(...offsets.map(([number]) => number), 20) + 1;
  const table = `xref\n${free}${rows.join("")}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`;
  push(Buffer.from(table));
  return Buffer.concat(parts);
}

/** A stream object's body. */
export function stream(dictionary: string, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([
    Buffer.from(`<< ${dictionary} /Length ${bytes.length} >>\nstream\n`),
    bytes,
    Buffer.from("\nendstream"),
  ]);
}

/** Object 1 must be the catalog. `trailer` is put into the trailer dictionary, e.g. "/Info 5 0 R". */
export function pdfOf(objects: PdfObjects, trailer = ""): Buffer {
  const head = Buffer.from("%PDF-1.7\n");
  return Buffer.concat([head, section(objects, head.length, trailer)]);
}

/** The file with an incremental update behind it. */
export function updated(pdf: Buffer, objects: PdfObjects, trailer = ""): Buffer {
  const previous = /startxref\n(\d+)\n%%EOF\n$/.exec(pdf.toString("latin1"))?.[1] ?? "0";
  return Buffer.concat([pdf, section(objects, pdf.length, `/Prev ${previous} ${trailer}`)]);
}

/** Catalog, page tree, a page for each text and one font: objects 1 to 3 and two from 10 on for each page. */
export function pagesOf(texts: readonly string[]): PdfObjects {
  const kids = texts.map((_text, n) => `${10 + n * 2} 0 R`).join(" ");
  const objects: Record<number, string | Buffer> = {
    1: "<< /Type /Catalog /Pages 2 0 R >>",
    2: `<< /Type /Pages /Kids [${kids}] /Count ${texts.length} >>`,
    3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  };
  for (const [n, text] of texts.entries()) {
    objects[10 + n * 2] =
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents ${11 + n * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`;
    objects[11 + n * 2] = stream("", text === "" ? "" : `BT /F1 12 Tf 72 700 Td (${text}) Tj ET`);
  }
  return objects;
}

/** A PDF text string in UTF-16BE, e.g. for names in Cyrillic. */
export function utf16(text: string): string {
  return `<feff${Buffer.from(text, "utf16le").swap16().toString("hex")}>`;
}
