/**
 * Files without a reader: what that means is said, so that nobody takes silence for "nothing in it". Containers whose content is lost, documents
 * whose text is not read, bytes of no known type. Sound, video, fonts and programs carry no text to miss.
 */
import type { Extraction } from "../model/extraction.ts";
import { Collector } from "./collector.ts";
import type { ReadContext } from "./reader.ts";

/** Types that hold text or messages which are not read, as docs/formats.md lists them. */
export const TEXTUAL: ReadonlyMap<string, string> = new Map([
  ["application/onenote", "a OneNote section"],
  ["application/x-msaccess", "an Access database"],
  ["application/vnd.wordperfect", "a WordPerfect document"],
  ["application/postscript", "a PostScript document"],
  ["application/x-ms-dbx", "an Outlook Express mailbox"],
  ["application/vnd.ms-htmlhelp", "a compiled help file"],
  ["image/vnd.djvu", "a DjVu document"],
  ["image/wmf", "a Windows metafile"],
  ["image/emf", "a Windows metafile"],
]);

/** Fewer bytes of no known type hold no text worth the name: markers of programs, empty caches. More may, and count as not read. */
const MAX_TRIFLE_BYTES = 300;

/** A packet of binary OpenPGP (RFC 4880, 4.2) that begins an encrypted message: a session key, or sealed data. */
function isSealedPgp(bytes: Uint8Array, name: string): boolean {
  const tag = bytes[0] ?? 0;
  if ((tag & 0x80) === 0 || !/\.(?:gpg|pgp)$/i.test(name)) return false;
  const packet = (tag & 0x40) === 0 ? (tag >> 2) & 0x0f : tag & 0x3f;
  return [1, 3, 9, 18, 20].includes(packet);
}

/** A problem for what is not read, nothing for files that hold no text. */
export async function readNothing(bytes: Uint8Array, context: ReadContext): Promise<Extraction> {
  const collector = new Collector();
  const { sniffedType, name } = context;
  const textual = TEXTUAL.get(sniffedType);
  if (textual !== undefined) {
    collector.markers.add("unreadable");
    collector.addProblem("text-not-read", "partial", `${textual}: its content is not read`);
  } else if (isSealedPgp(bytes, name)) {
    collector.markers.add("encrypted");
    collector.addProblem("encrypted", "lost", "PGP message: a key is needed to read the text");
  } else if (sniffedType === "application/octet-stream" && bytes.length > 0) {
    const isMore = bytes.length > MAX_TRIFLE_BYTES;
    if (isMore) collector.markers.add("unreadable");
    collector.addProblem(
      "type-unknown",
      isMore ? "lost" : "note",
      "bytes of no known type: only name and hash are indexed",
    );
  }
  return collector.close();
}
