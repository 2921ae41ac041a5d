/**
 * tar (POSIX.1-1988 ustar, pax, GNU) -> members with their times, owners and long names. Own reader: the bytes are in memory, so
 * members are views, and what a library skips in silence (sparse files, links, bytes behind the end mark) has to be said.
 */
import { LIMITS } from "../../limits.ts";
import type { Extraction } from "../../model/extraction.ts";
import type { MetadataValue } from "../../model/metadata.ts";
import { untilNul } from "../code-pages.ts";
import { Collector } from "../collector.ts";
import { timeText } from "../filetime.ts";
import { unixTime } from "../stated-time.ts";
import { decodeLoose, hexOf } from "../text/loose-text.ts";
import { someNames } from "./archive-cap.ts";

const BLOCK = 512;
/** Names and pax records longer than this are no names. */
const MAX_EXTENSION_BYTES = 1024 * 1024;

function field(header: Buffer, at: number, length: number): Uint8Array {
  const raw = header.subarray(at, at + length);
  const end = raw.indexOf(0);
  return end < 0 ? raw : raw.subarray(0, end);
}

/** Octal digits, or GNU's base 256 when the top bit is set; null when neither. */
function number(header: Buffer, at: number, length: number): number | null {
  const raw = header.subarray(at, at + length);
  if (((raw[0] ?? 0) & 0x80) !== 0) {
    let value = (raw[0] ?? 0) & 0x7f;
    for (const byte of raw.subarray(1)) value = value * 256 + byte;
    return Number.isSafeInteger(value) ? value : null;
  }
  const digits = /^\s*([0-7]*)/.exec(untilNul(raw.toString("latin1")))?.[1] ?? "";
  return digits === "" ? null : Number.parseInt(digits, 8);
}

/** Sum of all header bytes with the checksum itself read as blanks; old writers summed signed bytes. */
function isHeader(header: Buffer): boolean {
  const stated = number(header, 148, 8);
  if (stated === null) return false;
  let unsigned = 8 * 0x20;
  let signed = unsigned;
  for (let at = 0; at < BLOCK; at++) {
    if (at >= 148 && at < 156) continue;
    const byte = header[at] ?? 0;
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return stated === unsigned || stated === signed;
}

/** "len key=value\n" records (POSIX pax, 3.5); ends at the first that is none. */
function paxRecords(body: Buffer): Map<string, Uint8Array> {
  const records = new Map<string, Uint8Array>();
  for (let at = 0; at < body.length; ) {
    const blank = body.indexOf(0x20, at);
    if (blank < 0 || blank - at > 10) break;
    const length = Number(body.toString("latin1", at, blank));
    const equals = body.indexOf(0x3d, blank);
    const end = at + length;
    if (!(length > 0) || equals < 0 || equals >= end || end > body.length) break;
    records.set(body.toString("utf8", blank + 1, equals), body.subarray(equals + 1, end - 1));
    at = end;
  }
  return records;
}

interface Pending {
  longName: Uint8Array | null;
  pax: Map<string, Uint8Array>;
}

interface Skipped {
  readonly links: string[];
  readonly sparse: string[];
  readonly special: string[];
}

function memberName(header: Buffer, pending: Pending): Uint8Array {
  const stated = pending.pax.get("path") ?? pending.longName;
  if (stated !== null && stated !== undefined) return stated;
  const name = field(header, 0, 100);
  const isUstar = header.toString("latin1", 257, 263) === "ustar\0";
  const prefix = isUstar ? field(header, 345, 155) : new Uint8Array(0);
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from("/"), name]);
}

function memberValues(header: Buffer, pending: Pending, nameRaw: Uint8Array): MetadataValue[] {
  const values: MetadataValue[] = [];
  const paxTime = pending.pax.get("mtime");
  const written = paxTime === undefined ? null : Buffer.from(paxTime).toString("latin1");
  const digits = written?.split(".")[1]?.length ?? 0;
  const time =
    written === null
      ? unixTime(number(header, 136, 12) ?? 0)
      : unixTime(Number(written), 10 ** Math.max(3 - digits, -6), written);
  if (time !== null) {
    values.push({
      field: "membertime",
      text: timeText(time),
      state: "present",
      source: "tar mtime",
      time,
    });
  }
  const add = (name: string, raw: Uint8Array, source: string): void => {
    if (raw.length === 0) return;
    const { text, undecodable } = decodeLoose(raw);
    const state = undecodable ? "undecodable" : "present";
    values.push({
      field: name,
      text,
      state,
      source,
      ...(undecodable ? { rawHex: hexOf(raw) } : {}),
    });
  };
  const isPosix = header.toString("latin1", 257, 262) === "ustar";
  add(
    "people",
    pending.pax.get("uname") ?? (isPosix ? field(header, 265, 32) : new Uint8Array(0)),
    "tar uname",
  );
  add(
    "other",
    pending.pax.get("gname") ?? (isPosix ? field(header, 297, 32) : new Uint8Array(0)),
    "tar gname",
  );
  const [uid, gid] = [number(header, 108, 8), number(header, 116, 8)];
  if (uid !== null && gid !== null) {
    values.push({ field: "other", text: `${uid}:${gid}`, state: "present", source: "tar uid:gid" });
  }
  if (decodeLoose(nameRaw).undecodable) add("other", nameRaw, "tar member name");
  return values;
}

function addMember(
  header: Buffer,
  body: Uint8Array,
  index: number,
  pending: Pending,
  skipped: Skipped,
  collector: Collector,
): void {
  const kind = String.fromCharCode(header[156] ?? 0);
  const nameRaw = memberName(header, pending);
  const name = decodeLoose(nameRaw).text;
  const isSparse =
    kind === "S" || [...pending.pax.keys()].some((key) => key.startsWith("GNU.sparse"));
  if (isSparse) skipped.sparse.push(name);
  else if (kind === "1" || kind === "2")
    skipped.links.push(`${name} -> ${decodeLoose(field(header, 157, 100)).text}`);
  else if (kind === "3" || kind === "4" || kind === "6") skipped.special.push(name);
  // Files, contiguous files and kinds nobody defined, which POSIX says to read as files; "0" with a trailing slash is an old folder
  else if (kind !== "5" && kind !== "D" && !(name.endsWith("/") && body.length === 0)) {
    collector.children.push({
      name,
      declaredType: "",
      bytes: body,
      steps: [{ step: "member", index, name }],
      metadata: memberValues(header, pending, nameRaw),
    });
  }
}

/** Size of the member's data as pax or the header states it. */
function statedSize(header: Buffer, pax: ReadonlyMap<string, Uint8Array>): number | null {
  const text = pax.get("size");
  if (text === undefined) return number(header, 124, 12);
  const size = Number(Buffer.from(text).toString("latin1"));
  return Number.isSafeInteger(size) && size >= 0 ? size : null;
}

/** Reads every member; example of a step: `{step:"member", index:3, name:"home/anna/q3.xls"}`. */
export async function readTar(input: Uint8Array): Promise<Extraction> {
  const collector = new Collector();
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const skipped: Skipped = { links: [], sparse: [], special: [] };
  const global = new Map<string, Uint8Array>();
  let pending: Pending = { longName: null, pax: new Map() };
  let index = 0;
  let at = 0;
  let damage = "";
  let ended = false;
  while (at + BLOCK <= bytes.length) {
    const header = bytes.subarray(at, at + BLOCK);
    // Zero blocks end the archive, yet more may follow (`cat a.tar b.tar`): what is there is read
    if (header.every((byte) => byte === 0)) {
      at += BLOCK;
      ended = true;
      continue;
    }
    ended = false;
    if (!isHeader(header)) {
      damage = `no tar header at byte ${at}, ${bytes.length - at} bytes are not read`;
      break;
    }
    if (index >= LIMITS.maxArchiveMembers) {
      damage = `more than ${index} members, the rest from byte ${at} on is not read`;
      break;
    }
    const pax = new Map([...global, ...pending.pax]);
    const size = statedSize(header, pax);
    if (size === null) {
      damage = `the header at byte ${at} states no size`;
      break;
    }
    const kind = String.fromCharCode(header[156] ?? 0);
    const hasData = !(kind >= "1" && kind <= "6");
    const body = bytes.subarray(at + BLOCK, at + BLOCK + (hasData ? size : 0));
    if (hasData && body.length < size)
      damage = `the member at byte ${at} claims ${size} bytes, ${body.length} are there`;
    if (kind === "L" || kind === "K" || kind === "x" || kind === "g") {
      const extension = body.subarray(0, MAX_EXTENSION_BYTES);
      if (kind === "L") pending.longName = field(extension, 0, extension.length);
      if (kind === "x") pending.pax = paxRecords(extension);
      if (kind === "g") for (const [key, value] of paxRecords(extension)) global.set(key, value);
    } else {
      addMember(header, body, index, { longName: pending.longName, pax }, skipped, collector);
      pending = { longName: null, pax: new Map() };
      index++;
    }
    if (damage !== "") break;
    at += BLOCK + Math.ceil((hasData ? size : 0) / BLOCK) * BLOCK;
  }
  if (damage === "" && !ended && at < bytes.length)
    damage = `ends inside a tar header, at byte ${bytes.length}`;
  if (damage !== "") collector.addProblem("tar-damaged", "partial", damage);
  else if (!ended) {
    // Cut between two members nothing else shows that there were more
    collector.addProblem("tar-truncated", "partial", "no end mark: members may be missing");
  }
  if (index === 0 && damage !== "") collector.markers.add("unreadable");
  const report = (
    code: string,
    severity: "note" | "lost",
    what: string,
    names: readonly string[],
  ): void => {
    if (names.length > 0)
      collector.addProblem(code, severity, `${names.length} ${what}: ${someNames(names)}`);
  };
  report("archive-links", "note", "links without content of their own", skipped.links);
  report("sparse-member", "lost", "sparse files, whose holes are not filled", skipped.sparse);
  report("special-member", "note", "devices and pipes", skipped.special);
  return collector.close();
}
