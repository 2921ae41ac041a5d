/** PNG chunks (ISO 15948, 11.3): texts, EXIF, XMP, time. Packed texts are inflated with a bound: a chunk of 1 KB can claim 1 GB. */
import { inflateSync } from "node:zlib";
import { LIMITS } from "../../limits.ts";
import { type Collector, reasonOf } from "../collector.ts";
import { parseExifDate, parseIsoDate } from "../stated-time.ts";
import type { ImagePackets } from "./image-packets.ts";

/** Predefined keywords (11.3.4.2) and what common programs add. Others go to `other` under their own name. */
const FIELD = new Map<string, string>([
  ["title", "title"],
  ["author", "creator"],
  ["artist", "creator"],
  ["description", "docsubject"],
  ["software", "app"],
  ["source", "camera"],
  ["comment", "keywords"],
  ["keywords", "keywords"],
  ["creation time", "created"],
  ["create-date", "created"],
  ["modify-date", "modified"],
]);
const MAX_UNPACKED_BYTES = 8 * 1024 * 1024;

/** Texts that stand for a whole packet: ImageMagick writes EXIF, IPTC and XMP as lines of hex. */
function rawProfile(keyword: string, text: string, packets: ImagePackets): boolean {
  const kind = /^Raw profile type (\w+)$/.exec(keyword)?.[1]?.toLowerCase();
  if (kind === undefined) return false;
  const body = text.replace(/^\s*\w+\s+\d+\s+/, "").replaceAll(/\s/g, "");
  const bytes = Buffer.from(body, "hex");
  if (kind === "exif" || kind === "app1") {
    packets.exif.push(bytes.toString("latin1", 0, 4) === "Exif" ? bytes.subarray(6) : bytes);
  } else if (kind === "iptc") {
    (bytes.toString("latin1", 0, 4) === "8BIM" ? packets.photoshop : packets.iptc).push(bytes);
  } else if (kind === "xmp") packets.xmp.push(bytes);
  return true;
}

function addText(keyword: string, text: string, packets: ImagePackets, collector: Collector): void {
  if (keyword === "XML:com.adobe.xmp") {
    packets.xmp.push(Buffer.from(text, "utf8"));
    return;
  }
  if (rawProfile(keyword, text, packets)) return;
  const field = FIELD.get(keyword.toLowerCase()) ?? "other";
  const source = `PNG ${keyword}`;
  if (field === "created" || field === "modified" || keyword.startsWith("date:")) {
    collector.addTime(field, text, parseIsoDate(text) ?? parseExifDate(text), source);
  } else collector.addValue(field, text, source);
}

function inflated(packed: Uint8Array, keyword: string, collector: Collector): Buffer | null {
  try {
    return inflateSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (error) {
    // zlib throws for damage and for more output than allowed; either way the text is lost and said to be
    collector.addProblem(
      "packed-text-unreadable",
      "partial",
      `PNG text "${keyword}": ${reasonOf(error)}`,
    );
    return null;
  }
}

function textChunk(kind: string, body: Buffer, packets: ImagePackets, collector: Collector): void {
  const end = body.indexOf(0);
  if (end < 0) return;
  const keyword = body.toString("latin1", 0, end);
  if (kind === "tEXt") {
    addText(keyword, body.toString("latin1", end + 1), packets, collector);
    return;
  }
  if (kind === "zTXt") {
    const text = inflated(body.subarray(end + 2), keyword, collector);
    if (text !== null) addText(keyword, text.toString("latin1"), packets, collector);
    return;
  }
  const packed = body[end + 1] === 1;
  const language = body.indexOf(0, end + 3);
  const translated = language < 0 ? -1 : body.indexOf(0, language + 1);
  if (translated < 0) return;
  const raw = body.subarray(translated + 1);
  const text = packed ? inflated(raw, keyword, collector) : raw;
  if (text !== null) addText(keyword, text.toString("utf8"), packets, collector);
}

function timeChunk(body: Buffer, collector: Collector): void {
  if (body.length < 7) return;
  const pad = (at: number): string => String(body[at] ?? 0).padStart(2, "0");
  const written = `${body.readUInt16BE(0)}:${pad(2)}:${pad(3)} ${pad(4)}:${pad(5)}:${pad(6)}`;
  const time = parseExifDate(written, "Z");
  collector.addTime(
    "modified",
    written,
    time === null ? null : { ...time, zoneSource: "format" },
    "PNG tIME",
  );
}

/** Chunks from the signature to IEND. */
export function walkPng(bytes: Uint8Array, packets: ImagePackets, collector: Collector): void {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8, count = 0; at + 12 <= data.length; count++) {
    if (count >= LIMITS.maxImageSegments) {
      collector.addProblem("picture-damaged", "partial", "more PNG chunks than are read");
      return;
    }
    const size = data.readUInt32BE(at);
    const kind = data.toString("latin1", at + 4, at + 8);
    const body = data.subarray(at + 8, at + 8 + size);
    if (body.length < size) {
      collector.addProblem(
        "picture-damaged",
        "partial",
        `PNG chunk at byte ${at} claims ${size} bytes`,
      );
      return;
    }
    if (kind === "IHDR" && size >= 8) packets.size = [body.readUInt32BE(0), body.readUInt32BE(4)];
    else if (kind === "tEXt" || kind === "zTXt" || kind === "iTXt")
      textChunk(kind, body, packets, collector);
    else if (kind === "eXIf") packets.exif.push(body);
    else if (kind === "tIME") timeChunk(body, collector);
    else if (kind === "IEND") return;
    at += 12 + size;
  }
}
