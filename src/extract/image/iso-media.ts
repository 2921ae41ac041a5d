/**
 * HEIF, AVIF and JPEG XL boxes (ISO 14496-12, 23008-12, 18181-2): EXIF and XMP items, best effort. Items that lie outside the
 * file's own bytes or are built from others are left out with a problem.
 */
import { LIMITS } from "../../limits.ts";
import type { Collector } from "../collector.ts";
import type { ImagePackets } from "./image-packets.ts";

interface Box {
  readonly kind: string;
  readonly body: Buffer;
}

function boxes(data: Buffer, collector: Collector): Box[] {
  const found: Box[] = [];
  for (let at = 0; at + 8 <= data.length && found.length < LIMITS.maxImageSegments; ) {
    let size = data.readUInt32BE(at);
    let head = 8;
    if (size === 1 && at + 16 <= data.length) {
      size = Number(data.readBigUInt64BE(at + 8));
      head = 16;
    } else if (size === 0) size = data.length - at;
    if (size < head || at + size > data.length) {
      collector.addProblem("picture-damaged", "partial", `box at byte ${at} claims ${size} bytes`);
      break;
    }
    found.push({
      kind: data.toString("latin1", at + 4, at + 8),
      body: data.subarray(at + head, at + size),
    });
    at += size;
  }
  return found;
}

/** Item id -> "exif" or "xmp" from an item information box (8.11.6). */
function metadataItems(info: Buffer, collector: Collector): Map<number, "exif" | "xmp"> {
  const items = new Map<number, "exif" | "xmp">();
  const wide = (info[0] ?? 0) > 0;
  for (const { kind, body } of boxes(info.subarray(wide ? 8 : 6), collector)) {
    const version = body[0] ?? 0;
    if (kind !== "infe" || version < 2 || body.length < 14) continue;
    const long = version === 3;
    const id = long ? body.readUInt32BE(4) : body.readUInt16BE(4);
    const typeAt = long ? 10 : 8;
    const type = body.toString("latin1", typeAt, typeAt + 4);
    if (type === "Exif") items.set(id, "exif");
    if (type === "mime" && body.includes("application/rdf+xml", typeAt)) items.set(id, "xmp");
  }
  return items;
}

/** Item id -> [offset, length] of single-extent items in the file, from an item location box (8.11.3). */
function itemPlaces(location: Buffer): Map<number, readonly [number, number]> {
  const places = new Map<number, readonly [number, number]>();
  const version = location[0] ?? 0;
  const sizes = location.readUInt16BE(4);
  const [offsetSize, lengthSize, baseSize] = [sizes >>> 12, (sizes >>> 8) & 15, (sizes >>> 4) & 15];
  const indexSize = version > 0 ? sizes & 15 : 0;
  let at = 6;
  const read = (size: number): number => {
    const value =
      size === 0
        ? 0
        : size === 8
          ? Number(location.readBigUInt64BE(at))
          : location.readUIntBE(at, size);
    at += size;
    return value;
  };
  const count = read(version < 2 ? 2 : 4);
  for (let n = 0; n < Math.min(count, LIMITS.maxImageSegments); n++) {
    const id = read(version < 2 ? 2 : 4);
    const construction = version > 0 ? read(2) & 15 : 0;
    read(2); // data reference
    const base = read(baseSize);
    const extents = read(2);
    for (let extent = 0; extent < extents; extent++) {
      read(indexSize);
      const offset = base + read(offsetSize);
      const length = read(lengthSize);
      if (construction === 0 && extents === 1) places.set(id, [offset, length]);
    }
  }
  return places;
}

function readMeta(meta: Buffer, data: Buffer, packets: ImagePackets, collector: Collector): void {
  const inside = boxes(meta.subarray(4), collector);
  const info = inside.find((box) => box.kind === "iinf");
  const location = inside.find((box) => box.kind === "iloc");
  if (info === undefined || location === undefined) return;
  const items = metadataItems(info.body, collector);
  const places = itemPlaces(location.body);
  for (const [id, kind] of items) {
    const place = places.get(id);
    const body = place === undefined ? null : data.subarray(place[0], place[0] + place[1]);
    if (body === null || body.length < 8) {
      collector.addProblem(
        "picture-damaged",
        "partial",
        `the ${kind} item has no bytes in this file`,
      );
    } else if (kind === "xmp") packets.xmp.push(body);
    else packets.exif.push(body.subarray(4 + body.readUInt32BE(0)));
  }
}

/** HEIF, AVIF: items of the meta box. JPEG XL: its own Exif and xml boxes, unless packed. */
export function walkIsoMedia(bytes: Uint8Array, packets: ImagePackets, collector: Collector): void {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    for (const { kind, body } of boxes(data, collector)) {
      if (kind === "meta") readMeta(body, data, packets, collector);
      else if (kind === "Exif" && body.length > 8)
        packets.exif.push(body.subarray(4 + body.readUInt32BE(0)));
      else if (kind === "xml ") packets.xmp.push(body);
      else if (kind === "brob")
        collector.addProblem("format-not-read", "partial", "Brotli-packed metadata box");
    }
  } catch (error) {
    // Buffer reads throw RangeError past the end: a truncated box, the walk ends there
    if (!(error instanceof RangeError)) throw error;
    collector.addProblem("picture-damaged", "partial", `boxes: ${error.message}`);
  }
}
