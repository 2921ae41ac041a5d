/**
 * Chooses the reader for one file's bytes by what the bytes are, and runs it.
 *
 * One table, media type -> reader, filled by every format of this folder. Readers are imported when first needed: a corpus
 * without PDF never loads pdf.js. May not look at file names to choose: names lie; only text formats, which have no signature,
 * fall back on the declared type and the ending.
 */
import type { Extraction } from "../model/extraction.ts";

/** What is known of a file before it is read. All of it but `sniffedType` is a claim of the corpus. */
export interface ReadContext {
  /** Name as stored, decoded, "" when none. Hostile. */
  readonly name: string;
  /** Media type the mail or container declares, lower case, "" when none. */
  readonly declaredType: string;
  /** Media type by content (sources/sniff.ts), lower case; "application/octet-stream" when the bytes say nothing. */
  readonly sniffedType: string;
}

/**
 * Reads one file. Bad input never throws: it comes back as `problems` and `markers`. A thrown error is a bug.
 * Readers are pure: no file, no network, no clock, no console.
 */
export type Reader = (bytes: Uint8Array, context: ReadContext) => Promise<Extraction>;

type LoadReader = () => Promise<Reader>;

/** Every zip-based type: read-zip.ts looks at the members and tells a workbook from an archive. */
const zip: LoadReader = async () => (await import("./read-zip.ts")).readZip;
const pdf: LoadReader = async () => (await import("./pdf.ts")).readPdf;
const image: LoadReader = async () => (await import("./image.ts")).readImage;
const text: LoadReader = async () => (await import("./plain-text.ts")).readPlainText;
const cards: LoadReader = async () => (await import("./vcard-ics.ts")).readCards;
const xml: LoadReader = async () => (await import("./xml-file.ts")).readXml;
const rar: LoadReader = async () => (await import("./rar.ts")).readRar;
const unread: LoadReader = async () => (await import("./unread-archive.ts")).readUnreadArchive;

/** Every compound file: read-ole.ts looks at the streams and tells a workbook from a message. */
const ole: LoadReader = async () => (await import("./read-ole.ts")).readOle;

/**
 * Media type by content -> reader. One row a type; a family of formats shares one loader.
 * Rows may be added in any order; a type without a row has no text and no metadata, only a name and a hash.
 */
const READERS = new Map<string, LoadReader>([
  ["application/x-ole-storage", ole],
  ["application/msword", ole],
  ["application/vnd.ms-excel", ole],
  ["application/vnd.ms-powerpoint", ole],
  ["application/vnd.ms-outlook", ole],
  ["application/rtf", async () => (await import("./read-rtf.ts")).readRtf],
  ["application/vnd.ms-tnef", async () => (await import("./read-tnef.ts")).readTnef],
  ["application/zip", zip],
  ["application/epub+zip", zip],
  ["application/java-archive", zip],
  ["application/pdf", pdf],
  ["image/avif", image],
  ["image/gif", image],
  ["image/heic", image],
  ["image/heif", image],
  ["image/jpeg", image],
  ["image/jxl", image],
  ["image/png", image],
  ["image/tiff", image],
  ["image/vnd.adobe.photoshop", image],
  ["image/webp", image],
  ["text/html", async () => (await import("./html-file.ts")).readHtml],
  ["text/calendar", cards],
  ["text/vcard", cards],
  ["application/xml", xml],
  ["image/svg+xml", xml],
  ["application/json", text],
  ["application/pgp-encrypted", text],
  ["application/gzip", async () => (await import("./gzip.ts")).readGzip],
  ["application/x-bzip2", async () => (await import("./seven-zip.ts")).readBzip2],
  ["application/x-xz", async () => (await import("./seven-zip.ts")).readXz],
  ["application/x-tar", async () => (await import("./tar.ts")).readTar],
  ["application/vnd.rar", rar],
  ["application/x-rar", rar],
  ["application/x-7z-compressed", async () => (await import("./seven-zip.ts")).readSevenZip],
  ["application/vnd.ms-cab-compressed", unread],
  ["application/x-compress", unread],
  ["application/x-iso9660-image", unread],
  ["application/x-lzh", unread],
  ["application/zstd", unread],
]);

/** Prefixes of media types that are all zip containers, whatever comes after. */
const ZIP_PREFIXES = [
  "application/vnd.openxmlformats-officedocument.",
  "application/vnd.ms-excel.",
  "application/vnd.ms-word.",
  "application/vnd.ms-powerpoint.",
  "application/vnd.ms-visio.",
  "application/vnd.oasis.opendocument.",
  "application/vnd.sun.xml.",
] as const;

/** A zip may state any media type in its "mimetype" member; what begins like a zip is read as one. */
function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

function loaderFor(type: string, bytes: Uint8Array): LoadReader | undefined {
  if (isZip(bytes)) return zip;
  const exact = READERS.get(type);
  if (exact !== undefined) return exact;
  if (ZIP_PREFIXES.some((prefix) => type.startsWith(prefix))) return zip;
  // Source code, tables, logs, Markdown: whatever is text and has no reader of its own
  return type.startsWith("text/") ? text : undefined;
}

/** Nothing read, nothing wrong: for types without a reader. */
export const EMPTY_EXTRACTION: Extraction = {
  text: [],
  metadata: [],
  children: [],
  problems: [],
  markers: [],
};

/** True when some reader takes these bytes, so that ingest can tell "nothing found" from "nobody looked". */
export function hasReader(sniffedType: string, bytes: Uint8Array = new Uint8Array()): boolean {
  return loaderFor(sniffedType, bytes) !== undefined;
}

/**
 * What one file says: text, metadata, children, problems. {@link EMPTY_EXTRACTION} for a type nobody reads.
 *
 * Example: `await readFile(bytes, {name:"a.xlsx", declaredType:"", sniffedType:"application/zip"})`.
 */
export async function readFile(bytes: Uint8Array, context: ReadContext): Promise<Extraction> {
  const load = loaderFor(context.sniffedType, bytes);
  if (load === undefined) return EMPTY_EXTRACTION;
  const reader = await load();
  return reader(bytes, context);
}
