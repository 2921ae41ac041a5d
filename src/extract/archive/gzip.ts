/**
 * gzip (RFC 1952) -> the file inside, with the name, time and system its header states. Several members in a row are one file,
 * as gunzip reads them.
 */
import { constants, crc32, inflateRawSync } from "node:zlib";
import { LIMITS } from "../../limits.ts";
import type { Child, Extraction } from "../../model/extraction.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import { Collector, reasonOf } from "../collector.ts";
import { timeText } from "../filetime.ts";
import type { ReadContext } from "../reader.ts";
import { unixTime } from "../stated-time.ts";
import { decodeLoose, hexOf } from "../text/loose-text.ts";
import { pieceSize, unpackCap, withoutRoom } from "./archive-cap.ts";

/** RFC 1952, 2.3.1. */
const SYSTEMS = new Map<number, string>([
  [0, "FAT"],
  [1, "Amiga"],
  [3, "Unix"],
  [6, "HPFS"],
  [7, "Macintosh"],
  [10, "TOPS-20"],
  [11, "NTFS"],
  [13, "Acorn RISCOS"],
]);

interface GzipHeader {
  /** Where the packed data starts. */
  readonly dataAt: number;
  readonly nameBytes: Uint8Array;
  readonly commentBytes: Uint8Array;
  readonly time: number;
  readonly system: number;
}

/** The header at `at`, null when there is none or it is cut off. */
function readHeader(bytes: Buffer, at: number): GzipHeader | null {
  if (at + 18 > bytes.length || bytes.readUInt16LE(at) !== 0x8b1f || bytes[at + 2] !== 8)
    return null;
  const flags = bytes[at + 3] ?? 0;
  let next = at + 10;
  if ((flags & 4) !== 0) {
    if (next + 2 > bytes.length) return null;
    next += 2 + bytes.readUInt16LE(next);
  }
  const zeroEnded = (wanted: boolean): Uint8Array => {
    if (!wanted) return new Uint8Array(0);
    const end = bytes.indexOf(0, next);
    if (end < 0) return new Uint8Array(0);
    const text = bytes.subarray(next, end);
    next = end + 1;
    return text;
  };
  const nameBytes = zeroEnded((flags & 8) !== 0);
  const commentBytes = zeroEnded((flags & 16) !== 0);
  if ((flags & 2) !== 0) next += 2;
  if (next >= bytes.length) return null;
  return {
    dataAt: next,
    nameBytes,
    commentBytes,
    time: bytes.readUInt32LE(at + 4),
    system: bytes[at + 9] ?? 255,
  };
}

/** What the file is called when the header does not say: the archive's own name without its ending. */
function nameWithoutEnding(name: string): string {
  const lower = name.toLowerCase();
  if (lower.endsWith(".tgz")) return `${name.slice(0, -4)}.tar`;
  return lower.endsWith(".gz") ? name.slice(0, -3) : name;
}

function headerValues(header: GzipHeader): MetadataValue[] {
  const values: MetadataValue[] = [];
  const time = unixTime(header.time);
  if (time !== null) {
    values.push({
      field: "membertime",
      text: timeText(time),
      state: "present",
      source: "gzip MTIME",
      time,
    });
  }
  if (header.system !== 255) {
    const text = `${SYSTEMS.get(header.system) ?? "system"} (${header.system})`;
    values.push({ field: "other", text, state: "present", source: "gzip OS" });
  }
  if (header.commentBytes.length > 0) {
    const text = decodeLoose(header.commentBytes).text.slice(0, LIMITS.maxMetadataChars);
    values.push({ field: "keywords", text, state: "present", source: "gzip COMMENT" });
  }
  return values;
}

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** Unpacks one member as far as it goes; null after saying why. zlib throws for damage and for more output than the cap. */
function inflateMember(
  bytes: Buffer,
  header: GzipHeader,
  used: number,
  capBytes: number,
  onFault: (code: string, reason: string) => void,
): Inflated | null {
  // the members are one file: what is allowed for one is allowed for all of them together
  const room = LIMITS.maxArchiveMemberBytes - used;
  const cap = Math.max(0, Math.min(capBytes, room));
  // the last four bytes state the size of the last member, mostly the only one
  const expected = used === 0 ? Math.min(cap, bytes.readUInt32LE(bytes.length - 4)) : 0;
  try {
    return inflateRawSync(bytes.subarray(header.dataAt), {
      info: true,
      maxOutputLength: Math.max(cap, 1),
      chunkSize: pieceSize(expected),
      finishFlush: constants.Z_SYNC_FLUSH, // a cut stream gives what it has
    }) as unknown as Inflated;
  } catch (error) {
    if (error instanceof RangeError)
      onFault("archive-bomb", `unpacks to more than ${used + cap} bytes`);
    else onFault("gzip-damaged", reasonOf(error));
    return null;
  }
}

/** The file inside, under the name that the first header gives it. */
function childOf(header: GzipHeader, parts: readonly Buffer[], context: ReadContext): Child {
  const stated = decodeLoose(header.nameBytes);
  const metadata = headerValues(header);
  if (stated.undecodable) {
    metadata.push({
      field: "other",
      text: stated.text,
      state: "undecodable",
      source: "gzip FNAME",
      rawHex: hexOf(header.nameBytes),
    });
  }
  return {
    name: stated.text === "" ? nameWithoutEnding(context.name) : stated.text,
    declaredType: "",
    bytes: parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts),
    steps: [{ step: "decode", encoding: "gzip" }],
    metadata,
  };
}

/**
 * Unpacks a gzip file into one child. A stream that would grow beyond its cap is a problem and no child; a damaged or cut one
 * gives what came out before the fault, and a problem.
 */
export async function readGzip(input: Uint8Array, context: ReadContext): Promise<Extraction> {
  const collector = new Collector();
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const parts: Buffer[] = [];
  let used = 0;
  let at = 0;
  let first: GzipHeader | null = null;
  let count = 0;
  let isForeign = false;
  for (; count < LIMITS.maxArchiveMembers; count++) {
    const header = readHeader(bytes, at);
    if (header === null) {
      isForeign = true;
      break;
    }
    first ??= header;
    const cap = unpackCap(bytes.length, used, context.roomBytes);
    const inflated = inflateMember(bytes, header, used, cap, (code, reason) => {
      // of members read before something is there
      collector.addProblem(code, parts.length === 0 ? "lost" : "partial", reason);
      if (parts.length === 0) collector.markers.add("unreadable");
    });
    if (inflated === null) break;
    parts.push(withoutRoom(inflated.buffer));
    used += inflated.buffer.length;
    const trailer = header.dataAt + inflated.engine.bytesWritten;
    if (trailer + 8 > bytes.length) {
      collector.addProblem(
        "gzip-truncated",
        "partial",
        `the packed data ends early, at byte ${bytes.length}`,
      );
      at = bytes.length;
      break;
    }
    if (bytes.readUInt32LE(trailer) !== crc32(inflated.buffer)) {
      collector.addProblem(
        "checksum-wrong",
        "partial",
        "the unpacked bytes do not have the stated checksum",
      );
    }
    at = trailer + 8;
  }
  if (count >= LIMITS.maxArchiveMembers && at < bytes.length) {
    const reason = `more than ${count} members, the rest from byte ${at} on is not read`;
    collector.addProblem("gzip-damaged", "partial", reason);
  }
  if (first === null) {
    collector.markers.add("unreadable");
    collector.addProblem("gzip-damaged", "lost", "no gzip header");
    return collector.close();
  }
  if (isForeign && at < bytes.length && bytes.subarray(at).some((byte) => byte !== 0)) {
    collector.addProblem(
      "bytes-after-archive",
      "note",
      `${bytes.length - at} bytes after the last gzip member`,
    );
  }
  if (parts.length > 0) {
    collector.children.push(childOf(first, parts, context));
  }
  return collector.close();
}
