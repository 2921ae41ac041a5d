/**
 * The table of media types by their first bytes. One row, one signature; where two fit, the longer one wins. Signatures are long
 * enough, or hold a byte that text does not, so that no plain text fits by chance.
 * Types are the registered names where there are any (IANA), else the name most tools use.
 */

/** A signature: bytes at an offset, as hex; ".." in it fits any byte. */
interface Magic {
  readonly type: string;
  readonly offset: number;
  readonly hex: string;
}

const at = (offset: number, hex: string, type: string): Magic => ({ type, offset, hex });
const text = (offset: number, characters: string, type: string): Magic =>
  at(offset, Buffer.from(characters, "latin1").toString("hex"), type);

/** Zip, PDF, text formats and ISO media are not here: they need more than fixed bytes, see sniff.ts. */
const MAGIC: readonly Magic[] = [
  // Office and mail
  at(0, "d0cf11e0a1b11ae1", "application/x-ole-storage"), // doc, xls, ppt, msg: told apart by their streams
  text(0, "{\\rtf", "application/rtf"),
  at(0, "789f3e22", "application/vnd.ms-tnef"),
  text(0, "!BDN", "application/vnd.ms-outlook-pst"),
  at(0, "cfad12fe", "application/x-ms-dbx"),
  at(0, "e4525c7b8cd8a74daeb15378d02996d3", "application/onenote"),
  text(0, "\0\x01\0\0Standard Jet DB", "application/x-msaccess"),
  text(0, "\0\x01\0\0Standard ACE DB", "application/x-msaccess"),
  at(0, "09040600", "application/vnd.ms-excel"), // Excel 4, no OLE around it
  at(0, "09020600", "application/vnd.ms-excel"), // Excel 3
  at(0, "09000400", "application/vnd.ms-excel"), // Excel 2
  at(0, "dba52d00", "application/msword"), // Word 2
  at(0, "31be0000", "application/msword"), // Write, Word for DOS
  at(0, "ff575043", "application/vnd.wordperfect"),
  text(0, "%!PS", "application/postscript"),
  // Images
  at(0, "ffd8ff", "image/jpeg"),
  at(0, "89504e470d0a1a0a", "image/png"),
  text(0, "GIF87a", "image/gif"),
  text(0, "GIF89a", "image/gif"),
  at(0, "52494646........57454250", "image/webp"),
  at(0, "49492a00", "image/tiff"),
  at(0, "4d4d002a", "image/tiff"),
  at(0, "49492b00", "image/tiff"), // BigTIFF
  at(0, "4d4d002b", "image/tiff"),
  at(0, "424d........00000000", "image/bmp"),
  at(0, "00000100..00......00", "image/vnd.microsoft.icon"),
  at(0, "384250530001", "image/vnd.adobe.photoshop"),
  at(0, "d7cdc69a", "image/wmf"),
  at(40, "20454d46", "image/emf"),
  text(0, "AT&TFORM", "image/vnd.djvu"),
  // Archives and compression
  at(0, "1f8b08", "application/gzip"),
  at(0, "425a68..314159265359", "application/x-bzip2"),
  at(0, "425a68..177245385090", "application/x-bzip2"), // of nothing
  at(0, "fd377a585a00", "application/x-xz"),
  at(0, "28b52ffd", "application/zstd"),
  at(0, "1f9d", "application/x-compress"),
  at(0, "526172211a0700", "application/x-rar"), // RAR 1.5 to 4
  at(0, "526172211a070100", "application/vnd.rar"), // RAR 5
  at(0, "377abcaf271c", "application/x-7z-compressed"),
  at(0, "4d53434600000000", "application/vnd.ms-cab-compressed"),
  at(2, "2d6c68..2d", "application/x-lzh"),
  at(0, "60ea....1e", "application/x-arj"), // of a header of 30 bytes, as all packers write
  at(0, "60ea....22", "application/x-arj"),
  text(0, "!<arch>\n", "application/x-archive"), // ar, .deb, libraries
  text(0, "070701", "application/x-cpio"),
  text(0, "070702", "application/x-cpio"),
  text(0, "070707", "application/x-cpio"),
  text(257, "ustar", "application/x-tar"),
  text(32769, "CD001", "application/x-iso9660-image"),
  // Sound and video
  at(0, "49443302", "audio/mpeg"),
  at(0, "49443303", "audio/mpeg"),
  at(0, "49443304", "audio/mpeg"),
  at(0, "fffb", "audio/mpeg"),
  at(0, "4f67675300", "audio/ogg"),
  text(0, "fLaC", "audio/flac"),
  text(0, "#!AMR", "audio/amr"),
  at(0, "52494646........57415645", "audio/wav"),
  at(0, "52494646........41564920", "video/x-msvideo"),
  at(0, "1a45dfa3", "video/x-matroska"),
  at(0, "3026b2758e66cf11", "video/x-ms-asf"),
  at(0, "000001ba", "video/mpeg"),
  // Programs and data
  at(0, "7f454c46", "application/x-executable"),
  at(0, "4d5a..00", "application/x-msdownload"),
  at(0, "4d5a..01", "application/x-msdownload"),
  at(0, "4c0000000114020000000000c000000000000046", "application/x-ms-shortcut"),
  text(0, "bplist0", "application/vnd.apple.plist"),
  text(0, "SQLite format 3\0", "application/vnd.sqlite3"),
  text(0, "wOFF", "font/woff"),
  text(0, "OTTO", "font/otf"),
  // CMS (RFC 5652): a DER sequence that begins with the object id of signed or enveloped data; smime.p7m, smime.p7s
  at(0, "3082....06092a864886f70d0107", "application/pkcs7-mime"),
  at(0, "308006092a864886f70d0107", "application/pkcs7-mime"),
  at(0, "308306....06092a864886f70d0107", "application/pkcs7-mime"),
];

/** Brands of ISO base media files (`ftyp` at 4): the container of HEIC pictures and of most phone videos. */
const BRANDS: ReadonlyMap<string, string> = new Map([
  ["heic", "image/heic"],
  ["heix", "image/heic"],
  ["heim", "image/heic"],
  ["heis", "image/heic"],
  ["hevc", "image/heic"],
  ["mif1", "image/heif"],
  ["msf1", "image/heif"],
  ["avif", "image/avif"],
  ["qt  ", "video/quicktime"],
  ["M4A ", "audio/mp4"],
  ["3gp4", "video/3gpp"],
  ["3gp5", "video/3gpp"],
]);

/** Text types that only a name tells from other text. Used when the bytes are text and say nothing else. */
export const TEXT_TYPE_BY_EXTENSION: ReadonlyMap<string, string> = new Map([
  ["csv", "text/csv"],
  ["tsv", "text/tab-separated-values"],
  ["tab", "text/tab-separated-values"],
  ["json", "application/json"],
  ["xml", "application/xml"],
  ["xmp", "application/xml"],
  ["md", "text/markdown"],
  ["css", "text/css"],
  ["js", "text/javascript"],
  ["htm", "text/html"],
  ["html", "text/html"],
]);

interface Compiled {
  readonly type: string;
  readonly offset: number;
  /** -1 fits any byte. */
  readonly bytes: readonly number[];
}

const COMPILED: readonly Compiled[] = MAGIC.map(({ type, offset, hex }) => ({
  type,
  offset,
  bytes: (hex.match(/../g) ?? []).map((pair) => (pair === ".." ? -1 : Number.parseInt(pair, 16))),
})).sort((a, b) => b.bytes.length - a.bytes.length);

/** The media type by signature, e.g. "image/png", or null when no row fits. */
export function typeByMagic(bytes: Uint8Array): string | null {
  for (const { type, offset, bytes: wanted } of COMPILED) {
    if (bytes.length < offset + wanted.length) continue;
    if (wanted.every((byte, index) => byte === -1 || bytes[offset + index] === byte)) return type;
  }
  return isoMediaType(bytes);
}

function isoMediaType(bytes: Uint8Array): string | null {
  if (bytes.length < 12 || ascii(bytes, 4, 8) !== "ftyp") return null;
  return BRANDS.get(ascii(bytes, 8, 12)) ?? "video/mp4";
}

/** Bytes as text, one character a byte. */
export function ascii(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    "latin1",
    start,
    end,
  );
}
