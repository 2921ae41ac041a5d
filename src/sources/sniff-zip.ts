/**
 * What kind of zip the bytes are: Office Open XML, OpenDocument, Java, or just an archive. Looks at member names, inflates nothing.
 *
 * Names come from the central directory when its end is among the bytes, else from the local headers at the front; of a head of
 * 64 KB the first members usually tell. A wrong guess only chooses the reader tried first.
 */
import { ascii } from "./media-magic.ts";

const OOXML = "application/vnd.openxmlformats-officedocument.";

/** Member that names the kind, and the type. The first row whose member is there wins. */
const KINDS: readonly (readonly [member: string, type: string])[] = [
  ["word/document.xml", `${OOXML}wordprocessingml.document`],
  ["xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroenabled.12"],
  ["xl/workbook.xml", `${OOXML}spreadsheetml.sheet`],
  ["ppt/presentation.xml", `${OOXML}presentationml.presentation`],
  ["visio/document.xml", "application/vnd.ms-visio.drawing"],
  // A head may end before the main part: any member of its folder says as much.
  ["word/", `${OOXML}wordprocessingml.document`],
  ["xl/", `${OOXML}spreadsheetml.sheet`],
  ["ppt/", `${OOXML}presentationml.presentation`],
  ["visio/", "application/vnd.ms-visio.drawing"],
];

const BY_EXTENSION: ReadonlyMap<string, string> = new Map([
  ["docx", `${OOXML}wordprocessingml.document`],
  ["docm", `${OOXML}wordprocessingml.document`],
  ["xlsx", `${OOXML}spreadsheetml.sheet`],
  ["xlsm", `${OOXML}spreadsheetml.sheet`],
  ["pptx", `${OOXML}presentationml.presentation`],
  ["pptm", `${OOXML}presentationml.presentation`],
]);

/** Names looked at: a zip of millions of empty members must not cost more than this. */
const MAX_NAMES = 2000;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const SPANNED = 0x08074b50;
const END_BYTES = 22;

/** Media type of a zip, or null when the bytes do not begin like one. */
export function zipType(bytes: Uint8Array, extension: string): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < END_BYTES) return null;
  const signature = view.getUint32(0, true);
  if (signature !== LOCAL && signature !== END && signature !== SPANNED) return null;
  const stored = storedMimetype(bytes, view);
  if (stored !== null) return stored;
  const names = centralNames(bytes, view) ?? localNames(bytes, view);
  const isOoxml =
    names.has("[Content_Types].xml") || names.has("_rels/.rels") || some(names, "docProps/");
  if (isOoxml) {
    for (const [member, type] of KINDS) {
      if (names.has(member) || (member.endsWith("/") && some(names, member))) return type;
    }
    return BY_EXTENSION.get(extension) ?? "application/zip";
  }
  if (names.has("META-INF/MANIFEST.MF")) return "application/java-archive";
  return "application/zip";
}

function some(names: ReadonlySet<string>, prefix: string): boolean {
  for (const name of names) if (name.startsWith(prefix)) return true;
  return false;
}

/** OpenDocument (part 3, section 3.3) and EPUB store their type as the first member, "mimetype", uncompressed. */
function storedMimetype(bytes: Uint8Array, view: DataView): string | null {
  if (bytes.length < 38 || ascii(bytes, 30, 38) !== "mimetype") return null;
  const start = 38 + view.getUint16(28, true);
  const end = Math.min(bytes.length, start + Math.min(view.getUint32(18, true), 100));
  const type = ascii(bytes, start, end).trim().toLowerCase();
  return /^application\/[a-z0-9.+-]{3,90}$/.test(type) ? type : null;
}

function centralNames(bytes: Uint8Array, view: DataView): ReadonlySet<string> | null {
  const lowest = Math.max(0, bytes.length - END_BYTES - 0xffff);
  for (let end = bytes.length - END_BYTES; end >= lowest; end--) {
    if (view.getUint32(end, true) !== END) continue;
    const names = new Set<string>();
    let at = view.getUint32(end + 16, true);
    while (names.size < MAX_NAMES && at + 46 <= end && view.getUint32(at, true) === CENTRAL) {
      const nameLength = view.getUint16(at + 28, true);
      names.add(ascii(bytes, at + 46, at + 46 + nameLength));
      at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    return names.size > 0 ? names : null;
  }
  return null;
}

const LOCAL_SIGNATURE = Buffer.from("PK\x03\x04", "latin1");

function localNames(bytes: Uint8Array, view: DataView): ReadonlySet<string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names = new Set<string>();
  let at = buffer.indexOf(LOCAL_SIGNATURE);
  for (let looked = 0; at !== -1 && at + 30 <= bytes.length && looked < MAX_NAMES; looked++) {
    const nameLength = view.getUint16(at + 26, true);
    const data = at + 30 + nameLength + view.getUint16(at + 28, true);
    names.add(ascii(bytes, at + 30, at + 30 + nameLength));
    // Streamed zips (flag bit 3) leave the size 0 here: search from the data on instead of jumping.
    const size = view.getUint32(at + 18, true);
    at = buffer.indexOf(LOCAL_SIGNATURE, data + (size === 0xffffffff ? 0 : size));
  }
  return names;
}
