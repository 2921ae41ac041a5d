/** Headers of RAR 4 (technote "RAR 4.x archive format"). Times are local wall-clock time. */
import { LIMITS } from "../../limits.ts";
import type { TimeValue } from "../../model/metadata.ts";
import { OutOfBytes, sliceUpTo, u8, u16, u32 } from "../bytes.ts";
import { dosTime } from "../stated-time.ts";
import { decodeLoose } from "../text/loose-text.ts";
import type { Draft, RarListing, RarMember } from "./rar-listing.ts";

const HOSTS_4 = ["MS-DOS", "OS/2", "Windows", "Unix", "Mac OS", "BeOS"] as const;

/** A name of RAR 4 in two parts: one byte a letter, and how to make UTF-16 of it (unrar's encname.cpp). */
function decodeUnicodeName(ansi: Uint8Array, packed: Uint8Array): string {
  let [at, flags, flagBits] = [1, 0, 0];
  const high = (packed[0] ?? 0) << 8;
  const out: number[] = [];
  const next = (): number => packed[at++] ?? 0;
  while (at < packed.length && out.length < 4096) {
    if (flagBits === 0) {
      flags = next();
      flagBits = 8;
    }
    const mode = (flags >>> 6) & 3;
    if (mode === 0) out.push(next());
    else if (mode === 1) out.push(next() + high);
    else if (mode === 2) out.push(next() + (next() << 8));
    else {
      const length = next();
      const correction = (length & 0x80) === 0 ? null : next();
      for (let n = (length & 0x7f) + 2; n > 0 && out.length < ansi.length; n--) {
        const byte = ansi[out.length] ?? 0;
        out.push(correction === null ? byte : ((byte + correction) & 0xff) + high);
      }
    }
    flags <<= 2;
    flagBits -= 2;
  }
  return String.fromCharCode(...out);
}

function name4(raw: Uint8Array, isUnicode: boolean): string {
  // Without the Unicode flag the name is in the packer's own code page, which nothing states
  if (!isUnicode) return decodeLoose(raw).text;
  const nul = raw.indexOf(0);
  if (nul < 0) return Buffer.from(raw).toString("utf8");
  return decodeUnicodeName(raw.subarray(0, nul), raw.subarray(nul + 1));
}

/** Extended times (block flag 0x1000): a second to add and up to three bytes of 100 ns for each of four times. */
function times4(
  bytes: Uint8Array,
  at: number,
  end: number,
  dos: number,
  extended: boolean,
): (readonly [string, TimeValue])[] {
  const times: (readonly [string, TimeValue])[] = [];
  const plain = dosTime(dos, `DOS 0x${dos.toString(16).padStart(8, "0")}`);
  if (!extended || at + 2 > end) return plain === null ? [] : [["mtime", plain]];
  const flags = u16(bytes, at);
  let next = at + 2;
  for (const [order, name] of ["mtime", "ctime", "atime"].entries()) {
    const mode = (flags >>> ((3 - order) * 4)) & 15;
    if ((mode & 8) === 0) {
      if (order === 0 && plain !== null) times.push(["mtime", plain]);
      continue;
    }
    let clock = dos;
    if (order > 0) {
      clock = u32(bytes, next);
      next += 4;
    }
    const count = mode & 3;
    let ticks = 0;
    for (let n = 0; n < count; n++) ticks |= u8(bytes, next + n) << ((n + 3 - count) * 8);
    next += count;
    const base = dosTime(clock, `DOS 0x${clock.toString(16).padStart(8, "0")} + ${ticks} x 100 ns`);
    if (base === null) continue;
    const epochMs = base.epochMs + ((mode & 4) === 0 ? 0 : 1000) + Math.trunc(ticks / 10_000);
    times.push([
      name,
      { ...base, epochMs, resolutionMs: count === 0 ? 1000 : 0.0001 * 256 ** (3 - count) },
    ]);
  }
  return times;
}

/** Unix packers keep the file mode in the attributes; 0xa000 is a symbolic link. */
function isUnixLink(host: number, attributes: number): boolean {
  return host === 3 && (attributes & 0xf000) === 0xa000;
}

function file4(bytes: Uint8Array, at: number, flags: number, headerEnd: number): RarMember {
  const large = (flags & 0x100) !== 0;
  const nameAt = at + (large ? 40 : 32);
  const nameLength = u16(bytes, at + 26);
  const afterName = nameAt + nameLength + ((flags & 0x400) === 0 ? 0 : 8);
  const host = u8(bytes, at + 15);
  const window = (flags >>> 5) & 7;
  return {
    // The format separates folders by backslash whatever the system
    name: name4(sliceUpTo(bytes, nameAt, nameLength), (flags & 0x200) !== 0).replaceAll("\\", "/"),
    isFolder: window === 7,
    encrypted: (flags & 4) !== 0,
    splitBefore: (flags & 1) !== 0,
    splitAfter: (flags & 2) !== 0,
    packedBytes: u32(bytes, at + 7) + (large ? u32(bytes, at + 32) * 2 ** 32 : 0),
    unpackedBytes: u32(bytes, at + 11) + (large ? u32(bytes, at + 36) * 2 ** 32 : 0),
    dictionaryBytes: window === 7 ? 0 : 65_536 * 2 ** window,
    host: `${HOSTS_4[host] ?? "host"} (${host})`,
    times: times4(bytes, afterName, headerEnd, u32(bytes, at + 20), (flags & 0x1000) !== 0),
    isLink: isUnixLink(host, u32(bytes, at + 28)),
    owners: [],
  };
}

/** Fills listing and members from the blocks behind the signature; throws {@link OutOfBytes} where they break off. */
export function list4(
  bytes: Uint8Array,
  from: number,
  listing: Draft<RarListing>,
  members: RarMember[],
): void {
  let at = from;
  while (at + 7 <= bytes.length) {
    const [type, flags, size] = [u8(bytes, at + 2), u16(bytes, at + 3), u16(bytes, at + 5)];
    if (type < 0x72 || type > 0x7b || size < 7) throw new OutOfBytes(at, 7, bytes.length);
    if (type === 0x7b) return;
    if (type === 0x73) {
      listing.isVolume = (flags & 1) !== 0;
      listing.headersEncrypted = (flags & 0x80) !== 0;
      if (listing.headersEncrypted) return;
    }
    let dataBytes = (flags & 0x8000) === 0 ? 0 : u32(bytes, at + 7);
    if (type === 0x74) {
      const member = file4(bytes, at, flags, at + size);
      members.push(member);
      dataBytes = member.packedBytes;
    } else if (type === 0x7a && (flags & 0x100) !== 0) dataBytes += u32(bytes, at + 32) * 2 ** 32;
    if (members.length > LIMITS.maxArchiveMembers) throw new OutOfBytes(at, 0, bytes.length);
    at += size + dataBytes;
  }
}
