/** Commands with tools at hand that derive a value again from the bytes, without leaksift where the bytes lie in a file of their own. */
import type { Evidence, Place } from "../model/flag.ts";

/** How to reach the bytes a place counts in. */
export interface BytesAt {
  /** Path of a file on disk that holds them. */
  readonly path: string;
  /** Where they begin in that file; null when they have to be unpacked first. */
  readonly offsetBytes: number | null;
  /** Command that writes them to `path`, "" when they lie there already. */
  readonly unpack: string;
}

/** A path as one word for a POSIX shell; control characters as $'…' escapes, so that printing it is harmless. */
function shellWord(text: string): string {
  if (/^[A-Za-z0-9_./@%+=:,-]+$/.test(text)) return text;
  if (/^[\x20-\x7e\u00a0-\uffff]*$/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = [...Buffer.from(text, "utf8")]
    .map((byte) =>
      byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, "0")}`,
    )
    .join("");
  return `$'${escaped}'`;
}

/** Element name at the end of a source: "docProps/core.xml dcterms:modified" -> part and element. */
function xmlPlace(source: string): { part: string; element: string } | null {
  const found = /^(\S+\.xml) ([A-Za-z0-9]+:)?([A-Za-z]+)/.exec(source);
  if (found === null) return null;
  return { part: found[1] ?? "", element: `${found[2] ?? ""}${found[3] ?? ""}` };
}

/** Unpacks a PDF stream; what is not packed is printed as it is. */
const INFLATE =
  "python3 -c 'import sys, zlib; b = sys.stdin.buffer.read(); sys.stdout.buffer.write(zlib.decompressobj().decompress(b) if b[:1] == b\"x\" else b)'";

function metadataCommands(source: string, file: string): string[] {
  const xml = xmlPlace(source);
  if (xml !== null) {
    return [
      `unzip -p ${file} ${shellWord(xml.part)} | grep -o ${shellWord(`<${xml.element}[^>]*>[^<]*`)}`,
    ];
  }
  if (source === "PDF revisions") return [`grep -a -b -o '%%EOF' ${file}`];
  const info = /^Info \/([A-Za-z]+)$/.exec(source);
  if (info !== null)
    return [`grep -a -o '/${info[1]} *([^)]*)' ${file}`, `exiftool -a -G1 -s ${file}`];
  if (source.startsWith("PDF signature"))
    return [`grep -a -b -o '/ByteRange *\\[[^]]*\\]' ${file}`];
  if (source.startsWith("zip")) return [`unzip -Z -v ${file}`];
  const drawing = /^PDF content stream \d+, bytes (\d+)\+(\d+)$/.exec(source);
  if (drawing !== null)
    return [
      `tail -c +${Number(drawing[1]) + 1} ${file} | head -c ${drawing[2]} | ${INFLATE}`,
      `pdfimages -list ${file}`,
    ];
  if (source.includes("font used once")) return [`pdffonts ${file}`];
  if (source.startsWith("root directory entry"))
    return [
      // The root entry is the first of the directory; its sector stands at byte 48 of the header
      `xxd -s $((($(od -An -tu4 -j48 -N4 ${file}) + 1) * 512 + 100)) -l 16 ${file}`,
    ];
  return [`exiftool -a -G1 -s ${file}`];
}

/** Commands for one place. Empty where the value is counted over the corpus. */
function placeCommands(where: Place, at: BytesAt): string[] {
  const file = shellWord(at.path);
  switch (where.kind) {
    case "header":
    case "bytes": {
      if (at.offsetBytes === null) {
        return [`tail -c +${where.offsetBytes + 1} ${file} | head -c ${where.lengthBytes}`];
      }
      const start = at.offsetBytes + where.offsetBytes;
      return [
        `tail -c +${start + 1} ${file} | head -c ${where.lengthBytes}`,
        `xxd -s ${start} -l ${where.lengthBytes} ${file}`,
      ];
    }
    case "metadata":
      return metadataCommands(where.source, file);
    case "text":
    case "absent":
    case "corpus":
      return [];
  }
}

/** All commands for a piece of evidence, unpacking first. */
export function deriveCommands(evidence: Evidence, at: BytesAt): string[] {
  const commands = placeCommands(evidence.where, at);
  const compared =
    evidence.comparedWith === null ? [] : placeCommands(evidence.comparedWith.where, at);
  const all = [...new Set([...commands, ...compared])];
  return all.length === 0 || at.unpack === "" ? all : [at.unpack, ...all];
}

/** Where a value stands, for a person. */
export function placeText(where: Place): string {
  switch (where.kind) {
    case "header":
      return `header ${where.name}, bytes ${where.offsetBytes}+${where.lengthBytes} of the message`;
    case "bytes":
      return `bytes ${where.offsetBytes}+${where.lengthBytes} of the file`;
    case "metadata":
      return `${where.source} (${where.field})`;
    case "text":
      return where.line > 0 ? `line ${where.line} of the text` : "the text";
    case "absent":
      return `not there: ${where.what}`;
    case "corpus":
      return where.what;
  }
}
