/**
 * Unpacks one zip member within a budget: sizes are checked while unpacking, one budget holds for all members of an archive, and
 * what comes before damage is kept. May not follow what the header claims about size.
 */
import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import { LIMITS } from "../../limits.ts";
import type { Problem } from "../../model/problem.ts";
import { FREE_BYTES, pieceSize, totalCap, withoutRoom } from "./archive-cap.ts";
import type { ZipMember } from "./zip-members.ts";
import { isOtherMethod, unpackOtherMethod } from "./zip-methods.ts";

type FoundProblem = Omit<Problem, "locator">;

/** Bytes of a member, or why there are none. `whole` is false for the readable beginning of a damaged or cut member. */
export interface MemberRead {
  readonly bytes: Uint8Array | null;
  readonly whole: boolean;
  readonly problem: FoundProblem | null;
}

/** What may still be unpacked of one archive. One object per archive, shared by all its reads. */
export interface ZipBudget {
  memberBytes: number;
  totalBytes: number;
  /** Unpacked bytes for each packed byte, beyond the first 16 MB. */
  readonly ratio: number;
}

/** Ratio for members of unknown size: text packs 3 to 20 times. */
const UNSTATED_RATIO = 20;

/** Deflate cannot do better than 1032:1; a header that claims more lies. */
const DEFLATE_MAX_RATIO = 1_032;

/** A fresh budget for an archive of any kind and so many bytes: the limits of {@link LIMITS}.maxArchive…, and what its family has left. */
export function archiveBudget(archiveBytes: number, roomBytes?: number): ZipBudget {
  return {
    memberBytes: LIMITS.maxArchiveMemberBytes,
    totalBytes: totalCap(archiveBytes, roomBytes),
    ratio: LIMITS.maxArchiveRatio,
  };
}

const refused = (code: string, reason: string): MemberRead => ({
  bytes: null,
  whole: false,
  problem: { code, severity: "partial", reason },
});

/** Deflated bytes in pieces: stops at `cap`, keeps what came before damage. The slow way, for what the quick one refused. */
async function inflateUpTo(
  packed: Uint8Array,
  cap: number,
): Promise<{ bytes: Uint8Array; stopped: "end" | "cap" | "damage"; reason: string }> {
  const stream = createInflateRaw({ chunkSize: 64 * 1024 });
  const chunks: Uint8Array[] = [];
  let length = 0;
  const take = (stopped: "end" | "cap" | "damage", reason: string) => ({
    bytes: Buffer.concat(chunks, Math.min(length, cap)),
    stopped,
    reason,
  });
  stream.end(packed);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > cap) return take("cap", `more than ${cap} bytes`);
    }
    return take("end", "");
  } catch (error) {
    // zlib's verdict on corrupt or cut input; what was unpacked before it is kept
    return take("damage", error instanceof Error ? error.message : String(error));
  }
}

/** The quick way: null when the data are damaged or longer than `cap`. `size` is what is stated: unpacked into one piece of it, never two of them. */
function inflateWhole(packed: Uint8Array, cap: number, size: number): Uint8Array | null {
  try {
    const whole = inflateRawSync(packed, {
      maxOutputLength: Math.max(cap, 1),
      chunkSize: pieceSize(Math.min(size, cap)),
    });
    return withoutRoom(whole);
  } catch {
    return null; // damage or too long: the slow way says which, and keeps the beginning
  }
}

function refusal(member: ZipMember, available: number, budget: ZipBudget): MemberRead | null {
  const name = JSON.stringify(member.name.text.slice(0, 200));
  if (member.dataOffset < 0) return refused("zip-damaged", `no local header for ${name}`);
  if (member.encrypted) return refused("zip-member-encrypted", `${name} is encrypted`);
  if (member.overlaps) return refused("zip-overlap", `${name} shares its bytes with another`);
  const isOther = isOtherMethod(member.method) && member.sizeBytes !== null;
  if (member.method !== 0 && member.method !== 8 && !isOther) {
    return refused("zip-method-unsupported", `${name} is packed with method ${member.method}`);
  }
  const size = member.sizeBytes ?? 0;
  if (!isOther && size > DEFLATE_MAX_RATIO * Math.max(available, 64)) {
    return refused("zip-size-forged", `${name} claims ${size} bytes out of ${available}`);
  }
  if (size > Math.max(FREE_BYTES, available * budget.ratio)) {
    return refused("zip-ratio", `${name} claims ${size} bytes out of ${available}`);
  }
  return null;
}

/**
 * Reads one member within the budget, which it uses up. A member larger than `budget.memberBytes` gives its beginning
 * (`whole` false) when `prefix` is true and nothing otherwise; damage gives what came before it.
 */
export async function readZipMember(
  archive: Uint8Array,
  member: ZipMember,
  budget: ZipBudget,
  prefix = false,
): Promise<MemberRead> {
  const name = JSON.stringify(member.name.text.slice(0, 200));
  const end =
    member.compressedBytes === null ? archive.length : member.dataOffset + member.compressedBytes;
  const packed = archive.subarray(Math.max(member.dataOffset, 0), Math.min(end, archive.length));
  const no = refusal(member, packed.length, budget);
  if (no !== null) return no;
  const cap = Math.min(budget.memberBytes, budget.totalBytes);
  const size = member.sizeBytes ?? (member.method === 0 ? packed.length : cap);
  if (size > cap && !prefix) {
    return budget.totalBytes < budget.memberBytes && size <= budget.memberBytes
      ? refused("zip-total-too-large", `${name} (${size} bytes) is beyond the limit of the archive`)
      : refused("zip-member-too-large", `${name} claims ${size} bytes, limit ${cap}`);
  }
  // no size is stated where the directory is lost: what looks like a bomb is then taken for one sooner
  const ratio = member.sizeBytes === null ? UNSTATED_RATIO : budget.ratio;
  const bound = Math.min(size, cap, Math.max(FREE_BYTES, packed.length * ratio));
  if (member.method === 0) {
    const bytes = packed.subarray(0, bound);
    budget.totalBytes -= bytes.length;
    if (bytes.length === bound && bound < size) return cut(name, bytes, bound);
    return checked(member, bytes, bytes.length === size, "the archive ends inside it");
  }
  if (isOtherMethod(member.method)) {
    const { bytes, failure } = await unpackOtherMethod(member, packed, Math.max(bound, 1));
    budget.totalBytes -= bytes.length;
    return checked(member, bytes, failure === "", failure);
  }
  const quick =
    member.compressedBytes !== null && size <= cap
      ? inflateWhole(packed, bound, member.sizeBytes ?? 0)
      : null;
  if (quick !== null) {
    budget.totalBytes -= quick.length;
    return checked(member, quick, true, "");
  }
  const slow = await inflateUpTo(packed, bound);
  budget.totalBytes -= slow.bytes.length;
  if (slow.stopped === "cap" && bound === member.sizeBytes) {
    return {
      bytes: slow.bytes,
      whole: false,
      problem: {
        code: "zip-size-forged",
        severity: "partial",
        reason: `${name} unpacks to more than the ${bound} bytes it claims`,
      },
    };
  }
  if (slow.stopped === "cap") return cut(name, prefix ? slow.bytes : null, bound);
  return checked(member, slow.bytes, slow.stopped === "end", slow.reason);
}

/** A member of which only the beginning was taken, or nothing. */
function cut(name: string, bytes: Uint8Array | null, bound: number): MemberRead {
  const reason = `${name} is longer than ${bound} bytes`;
  return {
    bytes,
    whole: false,
    problem: { code: "zip-member-too-large", severity: "partial", reason },
  };
}

function checked(member: ZipMember, bytes: Uint8Array, whole: boolean, why: string): MemberRead {
  const name = JSON.stringify(member.name.text.slice(0, 200));
  const problem = (code: string, severity: Problem["severity"], reason: string): FoundProblem => ({
    code,
    severity,
    reason,
  });
  if (!whole) {
    return {
      bytes: bytes.length === 0 ? null : bytes,
      whole,
      problem: problem(
        "zip-damaged",
        "partial",
        `${name} gives ${bytes.length} bytes, then: ${why}`,
      ),
    };
  }
  // a streamed member found by its local header states no checksum
  const stated = member.sizeBytes !== null;
  if (stated && member.sizeBytes !== bytes.length) {
    const reason = `${name} claims ${member.sizeBytes} bytes and has ${bytes.length}`;
    return { bytes, whole, problem: problem("zip-size-forged", "note", reason) };
  }
  if (stated && crc32(bytes) !== member.crc) {
    const reason = `the checksum of ${name} does not match`;
    return { bytes, whole, problem: problem("zip-checksum", "partial", reason) };
  }
  return { bytes, whole, problem: null };
}
