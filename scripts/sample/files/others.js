/** Writers of the smaller formats: OpenDocument text, RTF, winmail.dat (TNEF, MS-OXTNEF), calendar and contact files, HTML. */
import { iso, local } from "../base/time.js";
import { escapeXml } from "./ooxml.js";
import { zip } from "./zip.js";

/** OpenDocument text as LibreOffice zips it: mimetype first and stored, member times local. */
export function odt(paragraphs, meta) {
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const ns =
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"';
  const member = (name, text) => ({ name, bytes: Buffer.from(text, "utf8"), at: meta.modified });
  const bytes = zip(
    [
      { ...member("mimetype", "application/vnd.oasis.opendocument.text"), store: true },
      member(
        "content.xml",
        `${head}<office:document-content ${ns} office:version="1.2"><office:body><office:text>${paragraphs.map((p) => `<text:p>${escapeXml(p)}</text:p>`).join("")}</office:text></office:body></office:document-content>`,
      ),
      member(
        "meta.xml",
        `${head}<office:document-meta ${ns} office:version="1.2"><office:meta><meta:generator>LibreOffice/5.1.4.2$Linux_X86_64</meta:generator><meta:initial-creator>${escapeXml(meta.creator)}</meta:initial-creator><dc:creator>${escapeXml(meta.lastModifiedBy)}</dc:creator><meta:creation-date>${iso(meta.created)}</meta:creation-date><dc:date>${iso(meta.modified)}</dc:date><meta:editing-cycles>${meta.revision}</meta:editing-cycles><meta:editing-duration>PT${meta.minutes}M0S</meta:editing-duration></office:meta></office:document-meta>`,
      ),
      member(
        "META-INF/manifest.xml",
        `${head}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
      ),
    ],
    { host: 0 },
  );
  return { bytes, text: paragraphs.join("\n") };
}

function rtfText(text) {
  return [...text]
    .map((c) => {
      const code = c.codePointAt(0);
      if (c === "\\" || c === "{" || c === "}") return `\\${c}`;
      if (code < 128) return c;
      return code < 256 ? `\\'${code.toString(16)}` : `\\u${code}?`;
    })
    .join("");
}

/** RTF with an \info group; times are local, as the format has no zone. */
export function rtf(paragraphs, meta) {
  const time = (name, at) => {
    const t = local(at, "paris");
    return `{\\${name}\\yr${t.year}\\mo${t.month}\\dy${t.day}\\hr${t.hour}\\min${t.minute}}`;
  };
  const text = `{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Arial;}}\r\n{\\info{\\title ${rtfText(meta.title)}}{\\author ${rtfText(meta.creator)}}{\\operator ${rtfText(meta.lastModifiedBy)}}${time("creatim", meta.created)}${time("revtim", meta.modified)}{\\version${meta.revision}}{\\edmins${meta.minutes}}}\r\n\\f0\\fs22 ${paragraphs.map(rtfText).join("\\par\r\n")}\\par}\r\n`;
  return { bytes: Buffer.from(text, "latin1"), text: paragraphs.join("\n") };
}

/** winmail.dat with one file in it: version, code page, then render data, title and bytes of the attachment. */
export function tnef(fileName, fileBytes) {
  const attribute = (level, id, data) => {
    const head = Buffer.alloc(9);
    head.writeUInt8(level, 0);
    head.writeUInt32LE(id, 1);
    head.writeUInt32LE(data.length, 5);
    const sum = Buffer.alloc(2);
    sum.writeUInt16LE(data.reduce((s, b) => (s + b) & 0xffff, 0));
    return Buffer.concat([head, data, sum]);
  };
  return Buffer.concat([
    Buffer.from([0x78, 0x9f, 0x3e, 0x22, 0x01, 0x00]),
    attribute(1, 0x00089006, Buffer.from([0, 0, 1, 0])),
    attribute(1, 0x00069007, Buffer.from([0xe4, 0x04, 0, 0, 0, 0, 0, 0])),
    attribute(1, 0x00078008, Buffer.from("IPM.Microsoft Mail.Note\0", "latin1")),
    attribute(2, 0x00069002, Buffer.from([1, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0])),
    attribute(2, 0x00018010, Buffer.from(`${fileName}\0`, "latin1")),
    attribute(2, 0x0006800f, fileBytes),
  ]);
}

const basic = (at) => iso(at).replaceAll("-", "").replaceAll(":", "");

/** One event (RFC 5545). */
export function ics({ uid, summary, place, start, end, organizer, stamp }) {
  return Buffer.from(
    [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Les Amis de la Halle//Agenda 1.0//FR",
      "METHOD:PUBLISH",
      "BEGIN:VEVENT",
      `UID:${uid}`,
      `DTSTAMP:${basic(stamp)}`,
      `DTSTART:${basic(start)}`,
      `DTEND:${basic(end)}`,
      `SUMMARY:${summary}`,
      `LOCATION:${place}`,
      `ORGANIZER;CN=${organizer.name}:mailto:${organizer.address}`,
      "END:VEVENT",
      "END:VCALENDAR",
      "",
    ].join("\r\n"),
    "utf8",
  );
}

/** One contact (RFC 2426). */
export function vcf({ family, given, address, phone, organisation }) {
  return Buffer.from(
    [
      "BEGIN:VCARD",
      "VERSION:3.0",
      `N:${family};${given};;;`,
      `FN:${given} ${family}`,
      `ORG:${organisation}`,
      `EMAIL;TYPE=INTERNET:${address}`,
      `TEL;TYPE=WORK:${phone}`,
      "END:VCARD",
      "",
    ].join("\r\n"),
    "utf8",
  );
}

/** A small page. */
export function html(title, paragraphs, lang) {
  return Buffer.from(
    `<!DOCTYPE html>\n<html lang="${lang}">\n<head><meta charset="utf-8"><title>${escapeXml(title)}</title></head>\n<body>\n<h1>${escapeXml(title)}</h1>\n${paragraphs.map((p) => `<p>${escapeXml(p)}</p>`).join("\n")}\n</body>\n</html>\n`,
    "utf8",
  );
}
