/**
 * Finds the members of a zip: from its central directory, and where that is missing, cut or silent, from the local headers.
 *
 * Own reader, since evidence is often damaged: a truncated attachment has no directory, an updated archive keeps old members
 * nobody lists, and libraries that are rightly strict give up on both. Only headers are read here; no member is unpacked.
 */
import { guarded, u16, u32, u64 } from "../bytes.ts";
import { LOCAL_BYTES, localHeader, otherSizes, widen } from "./zip-local.ts";
import { type ExtraField, readExtraFields } from "./zip-times.ts";

/** One member's header fields as stored (APPNOTE 4.3.7, 4.3.12), names undecoded. */
export interface RawMember {
  readonly nameBytes: Uint8Array;
  readonly madeBy: number;
  readonly flags: number;
  readonly method: number;
  readonly dosTime: number;
  readonly dosDate: number;
  readonly crc: number;
  /** null in a local header of a streamed member: then the sizes follow the data. */
  readonly compressedBytes: number | null;
  readonly sizeBytes: number | null;
  readonly localOffset: number;
  /** First byte of the data; -1 when there is no local header where the directory says. */
  readonly dataOffset: number;
  readonly extra: readonly ExtraField[];
  /** False when only a local header speaks of it. */
  readonly listed: boolean;
  /** The local header gives another name than the directory. */
  readonly renamed: boolean;
  /** The local header gives other sizes or another checksum than the directory, e.g. "9 bytes, 7 packed"; "" when it does not. */
  readonly resized: string;
}

export interface Directory {
  readonly members: readonly RawMember[];
  /** Why the directory was not (fully) usable; "" when it was. */
  readonly damage: string;
  /** True when members were left out because there are more than `maxMembers`. */
  readonly tooMany: boolean;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_BYTES = 22;
/** Comment of at most 65,535 bytes; the rest is for line ends and the like that mailers append. */
const END_SEARCH_BYTES = 66_000;

interface End {
  readonly count: number;
  readonly start: number;
  /** Bytes in front of the archive (a self-extracting program): added to every offset. */
  readonly shift: number;
}

/** Where each disk of a split zip begins in the joined bytes; empty for a zip in one piece, or one cut without its knowledge. */
type Disks = readonly number[];

const diskStart = (disks: Disks, number: number): number => disks[number] ?? 0;

/** Zip64 end record (APPNOTE 4.3.14) found through its locator in front of `endAt`; null when there is none. */
function zip64End(bytes: Uint8Array, endAt: number, disks: Disks): End | null {
  if (endAt < 20 || u32(bytes, endAt - 20) !== 0x07064b50) return null;
  const at = Number(u64(bytes, endAt - 12)) + diskStart(disks, u32(bytes, endAt - 16));
  if (u32(bytes, at) !== 0x06064b50) return null;
  const start = Number(u64(bytes, at + 48)) + diskStart(disks, u32(bytes, at + 20));
  return { count: Number(u64(bytes, at + 32)), start, shift: 0 };
}

function endAt(bytes: Uint8Array, at: number, disks: Disks): End | null {
  const wide = guarded(
    () => zip64End(bytes, at, disks),
    null,
    () => {}, // a locator that points outside leaves the 32-bit fields, which are checked below
  );
  if (wide !== null) return wide;
  const size = u32(bytes, at + 12);
  const start = u32(bytes, at + 16) + diskStart(disks, u16(bytes, at + 6));
  const real = at - size;
  const isEntry = (offset: number): boolean =>
    offset >= 0 && offset + 4 <= bytes.length && u32(bytes, offset) === ENTRY_SIGNATURE;
  const count = u16(bytes, at + 10);
  if (count === 0 && size === 0) return { count, start, shift: 0 };
  // a directory where the end record says needs no shift; else it ends right before the record
  if (isEntry(start)) return { count, start, shift: 0 };
  return isEntry(real) ? { count, start: real, shift: real - start } : null;
}

function findEnd(bytes: Uint8Array, disks: Disks): End | null {
  const lowest = Math.max(0, bytes.length - END_SEARCH_BYTES);
  for (let at = bytes.length - END_BYTES; at >= lowest; at--) {
    if (bytes[at] !== 0x50 || bytes[at + 1] !== 0x4b) continue;
    if (u32(bytes, at) !== END_SIGNATURE) continue;
    const end = endAt(bytes, at, disks);
    if (end !== null) return end;
  }
  return null;
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

function readEntry(
  bytes: Uint8Array,
  at: number,
  shift: number,
  disks: Disks,
): [RawMember, number] {
  const nameLength = u16(bytes, at + 28);
  const extraLength = u16(bytes, at + 30);
  const nameAt = at + 46;
  const next = nameAt + nameLength + extraLength + u16(bytes, at + 32);
  const nameBytes = bytes.subarray(nameAt, nameAt + nameLength);
  const extra = readExtraFields(
    bytes.subarray(nameAt + nameLength, nameAt + nameLength + extraLength),
  );
  const [sizeBytes = 0, compressedBytes = 0, offset = 0] = widen(
    [u32(bytes, at + 24), u32(bytes, at + 20), u32(bytes, at + 42)],
    extra,
  );
  const localOffset = offset + shift + diskStart(disks, u16(bytes, at + 34));
  const local = localHeader(bytes, localOffset);
  return [
    {
      nameBytes,
      madeBy: u16(bytes, at + 4),
      flags: u16(bytes, at + 8),
      method: u16(bytes, at + 10),
      dosTime: u16(bytes, at + 12),
      dosDate: u16(bytes, at + 14),
      crc: u32(bytes, at + 16),
      compressedBytes,
      sizeBytes,
      localOffset,
      dataOffset: local?.dataOffset ?? -1,
      extra: local === null ? extra : [...extra, ...readExtraFields(local.extra)],
      listed: true,
      resized:
        local === null
          ? ""
          : otherSizes(bytes, localOffset, readExtraFields(local.extra), [
              sizeBytes,
              compressedBytes,
            ]),
      renamed: local !== null && !sameBytes(local.name, nameBytes),
    },
    next,
  ];
}

/** Methods and versions that exist; what else follows "PK\3\4" is no header but data that looks like one. */
const KNOWN_METHODS: ReadonlySet<number> = new Set([
  0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 16, 18, 19, 20, 93, 94, 95, 96, 97, 98, 99,
]);

function readLocal(bytes: Uint8Array, at: number): RawMember | null {
  const local = localHeader(bytes, at);
  if (local === null || local.name.length === 0) return null;
  const method = u16(bytes, at + 8);
  if ((u16(bytes, at + 4) & 0xff) > 63 || !KNOWN_METHODS.has(method)) return null;
  const flags = u16(bytes, at + 6);
  const extra = readExtraFields(local.extra);
  const [size = 0, packed = 0] = widen([u32(bytes, at + 22), u32(bytes, at + 18)], extra);
  // bit 3: sizes follow the data; some writers fill them in all the same
  const streamed = (flags & 8) !== 0 && packed === 0;
  return {
    nameBytes: local.name,
    madeBy: 0,
    flags,
    method,
    dosTime: u16(bytes, at + 10),
    dosDate: u16(bytes, at + 12),
    crc: u32(bytes, at + 14),
    compressedBytes: streamed ? null : packed,
    sizeBytes: streamed ? null : size,
    localOffset: at,
    dataOffset: local.dataOffset,
    extra,
    listed: false,
    resized: "",
    renamed: false,
  };
}

/** Local headers between `from` and `to`, stepping over data whose length is known. Linear in the range. */
function scanLocals(bytes: Uint8Array, from: number, to: number, room: number): RawMember[] {
  const found: RawMember[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, to);
  let at = from;
  while (found.length <= room) {
    at = buffer.indexOf("PK\x03\x04", at, "latin1");
    if (at < 0) break;
    const member = readLocal(bytes, at);
    if (member !== null) found.push(member);
    const dataEnd =
      member === null ? at : member.dataOffset + Math.min(member.compressedBytes ?? 0, to);
    at = Math.max(at + 4, dataEnd <= to ? dataEnd : at + 4);
  }
  return found;
}

/** Ranges of the file no listed member and no directory covers, as [from, to). */
function gaps(bytes: Uint8Array, members: readonly RawMember[], end: number): [number, number][] {
  const spans = members
    .filter((member) => member.dataOffset >= 0)
    .map((member): [number, number] => [
      member.localOffset,
      member.dataOffset + (member.compressedBytes ?? 0),
    ])
    .sort((a, b) => a[0] - b[0]);
  const free: [number, number][] = [];
  let covered = 0;
  for (const [from, to] of [...spans, [end, bytes.length] as [number, number]]) {
    if (from - covered >= LOCAL_BYTES) free.push([covered, from]);
    covered = Math.max(covered, to);
  }
  return free;
}

/**
 * All members of a zip, those of the directory first, in its order, then the unlisted ones in the order of their bytes.
 * Never throws on bad input: what could not be read is said in `damage`.
 */
export function readDirectory(
  bytes: Uint8Array,
  maxMembers: number,
  volumeStarts: readonly number[] = [],
): Directory {
  const members: RawMember[] = [];
  // bytes cut into pieces by another program count from the first piece: they begin without the mark of a split zip
  const disks = bytes[0] === 0x50 && bytes[2] === 7 && bytes[3] === 8 ? volumeStarts : [];
  const end = guarded(
    () => findEnd(bytes, disks),
    null,
    () => {}, // an end record cut short is the same as none
  );
  let damage = end === null ? "no central directory" : "";
  let tooMany = false;
  let at = end?.start ?? bytes.length;
  if (end !== null) {
    guarded(
      () => {
        for (let i = 0; ; i++) {
          const more = at + 46 <= bytes.length && u32(bytes, at) === ENTRY_SIGNATURE;
          // the count has 16 bits: old writers of more than 65,535 members let it wrap
          if (!more && i < end.count) damage = `directory entry ${i} of ${end.count} is missing`;
          if (more && i >= maxMembers) tooMany = true;
          if (!more || i >= maxMembers) return;
          const [member, next] = readEntry(bytes, at, end.shift, disks);
          members.push(member);
          at = next;
        }
      },
      undefined,
      (reason) => {
        damage = `central directory: ${reason}`;
      },
    );
  }
  // an archive of too many members is not searched for more
  if (!tooMany) {
    const limit = end === null || damage !== "" ? bytes.length : end.start;
    for (const [from, to] of gaps(bytes, members, limit)) {
      const room = maxMembers - members.length;
      const found = scanLocals(bytes, from, to, room);
      if (found.length > room) tooMany = true;
      members.push(...found.slice(0, room));
    }
  }
  return { members, damage, tooMany };
}
