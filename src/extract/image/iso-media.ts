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
    const long = version === 3;
    const typeAt = long ? 10 : 8;
    // the item's name follows and may be left out, its NUL included
    if (kind !== "infe" || version < 2 || body.length < typeAt + 4) continue;
    const id = long ? body.readUInt32BE(4) : body.readUInt16BE(4);
    const type = body.toString("latin1", typeAt, typeAt + 4);
    if (type === "Exif") items.set(id, "exif");
    if (type === "mime" && body.includes("application/rdf+xml", typeAt)) items.set(id, "xmp");
  }
  return items;
}

/** Where an item's bytes are: pieces of the file, or of the `idat` box beside the list. */
interface ItemPlace {
  readonly isInIdat: boolean;
  readonly pieces: readonly (readonly [offset: number, length: number])[];
}

/** Item id -> place, from an item location box (8.11.3); items built from other items are left out. */
function itemPlaces(location: Buffer): Map<number, ItemPlace> {
  const places = new Map<number, ItemPlace>();
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
    const pieces: [number, number][] = [];
    for (let extent = 0; extent < extents && indexSize + offsetSize + lengthSize > 0; extent++) {
      read(indexSize);
      pieces.push([base + read(offsetSize), read(lengthSize)]);
    }
    if (construction <= 1) places.set(id, { isInIdat: construction === 1, pieces });
  }
  return places;
}

/** The item's bytes, null when a piece is outside the file or the pieces are more than the file. A length of 0 means all that follows. */
function itemBytes(place: ItemPlace, data: Buffer, idat: Buffer): Buffer | null {
  const holder = place.isInIdat ? idat : data;
  const pieces = place.pieces.map(([offset, length]) =>
    holder.subarray(offset, length === 0 ? holder.length : offset + length),
  );
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (total < 8 || total > holder.length) return null;
  return pieces.length === 1 ? (pieces[0] ?? null) : Buffer.concat(pieces);
}

/** Offset of the TIFF header in an Exif item: stated in four bytes before; some writers count the "Exif\0\0" in and some do not. */
function exifOf(item: Buffer): Buffer {
  const stated = item.subarray(4 + item.readUInt32BE(0));
  const mark = item.subarray(0, 64).indexOf("Exif\0\0", 0, "latin1");
  return /^(?:II|MM)/.test(stated.toString("latin1", 0, 2)) || mark < 0
    ? stated
    : item.subarray(mark + 6);
}

function readMeta(meta: Buffer, data: Buffer, packets: ImagePackets, collector: Collector): void {
  const inside = boxes(meta.subarray(4), collector);
  const info = inside.find((box) => box.kind === "iinf");
  const location = inside.find((box) => box.kind === "iloc");
  if (info === undefined || location === undefined) return;
  const items = metadataItems(info.body, collector);
  const places = itemPlaces(location.body);
  const idat = inside.find((box) => box.kind === "idat")?.body ?? Buffer.alloc(0);
  for (const [id, kind] of items) {
    const place = places.get(id);
    const body = place === undefined ? null : itemBytes(place, data, idat);
    if (body === null) {
      collector.addProblem(
        "picture-damaged",
        "partial",
        `the ${kind} item has no bytes in this file`,
      );
    } else if (kind === "xmp") packets.xmp.push(body);
    else packets.exif.push(exifOf(body));
  }
}

/** Width and height of the largest picture among the properties of the items (23008-12, 6.5.3); tiles and thumbnails are smaller. */
function pictureSize(meta: Buffer, collector: Collector): readonly [number, number] | null {
  const within = (body: Buffer, kind: string): Buffer =>
    boxes(body, collector).find((box) => box.kind === kind)?.body ?? Buffer.alloc(0);
  let largest: readonly [number, number] | null = null;
  for (const { kind, body } of boxes(within(within(meta.subarray(4), "iprp"), "ipco"), collector)) {
    if (kind !== "ispe" || body.length < 12) continue;
    const size = [body.readUInt32BE(4), body.readUInt32BE(8)] as const;
    if (largest === null || size[0] * size[1] > largest[0] * largest[1]) largest = size;
  }
  return largest;
}

/** HEIF, AVIF: items of the meta box. JPEG XL: its own Exif and xml boxes, unless packed. */
export function walkIsoMedia(bytes: Uint8Array, packets: ImagePackets, collector: Collector): void {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    for (const { kind, body } of boxes(data, collector)) {
      if (kind === "meta") {
        readMeta(body, data, packets, collector);
        packets.size ??= pictureSize(body, collector);
      } else if (kind === "Exif" && body.length > 8)
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
