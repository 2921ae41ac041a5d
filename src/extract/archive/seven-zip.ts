/**
 * 7z, cab, iso, lzh, arj, cpio and ar archives -> members; bzip2, xz, zstd and compress files -> the file inside. All through 7-Zip in WebAssembly: a run lists, a second one unpacks
 * everything to one stream that is cut by the listed sizes and checked against the listed checksums.
 *
 * To be run where memory is watched: the packer's dictionary is allocated inside WebAssembly.
 */
import { crc32 } from "node:zlib";
import { LIMITS } from "../../limits.ts";
import type { Extraction } from "../../model/extraction.ts";
import type { MetadataValue, TimeValue } from "../../model/metadata.ts";
import { Collector } from "../collector.ts";
import { timeText } from "../filetime.ts";
import type { ReadContext } from "../reader.ts";
import { unixTime } from "../stated-time.ts";
import { decodeLoose } from "../text/loose-text.ts";
import { someNames, totalCap, unpackCap } from "./archive-cap.ts";
import { runSevenZip } from "./seven-zip-run.ts";

const MAX_LISTING_BYTES = 64 * 1024 * 1024;

interface Listed {
  readonly name: string;
  readonly sizeBytes: number;
  readonly crc: string;
  readonly encrypted: boolean;
  readonly isFolder: boolean;
  /** A symbolic link of a Unix packer; its content is the target's name. */
  readonly isLink: boolean;
  readonly values: readonly MetadataValue[];
}

const LISTED_TIME = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?$/;

/**
 * A listed time. 7z stores UTC; 7-Zip prints it in the zone of this process, which it asks JavaScript for, so that reading it as
 * local time gives the stored instant back.
 */
function listedTime(text: string): TimeValue | null {
  const m = LISTED_TIME.exec(text);
  if (m === null) return null;
  const [, year, month, day, hour, minute, second, fraction = ""] = m;
  const at = new Date(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const epochMs = at.getTime() + Math.trunc(Number(`0.${fraction || "0"}`) * 1000);
  const time = {
    rawText: "",
    epochMs,
    zoneSource: "format",
    resolutionMs: fraction === "" ? 1000 : 0.0001,
  } as const;
  const iso = timeText(time);
  return { ...time, rawText: fraction === "" ? iso : `${iso.slice(0, 19)}.${fraction}Z` };
}

/**
 * ARJ made on Unix counts seconds since 1970 where DOS has a date in parts, and 7-Zip reads parts in both: 2026 becomes 2033. The parts have all of
 * the 32 bits, so they are put together again. Bits that are no date are not listed at all: such a member has no time.
 */
function unixTimeOfArj(listed: string): TimeValue | null {
  const m = LISTED_TIME.exec(listed);
  if (m === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = m
    .slice(1, 7)
    .map(Number);
  const date = ((year - 1980) << 25) | (month << 21) | (day << 16);
  const time = unixTime((date | (hour << 11) | (minute << 5) | (second >>> 1)) >>> 0);
  return time === null ? null : { ...time, rawText: timeText(time) };
}

function listedMember(row: ReadonlyMap<string, string>, format: string): Listed {
  const timeOf = format === "-tarj" && row.get("Host OS") === "UNIX" ? unixTimeOfArj : listedTime;
  const values: MetadataValue[] = [];
  for (const [key, field] of [
    ["Modified", "membertime"],
    ["Created", "other"],
    ["Accessed", "other"],
  ] as const) {
    const time = timeOf(row.get(key) ?? "");
    if (time !== null) {
      values.push({ field, text: time.rawText, state: "present", source: `7z ${key}`, time });
    }
  }
  const attributes = row.get("Attributes") ?? "";
  if (attributes !== "")
    values.push({ field: "other", text: attributes, state: "present", source: "7z Attributes" });
  return {
    name: row.get("Path") ?? "",
    sizeBytes: Number(row.get("Size") || 0),
    crc: row.get("CRC") ?? "",
    encrypted: row.get("Encrypted") === "+",
    isFolder: attributes.startsWith("D") || row.get("Folder") === "+",
    isLink: / l[rwxsStT-]{9}$/.test(attributes),
    values,
  };
}

/** Rows of "Key = value" lines, one block a member (`7z l -slt -ba`). */
function parseListing(text: string, format: string): Listed[] {
  const members: Listed[] = [];
  let row = new Map<string, string>();
  for (const line of [...text.split("\n"), ""]) {
    const equals = line.indexOf(" = ");
    if (equals > 0) row.set(line.slice(0, equals), line.slice(equals + 3));
    else if (line.endsWith(" =")) row.set(line.slice(0, -2), "");
    else if (line.trim() === "" && row.size > 0) {
      members.push(listedMember(row, format));
      row = new Map();
    }
  }
  return members;
}

function cutMembers(members: readonly Listed[], content: Uint8Array, collector: Collector): void {
  let at = 0;
  const wrong: string[] = [];
  const links: string[] = [];
  for (const [index, member] of members.entries()) {
    if (member.isFolder) continue;
    const bytes = content.subarray(at, at + member.sizeBytes);
    at += member.sizeBytes;
    if (member.isLink) links.push(`${member.name} -> ${decodeLoose(bytes.subarray(0, 1000)).text}`);
    // of other lengths are the 16-bit sums of older formats
    else if (member.crc.length === 8 && crc32(bytes) !== Number.parseInt(member.crc, 16))
      wrong.push(member.name);
    else {
      collector.children.push({
        name: member.name,
        declaredType: "",
        bytes,
        steps: [{ step: "member", index, name: member.name }],
        metadata: member.values,
      });
    }
  }
  if (links.length > 0) {
    const reason = `${links.length} links without content of their own: ${someNames(links)}`;
    collector.addProblem("archive-links", "note", reason);
  }
  if (wrong.length > 0) {
    collector.addProblem("checksum-wrong", "lost", `${wrong.length} members: ${someNames(wrong)}`);
  }
}

/** Media type -> name of the format in 7-Zip. Told, not guessed: its guesses reach formats nobody asked for. */
const FORMATS = new Map([
  ["application/x-7z-compressed", "7z"],
  ["application/vnd.ms-cab-compressed", "cab"],
  ["application/x-iso9660-image", "iso"],
  ["application/x-lzh", "lzh"],
  ["application/x-arj", "arj"],
  ["application/x-cpio", "cpio"],
  ["application/x-archive", "ar"],
]);

/** Reads an archive of a kind in {@link FORMATS}; example of a step: `{step:"member", index:0, name:"budget/q3.xls"}`. */
export async function readSevenZip(
  bytes: Uint8Array,
  context: Pick<ReadContext, "sniffedType" | "roomBytes">,
): Promise<Extraction> {
  const collector = new Collector();
  const format = `-t${FORMATS.get(context.sniffedType) ?? "7z"}`;
  const list = await runSevenZip(bytes, ["l", "-slt", "-ba", format], MAX_LISTING_BYTES);
  const members = parseListing(Buffer.from(list.output).toString("utf8"), format);
  if (list.exitCode !== 0 || list.overflow || members.length > LIMITS.maxArchiveMembers) {
    const locked = /password|encrypted/i.test(list.errors);
    collector.markers.add(locked ? "encrypted" : "unreadable");
    const reason = list.overflow
      ? "the list of members is too long"
      : list.errors || `7-Zip ends with ${list.exitCode}`;
    collector.addProblem(locked ? "encrypted" : "archive-damaged", "lost", reason);
    return collector.close();
  }
  const locked = members.filter((member) => member.encrypted).map((member) => member.name);
  if (locked.length > 0) {
    collector.markers.add("encrypted");
    collector.addProblem(
      "encrypted",
      "lost",
      `${locked.length} members need a password: ${someNames(locked)}`,
    );
    return collector.close();
  }
  const total = members.reduce((sum, member) => sum + member.sizeBytes, 0);
  const cap = Math.max(totalCap(bytes.length, context.roomBytes), 1);
  if (total > cap) {
    collector.addProblem(
      "archive-bomb",
      "lost",
      `${members.length} members claim ${total} bytes out of ${bytes.length}`,
    );
    return collector.close();
  }
  const run = await runSevenZip(bytes, ["x", "-so", format], total);
  if (run.overflow || run.output.length !== total) {
    // Without one byte for each byte listed the stream cannot be cut into members
    const reason = run.overflow
      ? "unpacks to more than its list says"
      : run.errors || `${run.output.length} of ${total} bytes`;
    collector.addProblem("archive-damaged", "lost", `${members.length} members: ${reason}`);
    return collector.close();
  }
  cutMembers(members, run.output, collector);
  return collector.close();
}

type StreamKind = "bzip2" | "xz" | "zstd" | "compress";
const ENDINGS: Readonly<Record<StreamKind, readonly (readonly [string, string])[]>> = {
  bzip2: [
    [".tbz2", ".tar"],
    [".tbz", ".tar"],
    [".bz2", ""],
  ],
  xz: [
    [".txz", ".tar"],
    [".xz", ""],
  ],
  zstd: [
    [".tzst", ".tar"],
    [".zst", ""],
  ],
  compress: [
    [".taz", ".tar"],
    [".z", ""],
  ],
};

async function readStream(
  kind: StreamKind,
  bytes: Uint8Array,
  context: ReadContext,
): Promise<Extraction> {
  const collector = new Collector();
  const cap = Math.max(unpackCap(bytes.length, 0, context.roomBytes), 1);
  const run = await runSevenZip(bytes, ["x", "-so", `-t${kind === "compress" ? "Z" : kind}`], cap);
  if (run.overflow)
    collector.addProblem("archive-bomb", "lost", `unpacks to more than ${cap} bytes`);
  else if (run.exitCode !== 0) {
    const severity = run.output.length === 0 ? "lost" : "partial";
    if (severity === "lost") collector.markers.add("unreadable");
    collector.addProblem(
      "archive-damaged",
      severity,
      run.errors || `7-Zip ends with ${run.exitCode}`,
    );
  }
  if (run.overflow || (run.exitCode !== 0 && run.output.length === 0)) return collector.close();
  const ending = ENDINGS[kind].find(([suffix]) => context.name.toLowerCase().endsWith(suffix));
  const name =
    ending === undefined ? context.name : context.name.slice(0, -ending[0].length) + ending[1];
  collector.children.push({
    name,
    declaredType: "",
    bytes: run.output,
    steps: [{ step: "decode", encoding: kind }],
    metadata: [],
  });
  return collector.close();
}

/** The file inside a packed file; these formats state neither name nor time. */
export const readPackedFile =
  (kind: StreamKind) =>
  (bytes: Uint8Array, context: ReadContext): Promise<Extraction> =>
    readStream(kind, bytes, context);
