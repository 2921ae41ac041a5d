/** Times and origin a zip states for a member: DOS time, extended timestamp, NTFS times, host system. */
import type { TimeValue } from "../../model/metadata.ts";
import { guarded, u8, u16, u32, u64 } from "../bytes.ts";
import { filetimeValue } from "../filetime.ts";
import { dosTime, unixTime } from "../stated-time.ts";

/** One extra field: id and data (APPNOTE 4.5). */
export interface ExtraField {
  readonly id: number;
  readonly data: Uint8Array;
}

/** Extra fields of a header; a field that claims more than there is ends the list. */
export function readExtraFields(bytes: Uint8Array): readonly ExtraField[] {
  const fields: ExtraField[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const id = u16(bytes, at);
    const length = u16(bytes, at + 2);
    if (at + 4 + length > bytes.length) break;
    fields.push({ id, data: bytes.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return fields;
}

/** Where a member time comes from, for `source` and for telling local from UTC. */
export interface MemberTime {
  readonly kind: "dos" | "extended" | "ntfs";
  readonly time: TimeValue;
}

/** Modification time of extra field 0x5455 (Info-ZIP): signed seconds, UTC by definition. */
function extendedTime(data: Uint8Array): TimeValue | null {
  return guarded(
    () => {
      if ((u8(data, 0) & 1) === 0) return null;
      return unixTime(u32(data, 1) | 0);
    },
    null,
    () => {}, // a field too short for its own flags states no time
  );
}

/** Modification time of extra field 0x000a (APPNOTE 4.5.5): attribute 1 holds three FILETIMEs. */
function ntfsTime(data: Uint8Array): TimeValue | null {
  for (const attribute of readExtraFields(data.subarray(4))) {
    if (attribute.id === 1 && attribute.data.length >= 8)
      return filetimeValue(u64(attribute.data, 0));
  }
  return null;
}

/** All times a member carries, DOS first. The same moment told twice is kept twice: their difference is the packer's zone. */
export function memberTimes(
  dosDate: number,
  dosClock: number,
  extra: readonly ExtraField[],
): readonly MemberTime[] {
  const times: MemberTime[] = [];
  const add = (kind: MemberTime["kind"], time: TimeValue | null): void => {
    if (time !== null && !times.some((known) => known.kind === kind)) times.push({ kind, time });
  };
  const hex = (word: number): string => word.toString(16).padStart(4, "0");
  add("dos", dosTime(dosDate * 65_536 + dosClock, `DOS ${hex(dosDate)} ${hex(dosClock)}`));
  for (const field of extra) {
    if (field.id === 0x5455) add("extended", extendedTime(field.data));
    if (field.id === 0x000a) add("ntfs", ntfsTime(field.data));
  }
  return times;
}

/** Host systems of "version made by" (APPNOTE 4.4.2.2). */
const HOSTS = new Map<number, string>([
  [0, "MS-DOS"],
  [1, "Amiga"],
  [2, "OpenVMS"],
  [3, "Unix"],
  [4, "VM/CMS"],
  [5, "Atari ST"],
  [6, "OS/2"],
  [7, "Macintosh"],
  [10, "Windows NTFS"],
  [11, "MVS"],
  [14, "VFAT"],
  [18, "OS/400"],
  [19, "macOS"],
]);

/** Name of a host byte as the packer wrote it, e.g. 3 -> "Unix (3)"; unknown numbers stay numbers. */
export function hostName(host: number): string {
  const name = HOSTS.get(host);
  return name === undefined ? `host ${host}` : `${name} (${host})`;
}
