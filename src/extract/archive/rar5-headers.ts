/** Headers of RAR 5 (technote "RAR 5.0 archive format"). Times are UTC. */
import { LIMITS } from "../../limits.ts";
import type { TimeValue } from "../../model/metadata.ts";
import { OutOfBytes, sliceUpTo, u8, u32, u64 } from "../bytes.ts";
import { filetimeValue } from "../filetime.ts";
import { unixTime } from "../stated-time.ts";
import type { Draft, RarListing, RarMember } from "./rar-listing.ts";

const HOSTS_5 = ["Windows", "Unix"] as const;

/** Reads numbers of RAR 5: seven bits a byte, low first. */
class Cursor {
  at: number;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  vint(): number {
    let value = 0;
    for (let n = 0; n < 10; n++) {
      const byte = u8(this.bytes, this.at++);
      value += (byte & 0x7f) * 2 ** (7 * n);
      if (byte < 128) return value;
    }
    throw new OutOfBytes(this.at, 1, this.bytes.length);
  }

  text(length: number): string {
    const raw = sliceUpTo(this.bytes, this.at, length);
    this.at += length;
    return Buffer.from(raw).toString("utf8");
  }
}

interface Extra {
  encrypted: boolean;
  isLink: boolean;
  readonly times: (readonly [string, TimeValue])[];
  readonly owners: (readonly [string, string])[];
}

function extraTimes(cursor: Cursor, extra: Extra): void {
  const flags = cursor.vint();
  const isUnix = (flags & 1) !== 0;
  for (const [bit, name] of [
    [2, "mtime"],
    [4, "ctime"],
    [8, "atime"],
  ] as const) {
    if ((flags & bit) === 0) continue;
    const time = isUnix
      ? unixTime(u32(cursor.bytes, cursor.at))
      : filetimeValue(u64(cursor.bytes, cursor.at));
    cursor.at += isUnix ? 4 : 8;
    if (time !== null) extra.times.push([name, time]);
  }
}

function readExtra(bytes: Uint8Array, from: number, end: number): Extra {
  const extra: Extra = { encrypted: false, isLink: false, times: [], owners: [] };
  const cursor = new Cursor(bytes, from);
  while (cursor.at < end) {
    const size = cursor.vint();
    const next = cursor.at + size;
    if (size === 0 || next > end) break;
    const type = cursor.vint();
    if (type === 1) extra.encrypted = true;
    else if (type === 5) extra.isLink = true;
    else if (type === 3) extraTimes(cursor, extra);
    else if (type === 6) {
      const flags = cursor.vint();
      if ((flags & 1) !== 0) extra.owners.push(["user", cursor.text(cursor.vint())]);
      if ((flags & 2) !== 0) extra.owners.push(["group", cursor.text(cursor.vint())]);
    }
    cursor.at = next;
  }
  return extra;
}

function file5(
  cursor: Cursor,
  flags: number,
  dataBytes: number,
  extraAt: number,
  end: number,
): RarMember {
  const { bytes } = cursor;
  const fileFlags = cursor.vint();
  const unpackedBytes = cursor.vint();
  cursor.vint(); // attributes
  let short: TimeValue | null = null;
  if ((fileFlags & 2) !== 0) {
    short = unixTime(u32(bytes, cursor.at));
    cursor.at += 4;
  }
  if ((fileFlags & 4) !== 0) cursor.at += 4;
  const compression = cursor.vint();
  const host = cursor.vint();
  const name = cursor.text(cursor.vint());
  const extra = readExtra(bytes, extraAt, end);
  const times =
    extra.times.some(([kind]) => kind === "mtime") || short === null
      ? extra.times
      : [["mtime", short] as const, ...extra.times];
  return {
    name,
    isFolder: (fileFlags & 1) !== 0,
    encrypted: extra.encrypted,
    splitBefore: (flags & 0x08) !== 0,
    splitAfter: (flags & 0x10) !== 0,
    packedBytes: dataBytes,
    unpackedBytes: (fileFlags & 8) !== 0 ? Number.POSITIVE_INFINITY : unpackedBytes,
    dictionaryBytes: (fileFlags & 1) !== 0 ? 0 : 131_072 * 2 ** ((compression >>> 10) & 31),
    host: `${HOSTS_5[host] ?? "host"} (${host})`,
    times,
    isLink: extra.isLink,
    owners: extra.owners,
  };
}

/** Record 2 of the main header's extra area: what RAR 7 keeps of the archive itself. */
function archiveMetadata(
  bytes: Uint8Array,
  from: number,
  end: number,
  listing: Draft<RarListing>,
): void {
  const cursor = new Cursor(bytes, from);
  while (cursor.at < end) {
    const size = cursor.vint();
    const next = cursor.at + size;
    if (size === 0 || next > end) return;
    if (cursor.vint() === 2) {
      const flags = cursor.vint();
      if ((flags & 1) !== 0) listing.archiveName = cursor.text(cursor.vint());
      if ((flags & 2) !== 0) {
        if ((flags & 4) === 0) listing.archiveTime = filetimeValue(u64(bytes, cursor.at));
        else if ((flags & 8) === 0) listing.archiveTime = unixTime(u32(bytes, cursor.at));
        else listing.archiveTime = unixTime(Number(u64(bytes, cursor.at)) / 1e9, 0.000001);
      }
    }
    cursor.at = next;
  }
}

/** Fills listing and members from the blocks behind the signature; throws {@link OutOfBytes} where they break off. */
export function list5(
  bytes: Uint8Array,
  from: number,
  listing: Draft<RarListing>,
  members: RarMember[],
): void {
  const cursor = new Cursor(bytes, from);
  while (cursor.at + 7 <= bytes.length) {
    cursor.at += 4; // checksum of the header
    const size = cursor.vint();
    const end = cursor.at + size;
    if (size === 0 || end > bytes.length) throw new OutOfBytes(cursor.at, size, bytes.length);
    const [type, flags] = [cursor.vint(), cursor.vint()];
    const extraBytes = (flags & 1) === 0 ? 0 : cursor.vint();
    const dataBytes = (flags & 2) === 0 ? 0 : cursor.vint();
    if (type === 5) return;
    if (type === 4) {
      listing.headersEncrypted = true;
      return;
    }
    if (type === 1) {
      listing.isVolume = (cursor.vint() & 1) !== 0;
      archiveMetadata(bytes, end - extraBytes, end, listing);
    }
    if (type === 2) members.push(file5(cursor, flags, dataBytes, end - extraBytes, end));
    if (members.length > LIMITS.maxArchiveMembers) throw new OutOfBytes(end, 0, bytes.length);
    cursor.at = end + dataBytes;
  }
}
