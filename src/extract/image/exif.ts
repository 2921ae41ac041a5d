/**
 * TIFF directories, as EXIF in pictures and as whole TIFF files (Exif 2.32, TIFF 6.0) -> metadata values named "EXIF Tag".
 *
 * Own reader: exifr 7.1.3 agreed with exiftool on 48 of 53 camera makes and 44 of 51 times, exifreader 4.46.0 (which has an
 * install script) on 51 and 47; both turn undecodable text into something that looks decoded. May not decode pictures.
 */
import { LIMITS } from "../../limits.ts";
import { untilNul } from "../code-pages.ts";
import type { Collector } from "../collector.ts";
import { parseExifDate } from "../stated-time.ts";
import { decodeLoose, hexOf } from "../text/loose-text.ts";
import { addMakerSerials } from "./maker-notes.ts";
import { type Entry, TiffReader } from "./tiff.ts";

/** Bytes of packets that other readers take further. */
export interface TiffPackets {
  readonly xmp: Uint8Array[];
  readonly iptc: Uint8Array[];
  readonly photoshop: Uint8Array[];
}

type Directory = "IFD0" | "ExifIFD" | "GPS" | "Canon";

/** Tag -> field and tag name. Times are apart because they need their zone and fraction from other tags. */
const TEXT_TAGS: Readonly<Record<Directory, ReadonlyMap<number, readonly [string, string]>>> = {
  IFD0: new Map([
    [0x010d, ["title", "DocumentName"]],
    [0x010e, ["docsubject", "ImageDescription"]],
    [0x010f, ["camera", "Make"]],
    [0x0110, ["camera", "Model"]],
    [0x011d, ["other", "PageName"]],
    [0x0131, ["app", "Software"]],
    [0x013b, ["creator", "Artist"]],
    [0x013c, ["other", "HostComputer"]],
    [0x8298, ["other", "Copyright"]],
    [0xc614, ["camera", "UniqueCameraModel"]],
    [0xc62f, ["docid", "CameraSerialNumber"]],
    [0xc68b, ["other", "OriginalRawFileName"]],
    [0x9c9b, ["title", "XPTitle"]],
    [0x9c9c, ["keywords", "XPComment"]],
    [0x9c9d, ["creator", "XPAuthor"]],
    [0x9c9e, ["keywords", "XPKeywords"]],
    [0x9c9f, ["docsubject", "XPSubject"]],
  ]),
  ExifIFD: new Map([
    [0x9286, ["keywords", "UserComment"]],
    [0xa420, ["docid", "ImageUniqueID"]],
    [0xa430, ["people", "CameraOwnerName"]],
    [0xa431, ["docid", "BodySerialNumber"]],
    [0xa433, ["other", "LensMake"]],
    [0xa434, ["other", "LensModel"]],
    [0xa435, ["docid", "LensSerialNumber"]],
    [0xa436, ["title", "ImageTitle"]],
    [0xa437, ["creator", "Photographer"]],
    [0xa438, ["people", "ImageEditor"]],
    [0xa43a, ["app", "RAWDevelopingSoftware"]],
    [0xa43b, ["app", "ImageEditingSoftware"]],
    [0xa43c, ["app", "MetadataEditingSoftware"]],
  ]),
  GPS: new Map(),
  // Canon's maker note is a plain directory and names the owner; of other makers' notes only serial numbers are read (maker-notes.ts)
  Canon: new Map([
    [0x0007, ["other", "Canon FirmwareVersion"]],
    [0x0009, ["people", "Canon OwnerName"]],
    [0x000c, ["docid", "Canon SerialNumber"]],
    [0x0096, ["docid", "Canon InternalSerialNumber"]],
  ]),
};

/** [directory, tag, field, name, tag of its zone, tag of its fraction]; zone and fraction stand in the Exif directory. */
const TIME_TAGS: readonly (readonly [Directory, number, string, string, number, number])[] = [
  ["IFD0", 0x0132, "modified", "DateTime", 0x9010, 0x9290],
  ["ExifIFD", 0x9003, "taken", "DateTimeOriginal", 0x9011, 0x9291],
  ["ExifIFD", 0x9004, "created", "DateTimeDigitized", 0x9012, 0x9292],
];

const ascii = (bytes: Uint8Array): string => untilNul(Buffer.from(bytes).toString("latin1"));

/** UserComment names its charset in eight bytes (Exif 2.32, 4.6.5). */
function userComment(raw: Uint8Array, little: boolean): { text: string; undecodable: boolean } {
  const charset = ascii(raw.subarray(0, 8));
  const rest = raw.subarray(8);
  if (charset.startsWith("UNICODE")) {
    // The byte order is the file's by custom, not by rule: the side that holds zeros is the high byte
    let [even, odd] = [0, 0];
    for (let at = 0; at + 1 < rest.length; at += 2) {
      if (rest[at] === 0) even++;
      if (rest[at + 1] === 0) odd++;
    }
    const isLittle = even === odd ? little : odd > even;
    return {
      text: new TextDecoder(isLittle ? "utf-16le" : "utf-16be").decode(rest),
      undecodable: false,
    };
  }
  if (charset.startsWith("JIS"))
    return { text: new TextDecoder("iso-2022-jp").decode(rest), undecodable: false };
  return decodeLoose(charset.startsWith("ASCII") || charset.trim() === "" ? rest : raw);
}

function addText(
  reader: TiffReader,
  entry: Entry,
  directory: Directory,
  little: boolean,
  collector: Collector,
): void {
  const known = TEXT_TAGS[directory].get(entry.tag);
  if (known === undefined) return;
  const [field, name] = known;
  const raw = reader.raw(entry);
  const source = `EXIF ${name}`;
  if (directory === "Canon" && entry.tag === 0x000c) {
    collector.addValue(field, String(reader.integer(entry) ?? ""), source);
    return;
  }
  const isWide = directory === "IFD0" && entry.tag >= 0x9c9b && entry.tag <= 0x9c9f;
  const decoded = isWide
    ? { text: new TextDecoder("utf-16le").decode(raw), undecodable: false }
    : entry.tag === 0x9286
      ? userComment(raw, little)
      : decodeLoose(raw);
  const text = untilNul(decoded.text).trimEnd();
  // A comment slot of blanks or NULs is in every second camera picture; it says nothing
  if (text === "" && entry.tag === 0x9286) return;
  collector.addValue(
    field,
    text,
    source,
    decoded.undecodable ? { state: "undecodable", rawHex: hexOf(raw) } : {},
  );
  // a NUL ends the text for every program that shows it, and the slot may hold more (TIFF 6.0, ASCII: several strings)
  const behind = decoded.text.slice(untilNul(decoded.text).length).replaceAll("\0", " ").trim();
  if (/[\p{L}\p{N}]{3}/u.test(behind))
    collector.addValue("other", behind, `${source}, behind its end`);
}

function addGps(reader: TiffReader, entries: readonly Entry[], collector: Collector): void {
  const of = (tag: number): Entry | undefined => entries.find((e) => e.tag === tag);
  const text = (tag: number): string => {
    const entry = of(tag);
    return entry === undefined ? "" : ascii(reader.raw(entry));
  };
  const degrees = (tag: number, ref: number, negative: string): number | null => {
    const parts = reader.rationals(of(tag), 3);
    if (parts === null || parts.length === 0) return null;
    const [d = 0, m = 0, s = 0] = parts;
    const value = d + m / 60 + s / 3600;
    return text(ref).startsWith(negative) ? -value : value;
  };
  const latitude = degrees(2, 1, "S");
  const longitude = degrees(4, 3, "W");
  if (
    latitude !== null &&
    longitude !== null &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180
  ) {
    collector.features.add("gps");
    collector.addValue("other", `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`, "EXIF GPS");
  }
  const altitude = reader.rationals(of(6), 1)?.[0];
  if (altitude !== undefined) {
    const below = of(5);
    const sign = below !== undefined && reader.integer(below) === 1 ? "-" : "";
    collector.addValue("other", `${sign}${altitude.toFixed(1)} m`, "EXIF GPSAltitude");
  }
  const clock = reader.rationals(of(7), 3);
  const day = text(0x1d);
  if (clock !== null && day !== "") {
    const pad = (n: number | undefined): string => String(Math.trunc(n ?? 0)).padStart(2, "0");
    const written = `${day} ${clock.map(pad).join(":")}`;
    const time = parseExifDate(written, "Z");
    collector.addTime(
      "other",
      written,
      time === null ? null : { ...time, zoneSource: "format" },
      "EXIF GPSTimeStamp",
    );
  }
}

function addTimes(
  reader: TiffReader,
  main: readonly Entry[],
  exif: readonly Entry[],
  collector: Collector,
): void {
  const text = (entries: readonly Entry[], tag: number): string => {
    const entry = entries.find((e) => e.tag === tag);
    return entry === undefined ? "" : ascii(reader.raw(entry));
  };
  for (const [directory, tag, field, name, zone, fraction] of TIME_TAGS) {
    const entries = directory === "IFD0" ? main : exif;
    if (!entries.some((e) => e.tag === tag)) continue;
    const written = text(entries, tag);
    const time = parseExifDate(written, text(exif, zone), text(exif, fraction));
    collector.addTime(field, written, time, `EXIF ${name}`);
  }
}

/**
 * Reads a TIFF structure and returns the packets in it. Damage gives a problem and what could be read. Example of a value:
 * `{field:"camera", text:"Canon EOS 40D", source:"EXIF Model"}`.
 */
export function readTiff(bytes: Uint8Array, collector: Collector): TiffPackets {
  const packets: TiffPackets = { xmp: [], iptc: [], photoshop: [] };
  const little = bytes[0] === 0x49 && bytes[1] === 0x49;
  const isTiff = little || (bytes[0] === 0x4d && bytes[1] === 0x4d);
  const reader = new TiffReader(bytes, little);
  if (!isTiff) {
    collector.addProblem("exif-damaged", "partial", "EXIF block does not start with a TIFF header");
    return packets;
  }
  if (reader.unsigned(2, 2) === 43) {
    collector.addProblem("format-not-read", "partial", "BigTIFF directories are not read");
    return packets;
  }
  let damaged = false;
  const open = (at: number | null): Entry[] => {
    if (at === null || at === 0) return [];
    const found = reader.directory(at);
    if (found === null || found.cut) damaged = true;
    return found?.entries ?? [];
  };
  const main = open(reader.unsigned(4, 4));
  const pointer = (tag: number, entries: readonly Entry[]): number | null => {
    const entry = entries.find((e) => e.tag === tag);
    return entry === undefined ? null : reader.integer(entry);
  };
  const exif = open(pointer(0x8769, main));
  const gps = open(pointer(0x8825, main));
  for (const entry of main) {
    addText(reader, entry, "IFD0", little, collector);
    if (entry.tag === 0x02bc) packets.xmp.push(reader.raw(entry));
    if (entry.tag === 0x83bb) packets.iptc.push(reader.raw(entry));
    if (entry.tag === 0x8649) packets.photoshop.push(reader.raw(entry));
  }
  for (const entry of exif) addText(reader, entry, "ExifIFD", little, collector);
  addTimes(reader, main, exif, collector);
  addGps(reader, gps, collector);
  const makerNote = exif.find((e) => e.tag === 0x927c);
  if (makerNote !== undefined) addMakerSerials(reader, makerNote, little, collector);
  const make = main.find((e) => e.tag === 0x010f);
  if (
    makerNote !== undefined &&
    make !== undefined &&
    ascii(reader.raw(make)).startsWith("Canon")
  ) {
    // Offsets in a maker note break whenever a program moves it: what does not fit is left out without complaint
    for (const entry of reader.directory(makerNote.at)?.entries ?? []) {
      addText(reader, entry, "Canon", little, collector);
    }
  }
  if (damaged)
    collector.addProblem(
      "exif-damaged",
      "partial",
      "an EXIF directory points outside the file or is cut off",
    );
  return packets;
}

/** Width and height of a TIFF file's first picture and how many pictures its directory chain has; null when it has none. */
export function tiffSize(
  bytes: Uint8Array,
): { width: number; height: number; pictures: number } | null {
  const reader = new TiffReader(bytes, bytes[0] === 0x49);
  let at = reader.unsigned(4, 4) ?? 0;
  const seen = new Set<number>();
  let size: { width: number; height: number } | null = null;
  while (at !== 0 && !seen.has(at) && seen.size < LIMITS.maxImageSegments) {
    const found = reader.directory(at);
    if (found === null) break;
    seen.add(at);
    const value = (tag: number): number => {
      const entry = found.entries.find((e) => e.tag === tag);
      return entry === undefined ? 0 : (reader.integer(entry) ?? 0);
    };
    size ??= { width: value(0x0100), height: value(0x0101) };
    at = found.next;
  }
  return size === null ? null : { ...size, pictures: seen.size };
}
