/** Pictures without pixels made for tests: TIFF directories, JPEG segments, PNG chunks. */
import { crc32 } from "node:zlib";

/** [tag, type, values]; type 2 is text, 7 is bytes, 4 is whole numbers, 5 is fractions [over, under]. */
export type TiffTag =
  | readonly [number, 2, string | Buffer]
  | readonly [number, 7, Buffer]
  | readonly [number, 4, readonly number[]]
  | readonly [number, 5, readonly (readonly [number, number])[]];

function valueBytes(tag: TiffTag): { count: number; bytes: Buffer } {
  const [, type, value] = tag;
  if (type === 2 || type === 7) {
    const bytes =
      typeof value === "string" ? Buffer.from(`${value}\0`, "utf8") : Buffer.from(value);
    return { count: bytes.length, bytes };
  }
  const numbers = type === 4 ? [...value] : value.flatMap((pair) => [...pair]);
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [n, number] of numbers.entries()) bytes.writeUInt32LE(number, n * 4);
  return { count: value.length, bytes };
}

function directory(tags: readonly TiffTag[], at: number): Buffer {
  const entries = Buffer.alloc(2 + tags.length * 12 + 4);
  entries.writeUInt16LE(tags.length, 0);
  const data: Buffer[] = [];
  let free = at + entries.length;
  for (const [n, tag] of tags.entries()) {
    const { count, bytes } = valueBytes(tag);
    const base = 2 + n * 12;
    entries.writeUInt16LE(tag[0], base);
    entries.writeUInt16LE(tag[1], base + 2);
    entries.writeUInt32LE(count, base + 4);
    if (bytes.length <= 4) bytes.copy(entries, base + 8);
    else {
      entries.writeUInt32LE(free, base + 8);
      data.push(bytes);
      free += bytes.length;
    }
  }
  return Buffer.concat([entries, ...data]);
}

export interface TiffParts {
  readonly main?: readonly TiffTag[];
  readonly exif?: readonly TiffTag[];
  readonly gps?: readonly TiffTag[];
}

/** A little-endian TIFF structure with an Exif and a GPS directory when there are tags for them. */
export function tiffOf({ main = [], exif = [], gps = [] }: TiffParts): Buffer {
  const head = Buffer.from("49492a0008000000", "hex");
  const build = (exifAt: number, gpsAt: number): Buffer =>
    directory(
      [
        ...main,
        ...(exif.length > 0 ? [[0x8769, 4, [exifAt]] as const] : []),
        ...(gps.length > 0 ? [[0x8825, 4, [gpsAt]] as const] : []),
      ],
      8,
    );
  const mainBytes = build(0, 0).length;
  const exifAt = 8 + mainBytes;
  const exifBytes = exif.length > 0 ? directory(exif, exifAt) : Buffer.alloc(0);
  const gpsAt = exifAt + exifBytes.length;
  const gpsBytes = gps.length > 0 ? directory(gps, gpsAt) : Buffer.alloc(0);
  return Buffer.concat([head, build(exifAt, gpsAt), exifBytes, gpsBytes]);
}

/** One JPEG segment. */
export function segment(marker: number, ...body: (string | Uint8Array)[]): Buffer {
  const bytes = Buffer.concat(
    body.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : part)),
  );
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, bytes]);
}

/** A JPEG of these segments with a frame of that size. */
export function jpegOf(segments: readonly Buffer[], width = 8, height = 8): Buffer {
  const frame = Buffer.alloc(15);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...segments,
    segment(0xc0, frame),
    segment(0xda, "x"),
    Buffer.from([0xff, 0xd9]),
  ]);
}

/** One PNG chunk. */
export function chunk(kind: string, body: Uint8Array): Buffer {
  const covered = Buffer.concat([Buffer.from(kind, "latin1"), body]);
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(body.length, 0);
  numbers.writeUInt32BE(crc32(covered), 4);
  return Buffer.concat([numbers.subarray(0, 4), covered, numbers.subarray(4)]);
}

/** A PNG of these chunks with header and end. */
export function pngOf(chunks: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(8, 0);
  header.writeUInt32BE(8, 4);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    ...chunks,
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** One dataset of an IPTC record. */
export function iptc(dataset: number, text: string | Uint8Array, record = 2): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.from([0x1c, record, dataset, 0, 0]);
  head.writeUInt16BE(bytes.length, 3);
  return Buffer.concat([head, bytes]);
}

/** IPTC datasets in the Photoshop segment of a JPEG. */
export function photoshopSegment(datasets: readonly Buffer[]): Buffer {
  const body = Buffer.concat(datasets);
  const head = Buffer.from("3842494d040400000000000000", "hex").subarray(0, 12);
  head.writeUInt32BE(body.length, 8);
  return segment(0xed, "Photoshop 3.0\0", head, body, Buffer.alloc(body.length % 2));
}
