/**
 * PDF 1.4 files (ISO 32000-1): one font, WinAnsi text, Info dictionary and XMP that agree, a right cross-reference table, and
 * incremental updates (7.5.6) that append new versions of objects and leave the old ones in the file.
 */
import { pdfTime, xmpTime } from "../base/time.js";
import { deflateZlib } from "./deflate.js";
import { escapeXml } from "./ooxml.js";

// Characters of WinAnsi above 0x7F that are not at their Latin-1 place.
const WIN_ANSI = new Map([
  ["€", 0x80],
  ["‚", 0x82],
  ["„", 0x84],
  ["…", 0x85],
  ["Œ", 0x8c],
  ["‘", 0x91],
  ["’", 0x92],
  ["“", 0x93],
  ["”", 0x94],
  ["–", 0x96],
  ["—", 0x97],
  ["œ", 0x9c],
]);

function winAnsi(text) {
  return Buffer.from(
    [...text.replaceAll("\u202f", "\u00a0")].map((c) => {
      const code = WIN_ANSI.get(c) ?? c.codePointAt(0);
      if (code > 255) throw new Error(`not in WinAnsi: ${c}`);
      return code;
    }),
  );
}

const literal = (text) =>
  winAnsi(text)
    .toString("latin1")
    .replace(/[\\()]/g, (c) => `\\${c}`);

/** Text string (7.9.2.2): PDFDocEncoding where plain, else UTF-16BE. */
function textString(text) {
  if (/^[\x20-\x7e]*$/.test(text)) return `(${text.replace(/[\\()]/g, (c) => `\\${c}`)})`;
  return `<FEFF${Buffer.from(text, "utf16le").swap16().toString("hex").toUpperCase()}>`;
}

function pageContent(lines, letterhead) {
  const shown = lines.map((line, i) => {
    const move = i === 0 ? "56 780 Td" : "0 -16 Td";
    if (typeof line === "string") return `${move} (${literal(line)}) Tj`;
    return `${move} /F2 11 Tf (${literal(line.other)}) Tj /F1 11 Tf`;
  });
  const picture = letterhead ? "q 595 0 0 842 0 0 cm /Im1 Do Q\n" : "";
  return Buffer.from(`${picture}BT /F1 11 Tf\n${shown.join("\n")}\nET\n`, "latin1");
}

function stream(dict, bytes) {
  return Buffer.concat([
    Buffer.from(`<< ${dict} /Length ${bytes.length} >>\nstream\n`, "latin1"),
    bytes,
    Buffer.from("\nendstream", "latin1"),
  ]);
}

const infoObject = (m) =>
  Buffer.from(
    `<< /Title ${textString(m.title)} /Author ${textString(m.author)} /Creator ${textString(m.creator)} /Producer ${textString(m.producer)} /CreationDate (${pdfTime(m.created, m.zone ?? "paris")}) /ModDate (${pdfTime(m.modified, m.zone ?? "paris")}) >>`,
    "latin1",
  );

function xmpObject(m) {
  const packet = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(m.title)}</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>${escapeXml(m.author)}</rdf:li></rdf:Seq></dc:creator><xmp:CreatorTool>${escapeXml(m.creator)}</xmp:CreatorTool><xmp:CreateDate>${xmpTime(m.created, m.zone ?? "paris")}</xmp:CreateDate><xmp:ModifyDate>${xmpTime(m.modified, m.zone ?? "paris")}</xmp:ModifyDate><pdf:Producer>${escapeXml(m.producer)}</pdf:Producer></rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>`;
  return stream("/Type /Metadata /Subtype /XML", Buffer.from(packet, "utf8"));
}

/** A blank page with a band at the top, as a picture of a letterhead is: one byte a point of 10. */
function letterheadPicture() {
  const [width, height] = [60, 84];
  const pixels = Buffer.alloc(width * height, 0xff);
  for (let row = 4; row < 9; row++) pixels.fill(0x80, row * width + 6, row * width + 30);
  return stream(
    `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode`,
    deflateZlib(pixels),
  );
}

/** Writes objects (number -> bytes) after `before`, then a cross-reference section and trailer pointing back to `previous`. */
function section(before, objects, { size, id, previous }) {
  const pieces = [before];
  let offset = before.length;
  const offsets = new Map();
  for (const [number, body] of objects) {
    const piece = Buffer.concat([
      Buffer.from(`${number} 0 obj\n`, "latin1"),
      body,
      Buffer.from("\nendobj\n", "latin1"),
    ]);
    offsets.set(number, offset);
    offset += piece.length;
    pieces.push(piece);
  }
  const row = (at, generation, use) => `${String(at).padStart(10, "0")} ${generation} ${use} \n`;
  let table = "xref\n";
  if (previous === undefined) {
    table += `0 ${size}\n${row(0, "65535", "f")}`;
    for (let n = 1; n < size; n++)
      table += offsets.has(n) ? row(offsets.get(n), "00000", "n") : row(0, "00000", "f");
  } else {
    for (const [number, at] of offsets) table += `${number} 1\n${row(at, "00000", "n")}`;
  }
  const back = previous === undefined ? "" : ` /Prev ${previous}`;
  table += `trailer\n<< /Size ${size} /Root 1 0 R /Info 6 0 R /ID [<${id[0]}> <${id[1]}>]${back} >>\nstartxref\n${offset}\n%%EOF\n`;
  return { bytes: Buffer.concat([...pieces, Buffer.from(table, "latin1")]), startxref: offset };
}

/**
 * A one-page PDF of lines; a line `{other: text}` stands in a second font. `meta`: title, author, creator (program), producer, created, modified (ms UTC), id (32 hex digits).
 * `letterhead` puts a picture of the size of the page under the text. `field` `{name, value}` adds a form field; `updates` is a list of later revisions `{lines?, fieldValue?, modified, id}`.
 * Returns bytes and the text of the last revision.
 */
export function pdf(
  lines,
  meta,
  { compress = true, field, letterhead = false, updates = [] } = {},
) {
  const content = (shown) =>
    compress
      ? stream("/Filter /FlateDecode", deflateZlib(pageContent(shown, letterhead)))
      : stream("", pageContent(shown, letterhead));
  const object = (text) => Buffer.from(text, "latin1");
  const fieldObject = (value) =>
    object(
      `<< /Type /Annot /Subtype /Widget /FT /Tx /T (${field.name}) /V ${textString(value)} /DA (/F1 11 Tf 0 g) /Rect [56 300 360 320] /F 4 /P 3 0 R >>`,
    );
  const form =
    field === undefined
      ? ""
      : " /AcroForm << /Fields [8 0 R] /DA (/F1 11 Tf 0 g) /DR << /Font << /F1 4 0 R >> >> /NeedAppearances true >>";
  const other = lines.some((line) => typeof line !== "string");
  const objects = new Map([
    [1, object(`<< /Type /Catalog /Pages 2 0 R /Metadata 7 0 R${form} >>`)],
    [2, object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")],
    [
      3,
      object(
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R${other ? " /F2 10 0 R" : ""} >>${letterhead ? " /XObject << /Im1 9 0 R >>" : ""} >> /Contents 5 0 R${field === undefined ? "" : " /Annots [8 0 R]"} >>`,
      ),
    ],
    [
      4,
      object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"),
    ],
    [5, content(lines)],
    [6, infoObject(meta)],
    [7, xmpObject(meta)],
  ]);
  if (field !== undefined) objects.set(8, fieldObject(field.value));
  if (other)
    objects.set(
      10,
      object("<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"),
    );
  if (letterhead) objects.set(9, letterheadPicture());
  const size = Math.max(...objects.keys()) + 1;
  let state = section(Buffer.from("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "latin1"), objects, {
    size,
    id: [meta.id, meta.id],
  });
  let shown = lines;
  let value = field?.value;
  for (const update of updates) {
    const changed = new Map();
    if (update.lines !== undefined) {
      shown = update.lines;
      changed.set(5, content(shown));
    }
    const now = { ...meta, modified: update.modified };
    changed.set(6, infoObject(now)).set(7, xmpObject(now));
    if (update.fieldValue !== undefined) {
      value = update.fieldValue;
      changed.set(8, fieldObject(value));
    }
    state = section(state.bytes, changed, {
      size,
      id: [meta.id, update.id],
      previous: state.startxref,
    });
  }
  return {
    bytes: state.bytes,
    text: [...shown.map((line) => line.other ?? line), ...(value ? [value] : [])].join("\n"),
  };
}
