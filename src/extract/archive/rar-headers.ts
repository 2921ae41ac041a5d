/**
 * Headers of RAR archives, version 4 and 5: what unpackers throw away. Host system, times in full resolution, owners, encryption,
 * dictionary size (asked before anything is unpacked: an archive may demand gigabytes of it).
 *
 * RAR 4 states local wall-clock time, RAR 5 UTC (technotes "RAR 4.x archive format" and "RAR 5.0 archive format").
 * May not unpack anything.
 */
import { guarded } from "../bytes.ts";
import type { Draft, RarListing, RarMember } from "./rar-listing.ts";
import { list4 } from "./rar4-headers.ts";
import { list5 } from "./rar5-headers.ts";

const SIGNATURE_4 = [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07, 0x00];
const SIGNATURE_5 = [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07, 0x01, 0x00];
/** A self-extracting archive carries a program before the signature, at most this much (technote: 1 MB). */
const MAX_STUB_BYTES = 1024 * 1024;

/** The list of a RAR archive, null when the bytes hold no signature. Damage ends the list and is named. */
function listRar(bytes: Uint8Array): RarListing | null {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_STUB_BYTES));
  const at5 = start.indexOf(Buffer.from(SIGNATURE_5));
  const at4 = at5 < 0 ? start.indexOf(Buffer.from(SIGNATURE_4)) : -1;
  if (at5 < 0 && at4 < 0) return null;
  const members: RarMember[] = [];
  const listing: Draft<RarListing> = {
    version: at5 < 0 ? 4 : 5,
    members,
    headersEncrypted: false,
    isVolume: false,
    archiveName: "",
    archiveTime: null,
    damage: "",
  };
  guarded(
    () =>
      at5 < 0 ? list4(bytes, at4 + 7, listing, members) : list5(bytes, at5 + 8, listing, members),
    undefined,
    (reason) => {
      listing.damage = reason;
    },
  );
  return listing;
}

/**
 * One list of an archive in volumes: a member that runs over several is one, as it is stated where it begins, with all its packed bytes. null
 * when no volume has a list.
 */
export function listRarVolumes(volumes: readonly Uint8Array[]): RarListing | null {
  const listings = volumes.flatMap((volume) => listRar(volume) ?? []);
  const [first] = listings;
  if (first === undefined || listings.length === 1) return first ?? null;
  const members: Draft<RarMember>[] = [];
  for (const listing of listings) {
    for (const member of listing.members) {
      const open = members.at(-1);
      if (member.splitBefore && open?.splitAfter === true) {
        open.packedBytes += member.packedBytes;
        open.splitAfter = member.splitAfter;
      } else members.push({ ...member });
    }
  }
  const damage = listings.find((listing) => listing.damage !== "")?.damage ?? "";
  const headersEncrypted = listings.some((listing) => listing.headersEncrypted);
  return { ...first, members, damage, headersEncrypted };
}
