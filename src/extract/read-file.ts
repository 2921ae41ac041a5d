/**
 * Chooses the reader for one file's bytes by what the bytes are, and runs it.
 *
 * One table, media type -> reader, filled by every format of this folder. Readers are imported when first needed: a corpus
 * without PDF never loads pdf.js. May not look at file names to choose: names lie; only text formats, which have no signature,
 * fall back on the declared type and the ending.
 */
import type { Extraction } from "../model/extraction.ts";
import type { MetadataValue } from "../model/metadata.ts";
import type { ReadContext, Reader } from "./reader.ts";
import { statedTypeDiffers } from "./stated-type.ts";

type LoadReader = () => Promise<Reader>;

/** Every zip-based type: read-zip.ts looks at the members and tells a workbook from an archive. */
const zip: LoadReader = async () => (await import("./archive/read-zip.ts")).readZip;
const pdf: LoadReader = async () => (await import("./pdf/pdf.ts")).readPdf;
const image: LoadReader = async () => (await import("./image/image.ts")).readImage;
const media: LoadReader = async () => (await import("./media/read-media.ts")).readMedia;
const text: LoadReader = async () => (await import("./text/plain-text.ts")).readPlainText;
const cards: LoadReader = async () => (await import("./mail/vcard-ics.ts")).readCards;
const xml: LoadReader = async () => (await import("./text/xml-file.ts")).readXml;
const rar: LoadReader = async () => (await import("./archive/rar.ts")).readRar;
const none: LoadReader = async () => (await import("./no-reader.ts")).readNothing;
const sevenZip: LoadReader = async () => (await import("./archive/seven-zip.ts")).readSevenZip;
const packed =
  (kind: "bzip2" | "xz" | "zstd" | "compress"): LoadReader =>
  async () =>
    (await import("./archive/seven-zip.ts")).readPackedFile(kind);

/** Every compound file: read-ole.ts looks at the streams and tells a workbook from a message. */
const ole: LoadReader = async () => (await import("./ole/read-ole.ts")).readOle;

/**
 * Media type by content -> reader. One row a type; a family of formats shares one loader.
 * Rows may be added in any order; of a type without a row is said that nobody reads it.
 */
const READERS = new Map<string, LoadReader>([
  ["application/x-ole-storage", ole],
  ["application/msword", ole],
  ["application/vnd.ms-excel", ole],
  ["application/vnd.ms-powerpoint", ole],
  ["application/vnd.ms-outlook", ole],
  ["application/rtf", async () => (await import("./text/read-rtf.ts")).readRtf],
  ["application/vnd.ms-tnef", async () => (await import("./mail/read-tnef.ts")).readTnef],
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
  ["audio/flac", media],
  ["audio/mp4", media],
  ["audio/mpeg", media],
  ["audio/ogg", media],
  ["audio/wav", media],
  ["video/3gpp", media],
  ["video/mp4", media],
  ["video/quicktime", media],
  ["video/x-matroska", media],
  ["video/x-msvideo", media],
  ["text/html", async () => (await import("./text/html-file.ts")).readHtml],
  ["text/calendar", cards],
  ["text/vcard", cards],
  ["application/xml", xml],
  ["image/svg+xml", xml],
  ["application/json", text],
  ["application/pgp-encrypted", text],
  ["application/pkcs7-mime", async () => (await import("./mail/read-cms.ts")).readCms],
  ["application/gzip", async () => (await import("./archive/gzip.ts")).readGzip],
  ["application/x-bzip2", packed("bzip2")],
  ["application/x-xz", packed("xz")],
  ["application/x-tar", async () => (await import("./archive/tar.ts")).readTar],
  ["application/vnd.rar", rar],
  ["application/x-rar", rar],
  [
    "application/x-7z-compressed",
    async () => (await import("./archive/seven-zip.ts")).readSevenZip,
  ],
  ["application/vnd.ms-cab-compressed", sevenZip],
  ["application/x-compress", packed("compress")],
  ["application/x-arj", sevenZip],
  ["application/x-cpio", sevenZip],
  ["application/x-archive", sevenZip],
  ["application/x-iso9660-image", sevenZip],
  ["application/x-lzh", sevenZip],
  ["application/zstd", packed("zstd")],
  ["application/vnd.sqlite3", async () => (await import("./database/read-sqlite.ts")).readSqlite],
  ["application/mac-binhex40", async () => (await import("./archive/binhex.ts")).readBinhex],
  ["application/x-ms-shortcut", async () => (await import("./windows-shortcut.ts")).readShortcut],
  ["application/vnd.apple.plist", async () => (await import("./binary-plist.ts")).readBinaryPlist],
]);

/** Media types with a reader of their own, for docs/formats.md. */
export const READER_TYPES: readonly string[] = [...READERS.keys()];

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
  // "PK\7\8" begins a zip that was split into volumes
  const mark = bytes[2] === 3 ? 4 : bytes[2] === 7 ? 8 : -1;
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[3] === mark;
}

function loaderFor(type: string, bytes: Uint8Array): LoadReader {
  if (isZip(bytes)) return zip;
  const exact = READERS.get(type);
  if (exact !== undefined) return exact;
  if (ZIP_PREFIXES.some((prefix) => type.startsWith(prefix))) return zip;
  // Source code, tables, logs, Markdown: whatever is text and has no reader of its own
  return type.startsWith("text/") ? text : none;
}

/** Nothing read, nothing wrong. */
export const EMPTY_EXTRACTION: Extraction = {
  text: [],
  metadata: [],
  children: [],
  problems: [],
  markers: [],
};

/** What its name and declared type claim against what the file is: a marker and a value, so that it can be searched and is shown. */
function withStatedType(extraction: Extraction, context: ReadContext): Extraction {
  const type = extraction.contentType ?? context.sniffedType;
  const claims = statedTypeDiffers(context.name, context.declaredType, type);
  if (claims === "") return extraction;
  const value: MetadataValue = {
    field: "other",
    text: `${claims}; by content ${type}`,
    state: "present",
    source: "type as stated and by content",
  };
  return {
    ...extraction,
    metadata: [...extraction.metadata, value],
    markers: [...extraction.markers, "mistyped"],
  };
}

/** `has:undecodable`: some value is there that no charset explains; `has:empty-metadata`: a slot for a value stands there and holds nothing. */
function withStates(extraction: Extraction): Extraction {
  const has = (state: MetadataValue["state"]): boolean =>
    extraction.metadata.some((value) => value.state === state);
  const features = [
    ...(has("undecodable") ? ["undecodable"] : []),
    ...(has("empty") ? ["empty-metadata"] : []),
  ];
  if (features.length === 0) return extraction;
  return { ...extraction, features: [...(extraction.features ?? []), ...features] };
}

/**
 * What one file says: text, metadata, children, problems. A type nobody reads gives a problem where it may hold text.
 *
 * Example: `await readFile(bytes, {name:"a.xlsx", declaredType:"", sniffedType:"application/zip"})`.
 */
export async function readFile(bytes: Uint8Array, context: ReadContext): Promise<Extraction> {
  const reader = await loaderFor(context.sniffedType, bytes)();
  return withStatedType(withStates(await reader(bytes, context)), context);
}
