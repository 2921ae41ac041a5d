/**
 * Tags of sound and of other films: ID3 (id3.org, 2.2 to 2.4, and version 1), RIFF INFO and broadcast chunks, Vorbis comments in FLAC and Ogg,
 * Matroska. Every loop is bounded by the bytes there are; sound is not decoded.
 */
import { LIMITS } from "../../limits.ts";
import { decodeUtf16, untilNul } from "../code-pages.ts";
import { type Collector, isWithinSegments } from "../collector.ts";
import { timeText } from "../filetime.ts";
import { decodeLoose } from "../text/loose-text.ts";
import { addTag } from "./media-tags.ts";

/** Tags are near the beginning; what claims more is cut there. */
const MAX_TAG_BYTES = 16 * 1024 * 1024;

const seven = (data: Buffer, at: number): number =>
  (((data[at] ?? 0) & 127) << 21) |
  (((data[at + 1] ?? 0) & 127) << 14) |
  (((data[at + 2] ?? 0) & 127) << 7) |
  ((data[at + 3] ?? 0) & 127);

/** Text of a frame in the charset its first byte names. */
function frameText(charset: number, bytes: Buffer): string {
  if (charset === 1 || charset === 2) {
    const even = bytes.subarray(0, bytes.length & ~1);
    const isBig = charset === 2 || (even[0] === 0xfe && even[1] === 0xff);
    const words = isBig ? Buffer.from(even).swap16() : even;
    return decodeUtf16(words).replaceAll("\ufeff", "");
  }
  return charset === 3 ? bytes.toString("utf8") : decodeLoose(bytes).text;
}

/** Frames whose text has a language and a short description before it, or only the latter. */
const DESCRIBED = new Map([
  ["COMM", 3],
  ["COM", 3],
  ["USLT", 3],
  ["TXXX", 0],
  ["TXX", 0],
  ["WXXX", 0],
  ["WXX", 0],
]);

function addFrame(id: string, body: Buffer, version: string, collector: Collector): void {
  const [charset = 0] = body;
  const language = DESCRIBED.get(id);
  if (language !== undefined) {
    const text = frameText(charset, body.subarray(1 + language));
    const [first = "", ...rest] = text.split("\0");
    const isUserTag = id === "TXXX" || id === "TXX";
    addTag(isUserTag ? first : id, rest.join(" ") || (isUserTag ? "" : first), version, collector);
  } else if (id.startsWith("T"))
    addTag(id, frameText(charset, body.subarray(1)), version, collector);
  else if (id.startsWith("W")) addTag(id, decodeLoose(body).text, version, collector);
  else if (id === "UFID" || id === "UFI") addTag(id, decodeLoose(body).text, version, collector);
}

/** ID3v2 at the beginning; returns the byte behind it. */
function readId3(data: Buffer, collector: Collector): number {
  if (data.toString("latin1", 0, 3) !== "ID3") return 0;
  const major = data[3] ?? 0;
  const end = Math.min(10 + seven(data, 6), data.length, MAX_TAG_BYTES);
  const [idBytes, head] = major === 2 ? [3, 6] : [4, 10];
  let at = 10;
  if (((data[5] ?? 0) & 0x40) !== 0 && major > 2)
    at += major === 4 ? seven(data, 10) : data.readUInt32BE(10) + 4;
  for (let n = 0; at + head <= end && isWithinSegments(n, collector); n++) {
    const id = data.toString("latin1", at, at + idBytes);
    if (!/^[A-Z0-9]+$/.test(id)) break;
    const size =
      major === 2
        ? data.readUIntBE(at + 3, 3)
        : major === 4
          ? seven(data, at + 4)
          : data.readUInt32BE(at + 4);
    const body = data.subarray(at + head, Math.min(at + head + size, end));
    if (at + head + size > end)
      collector.addProblem("media-damaged", "partial", `frame ${id} claims ${size} bytes`);
    if (body.length > 0) addFrame(id, body, "ID3v2", collector);
    at += head + size;
  }
  return end;
}

/** The last 128 bytes of a file, as old players wrote them. */
function readOldId3(data: Buffer, collector: Collector): void {
  const tag = data.subarray(data.length - 128);
  if (tag.length < 128 || tag.toString("latin1", 0, 3) !== "TAG") return;
  for (const [name, from, to] of [
    ["title", 3, 33],
    ["artist", 33, 63],
    ["album", 63, 93],
    ["year", 93, 97],
    ["comment", 97, 125],
  ] as const) {
    const text = untilNul(decodeLoose(tag.subarray(from, to)).text);
    addTag(name, text, "ID3v1", collector);
  }
}

/** "KEY=value" entries behind the name of the encoder (Vorbis I, 5.2). */
function readComments(data: Buffer, collector: Collector): void {
  const length = data.readUInt32LE(0);
  addTag(
    "vendor",
    data.toString("utf8", 4, Math.min(4 + length, data.length)),
    "Vorbis comment",
    collector,
  );
  let at = 4 + length;
  const count = data.readUInt32LE(at);
  at += 4;
  for (let n = 0; n < count && at + 4 <= data.length && n < LIMITS.maxMetadataValues; n++) {
    const size = data.readUInt32LE(at);
    const entry = data.toString("utf8", at + 4, Math.min(at + 4 + size, data.length));
    const equals = entry.indexOf("=");
    const key = entry.slice(0, equals);
    if (equals > 0 && !/^METADATA_BLOCK_PICTURE$/i.test(key))
      addTag(key, entry.slice(equals + 1), "Vorbis comment", collector);
    at += 4 + size;
  }
}

function readFlac(data: Buffer, from: number, collector: Collector): void {
  for (let at = from + 4, n = 0; at + 4 <= data.length && isWithinSegments(n, collector); n++) {
    const kind = data[at] ?? 0;
    const size = data.readUIntBE(at + 1, 3);
    if ((kind & 127) === 4) readComments(data.subarray(at + 4, at + 4 + size), collector);
    if ((kind & 128) !== 0) return;
    at += 4 + size;
  }
}

/** The second packet of an Ogg file holds the comments; it may run over several pages. */
function readOgg(data: Buffer, collector: Collector): void {
  const packets: Buffer[][] = [[]];
  let at = 0;
  for (let held = 0; at + 27 <= data.length && packets.length < 4 && held < MAX_TAG_BYTES; ) {
    if (data.toString("latin1", at, at + 4) !== "OggS") break;
    const segments = data[at + 26] ?? 0;
    let from = at + 27 + segments;
    for (let n = 0; n < segments; n++) {
      const size = data[at + 27 + n] ?? 0;
      packets.at(-1)?.push(data.subarray(from, from + size));
      from += size;
      held += size + 1;
      if (size < 255) packets.push([]);
    }
    at = from;
  }
  for (const packet of packets.map((pieces) => Buffer.concat(pieces))) {
    const mark = packet.toString("latin1", 0, 8);
    if (mark.startsWith("\x03vorbis")) readComments(packet.subarray(7), collector);
    else if (mark === "OpusTags") readComments(packet.subarray(8), collector);
  }
}

/** A chunk of a broadcast wave (EBU Tech 3285): who made it, with what, when by the local clock. */
function readBroadcast(body: Buffer, collector: Collector): void {
  const text = (from: number, to: number): string =>
    untilNul(decodeLoose(body.subarray(from, to)).text);
  addTag("description", text(0, 256), "RIFF bext", collector);
  addTag("originator", text(256, 288), "RIFF bext", collector);
  addTag("originator reference", text(288, 320), "RIFF bext", collector);
  addTag("origination date", `${text(320, 330)} ${text(330, 338)}`, "RIFF bext", collector);
  addTag("encoding history", text(602, 10_000), "RIFF bext", collector);
}

function readRiff(
  data: Buffer,
  from: number,
  collector: Collector,
  budget: { seen: number },
): void {
  for (let at = from; at + 8 <= data.length && isWithinSegments(budget.seen++, collector); ) {
    const kind = data.toString("latin1", at, at + 4);
    const size = data.readUInt32LE(at + 4);
    const body = data.subarray(at + 8, at + 8 + size);
    if (kind === "LIST" && /^(?:INFO|hdrl)$/.test(body.toString("latin1", 0, 4)))
      readRiff(body, 4, collector, budget);
    else if (kind === "bext") readBroadcast(body, collector);
    else if (kind === "id3 " || kind === "ID3 ") readId3(body, collector);
    else if (kind === "IDIT") addTag(kind, riffDate(body.toString("latin1")), "RIFF", collector);
    else if (/^I[A-Z0-9]{3}$/.test(kind) && from === 4)
      addTag(kind, decodeLoose(body).text, "RIFF", collector);
    at += 8 + size + (size % 2);
  }
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** "Mon Mar 10 15:04:43 2003" as "2003-03-10 15:04:43"; other forms as they are. */
function riffDate(text: string): string {
  const m = /^\w{3} (\w{3}) +(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})/i.exec(text.trim());
  const month = MONTHS.findIndex((name) => name.toLowerCase() === m?.[1]?.toLowerCase()) + 1;
  if (m === null || month === 0) return text;
  return `${m[4]}-${String(month).padStart(2, "0")}-${(m[2] ?? "").padStart(2, "0")} ${m[3]}`;
}

/** Elements of Matroska looked into, and those that are text. */
const PARENTS: ReadonlySet<number> = new Set([0x18538067, 0x1549a966, 0x1254c367, 0x7373, 0x67c8]);
const TEXTS = new Map([
  [0x7ba9, "title"],
  [0x4d80, "muxing app"],
  [0x5741, "writing app"],
]);
const EPOCH_2001_MS = Date.UTC(2001, 0);

interface Ebml {
  name: string;
  seen: number;
}

/** A number of one to eight bytes whose first bit set tells its length; null at the end. */
function variable(
  data: Buffer,
  at: number,
  keepMark: boolean,
): [value: number, bytes: number] | null {
  const first = data[at];
  if (first === undefined || first === 0) return null;
  const bytes = Math.clz32(first) - 23;
  if (at + bytes > data.length) return null;
  let value = keepMark ? first : first & (0xff >> bytes);
  for (let n = 1; n < bytes; n++) value = value * 256 + (data[at + n] ?? 0);
  return [value, bytes];
}

function readMatroska(data: Buffer, state: Ebml, collector: Collector, depth: number): void {
  for (let at = 0; at < data.length && isWithinSegments(state.seen++, collector); ) {
    const id = variable(data, at, true);
    const size = id === null ? null : variable(data, at + id[1], false);
    if (id === null || size === null) return;
    const from = at + id[1] + size[1];
    // all bits set: the element goes on to the end of the one around it
    const isOpen = size[0] >= 2 ** (7 * size[1]) - 1;
    const body = data.subarray(from, isOpen ? data.length : from + size[0]);
    if (PARENTS.has(id[0]) && depth < 8) readMatroska(body, state, collector, depth + 1);
    else if (id[0] === 0x45a3) state.name = body.toString("utf8");
    else if (id[0] === 0x4487) addTag(state.name, body.toString("utf8"), "Matroska", collector);
    else if (id[0] === 0x4461 && body.length === 8) {
      const epochMs = EPOCH_2001_MS + Number(body.readBigInt64BE(0) / 1_000_000n);
      const time = {
        rawText: "DateUTC",
        epochMs,
        zoneSource: "format",
        resolutionMs: 1e-6,
      } as const;
      if (Math.abs(epochMs) < 8e15)
        collector.addTime("created", timeText(time), time, "Matroska DateUTC");
    } else {
      const name = TEXTS.get(id[0]);
      if (name !== undefined) addTag(name, body.toString("utf8"), "Matroska", collector);
    }
    at = from + body.length;
    if (body.length < size[0] && !isOpen) return;
  }
}

/** Adds what the tags of any of these formats say. Throws RangeError for what is cut short, which the caller tells of. */
export function readSound(data: Buffer, collector: Collector): void {
  const behind = readId3(data, collector);
  const mark = data.toString("latin1", behind, behind + 4);
  if (mark === "fLaC") readFlac(data, behind, collector);
  else if (mark === "OggS") readOgg(data, collector);
  else if (mark === "RIFF") readRiff(data, 12, collector, { seen: 0 });
  else if (data.toString("hex", 0, 4) === "1a45dfa3")
    readMatroska(data, { name: "", seen: 0 }, collector, 0);
  else readOldId3(data, collector);
}
