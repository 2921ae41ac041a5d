/**
 * Tags of QuickTime and MP4 files (QuickTime File Format; ISO 14496-12; 3GPP TS 26.244): times of the film, user data of cameras and phones, lists
 * of keys and values. Walks boxes; the sound and the pictures are not looked at.
 */
import { decodeUtf16 } from "../code-pages.ts";
import { type Collector, isWithinSegments } from "../collector.ts";
import { timeText } from "../filetime.ts";
import { readXmp } from "../image/xmp.ts";
import { decodeLoose } from "../text/loose-text.ts";
import { addPlace, addTag } from "./media-tags.ts";

interface Box {
  readonly kind: string;
  readonly body: Buffer;
}

/** What is read so far; the count bounds the work on a file made of boxes. */
interface Walk {
  readonly collector: Collector;
  seen: number;
  keys: readonly string[];
}

function* boxesOf(data: Buffer, walk: Walk): Generator<Box> {
  for (let at = 0; at + 8 <= data.length && isWithinSegments(walk.seen++, walk.collector); ) {
    let size = data.readUInt32BE(at);
    let head = 8;
    if (size === 1 && at + 16 <= data.length) {
      size = Number(data.readBigUInt64BE(at + 8));
      head = 16;
    } else if (size === 0) size = data.length - at;
    const kind = data.toString("latin1", at + 4, at + 8);
    // a user data list ends with 32 bits of zero
    if (size < head) return;
    if (at + size > data.length)
      walk.collector.addProblem("media-damaged", "partial", `box ${kind} claims ${size} bytes`);
    yield { kind, body: data.subarray(at + head, at + size) };
    at += size;
  }
}

/** Seconds from 1904 to 1970. */
const EPOCH_GAP_S = 2_082_844_800;

/** Times of the film: UTC by the format, but many cameras write their own clock, so the zone is only assumed. */
function addMovieTimes(body: Buffer, collector: Collector): void {
  const wide = body[0] === 1;
  for (const [index, field, name] of [
    [0, "created", "creation time"],
    [1, "modified", "modification time"],
  ] as const) {
    const at = 4 + index * (wide ? 8 : 4);
    if (at + 8 > body.length) return;
    const seconds = wide ? Number(body.readBigUInt64BE(at)) : body.readUInt32BE(at);
    if (seconds === 0 || seconds > 2 ** 33) continue;
    // some writers count from 1970
    const epochMs = (seconds > EPOCH_GAP_S ? seconds - EPOCH_GAP_S : seconds) * 1000;
    const time = {
      rawText: `mvhd ${seconds}`,
      epochMs,
      zoneSource: "assumed",
      resolutionMs: 1000,
    } as const;
    collector.addTime(field, timeText(time), time, `QuickTime mvhd ${name}`);
  }
}

/** Text of a user data entry: length and language before it, or in 3GPP a version and a language; else the bytes as they are. */
function userText(body: Buffer, kind: string): string {
  if (kind.startsWith("©") && body.length >= 4 && body.readUInt16BE(0) <= body.length - 4)
    return decodeLoose(body.subarray(4, 4 + body.readUInt16BE(0))).text;
  const isFull = body.length > 6 && body.readUInt32BE(0) === 0;
  const rest = isFull ? body.subarray(6) : body;
  if (rest[0] === 0xfe && rest[1] === 0xff)
    return decodeUtf16(Buffer.from(rest.subarray(2, rest.length & ~1)).swap16());
  return decodeLoose(rest).text;
}

/** 3GPP entries that are text behind version and language, and cameras' own that are plain text. */
const TEXT_ENTRIES: ReadonlySet<string> = new Set(
  "titl dscp auth perf cprt gnre kywd albm manu modl CNAM CNMN NAME slno".split(" "),
);

/** A place of 3GPP: name, role, longitude and latitude as 16.16 numbers. */
function addLocation(body: Buffer, collector: Collector): void {
  const end = body.indexOf(0, 6);
  if (end < 0 || end + 14 > body.length) return;
  const number = (at: number): number => body.readInt32BE(at) / 65_536;
  addPlace(number(end + 6), number(end + 2), "QuickTime loci", collector);
}

function readUserData(body: Buffer, walk: Walk): void {
  for (const { kind: stored, body: entry } of boxesOf(body, walk)) {
    const kind = stored.replace("\xa9", "©");
    if (kind === "meta") readMeta(entry, walk);
    else if (kind === "loci") addLocation(entry, walk.collector);
    else if (kind === "XMP_") readXmp(entry, walk.collector);
    else if (kind.startsWith("©") || TEXT_ENTRIES.has(kind))
      addTag(kind, userText(entry, kind).replace(/\0+$/, ""), "QuickTime", walk.collector);
  }
}

/** A list of keys (`mdta`) and the values under their numbers, or under four letters as iTunes has them. */
function readMeta(body: Buffer, walk: Walk): void {
  // QuickTime's own `meta` has no version before its boxes
  const inside =
    body.length > 8 && body.toString("latin1", 4, 8) === "hdlr" ? body : body.subarray(4);
  for (const { kind, body: entry } of boxesOf(inside, walk)) {
    if (kind === "keys") {
      walk.keys = [...boxesOf(entry.subarray(8), walk)].map((key) => key.body.toString("utf8"));
    } else if (kind === "ilst") readItems(entry, walk);
  }
}

function readItems(list: Buffer, walk: Walk): void {
  for (const { kind, body } of boxesOf(list, walk)) {
    const number = Buffer.from(kind, "latin1").readUInt32BE(0);
    let name = walk.keys[number - 1] ?? kind.replace("\xa9", "©");
    for (const { kind: part, body: value } of boxesOf(body, walk)) {
      if (part === "name" && kind === "----") name = value.toString("utf8", 4);
      if (part !== "data" || value.length < 8) continue;
      const type = value.readUInt32BE(0) & 0xffffff;
      const content = value.subarray(8);
      if (type === 1) addTag(name, content.toString("utf8"), "QuickTime", walk.collector);
      else if (type === 2 && content.length % 2 === 0)
        addTag(name, decodeUtf16(Buffer.from(content).swap16()), "QuickTime", walk.collector);
    }
  }
}

const XMP_ID = "be7acfcb97a942e89c71999491e3afac";

function readBoxes(data: Buffer, walk: Walk, depth: number): void {
  for (const { kind, body } of boxesOf(data, walk)) {
    if ((kind === "moov" || kind === "trak") && depth < 3) readBoxes(body, walk, depth + 1);
    else if (kind === "mvhd") addMovieTimes(body, walk.collector);
    else if (kind === "udta") readUserData(body, walk);
    else if (kind === "meta") readMeta(body, walk);
    else if (kind === "uuid" && body.toString("hex", 0, 16) === XMP_ID)
      readXmp(body.subarray(16), walk.collector);
  }
}

/** Adds what a film says of itself. Throws RangeError for boxes cut short, which the caller tells of. */
export function readQuickTime(data: Buffer, collector: Collector): void {
  readBoxes(data, { collector, seen: 0, keys: [] }, 0);
}
