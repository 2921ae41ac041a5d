/**
 * Zip members packed by methods other than Deflate: each is put into a zip of its own, which 7-Zip unpacks. What 7-Zip is given is made here from
 * the member's data and numbers, never from headers of the archive.
 */
import { LIMITS } from "../../limits.ts";
import { u16, u32 } from "../bytes.ts";
import { runSevenZip } from "./seven-zip-run.ts";
import { readDirectory } from "./zip-directory.ts";
import type { ZipMember } from "./zip-members.ts";

/** APPNOTE 4.4.5: shrunk, imploded, Deflate64, BZIP2, LZMA, Zstandard (old and new number), XZ, PPMd. */
const METHODS: ReadonlySet<number> = new Set([1, 6, 9, 12, 14, 20, 93, 95, 98]);

/** Whether 7-Zip unpacks a member of that method. */
export const isOtherMethod = (method: number): boolean => METHODS.has(method);

/** Whether the bytes are a zip with such a member: then it is read where memory is watched. */
export function hasOtherMethods(bytes: Uint8Array): boolean {
  if (bytes.length < 30 || bytes[0] !== 0x50 || bytes[1] !== 0x4b) return false;
  const { members } = readDirectory(bytes, LIMITS.maxArchiveMembers);
  return members.some(({ method }) => METHODS.has(method));
}

/** A member that asks for more memory than this to be unpacked is refused. */
const MAX_DICTIONARY_BYTES = 128 * 1024 * 1024;

/** Bytes of memory a member's first bytes ask for (APPNOTE 5.8.8, 5.10.2); 0 where the method has no say in it. */
function memoryWanted(method: number, packed: Uint8Array): number {
  if (method === 14 && packed.length >= 9) return u32(packed, 5);
  if (method === 98 && packed.length >= 2)
    return (((u16(packed, 0) >> 4) & 0xff) + 1) * 1024 * 1024;
  return 0;
}

/** A zip of one member called "m". */
function zipOf(member: ZipMember, packed: Uint8Array, sizeBytes: number): Buffer {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(63, 0);
  // bits 1 and 2 mean something to the packing method; sizes are known here, so bit 3 is not set
  common.writeUInt16LE(member.flags & 6, 2);
  common.writeUInt16LE(member.method, 4);
  common.writeUInt32LE(member.crc, 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(sizeBytes, 18);
  common.writeUInt16LE(1, 22);
  const name = Buffer.from("m");
  const local = Buffer.concat([Buffer.from("504b0304", "hex"), common, name]);
  const entry = Buffer.concat([Buffer.from("504b01023f00", "hex"), common, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write("504b0506", 0, "hex");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, entry, end]);
}

/** The member's bytes, at most `cap`; `failure` says why there are none or not all, "" for all. */
export async function unpackOtherMethod(
  member: ZipMember,
  packed: Uint8Array,
  cap: number,
): Promise<{ readonly bytes: Uint8Array; readonly failure: string }> {
  const memory = memoryWanted(member.method, packed);
  if (memory > MAX_DICTIONARY_BYTES)
    return { bytes: new Uint8Array(0), failure: `it asks for ${memory} bytes of memory` };
  const one = zipOf(member, packed, member.sizeBytes ?? 0);
  const run = await runSevenZip(one, ["x", "-so", "-tzip"], cap);
  if (run.overflow) return { bytes: run.output, failure: `it unpacks to more than ${cap} bytes` };
  const isWhole = run.output.length === member.sizeBytes;
  return {
    bytes: run.output,
    failure: isWhole ? "" : run.errors || `7-Zip ends with ${run.exitCode}`,
  };
}
