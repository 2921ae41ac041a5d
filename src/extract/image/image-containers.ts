/** JPEG, GIF, WebP and Photoshop files: where the metadata packets stand in them. Damage is a problem, never a throw. */
import { type Collector, isWithinSegments } from "../collector.ts";
import type { ImagePackets } from "./image-packets.ts";

const EXIF_MARK = "Exif\0\0";
/** Without the NUL that should follow: some writers put a blank before it. */
const XMP_MARK = "http://ns.adobe.com/xap/1.0/";
const EXTENDED_XMP_MARK = "http://ns.adobe.com/xmp/extension/\0";
const PHOTOSHOP_MARK = "Photoshop 3.0\0";

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function starts(bytes: Uint8Array, mark: string): boolean {
  return Buffer.from(bytes.subarray(0, mark.length)).toString("latin1") === mark;
}

/** Start-of-frame markers hold the size; DHT, JPG and DAC lie in the same range (ITU T.81, table B.1). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function cutJpegSegment(
  marker: number,
  body: Uint8Array,
  packets: ImagePackets,
  late: LateParts,
): void {
  if (marker === 0xe1 && starts(body, EXIF_MARK)) packets.exif.push(body.subarray(6));
  else if (marker === 0xe1 && starts(body, XMP_MARK)) packets.xmp.push(afterXmpMark(body));
  else if (marker === 0xe1 && starts(body, EXTENDED_XMP_MARK))
    late.extendedXmp.push(body.subarray(EXTENDED_XMP_MARK.length));
  else if (marker === 0xed && starts(body, PHOTOSHOP_MARK))
    late.photoshop.push(body.subarray(PHOTOSHOP_MARK.length));
  else if (marker === 0xfe) packets.comments.push(body);
  else if (isFrame(marker) && body.length >= 5)
    packets.size ??= [view(body).getUint16(3), view(body).getUint16(1)];
}

function afterXmpMark(body: Uint8Array): Uint8Array {
  const blank = body[XMP_MARK.length] === 0x20 ? 1 : 0;
  return body.subarray(XMP_MARK.length + blank + 1);
}

/** Packets that are too big for one segment (64 KB) and come in pieces. */
interface LateParts {
  readonly extendedXmp: Uint8Array[];
  readonly photoshop: Uint8Array[];
}

/** JPEG segments up to the first scan (ITU T.81, B.1). */
export function walkJpeg(bytes: Uint8Array, packets: ImagePackets, collector: Collector): void {
  const data = view(bytes);
  const late: LateParts = { extendedXmp: [], photoshop: [] };
  for (
    let at = 2, count = 0;
    at + 4 <= bytes.length && isWithinSegments(count, collector);
    count++
  ) {
    if (bytes[at] !== 0xff) {
      collector.addProblem("picture-damaged", "partial", `JPEG segment expected at byte ${at}`);
      break;
    }
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at++; // fill byte
      continue;
    }
    if (marker === 0xda || marker === 0xd9) break;
    const length = data.getUint16(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) {
      collector.addProblem(
        "picture-damaged",
        "partial",
        `JPEG segment at byte ${at} claims ${length} bytes`,
      );
      break;
    }
    cutJpegSegment(marker, bytes.subarray(at + 4, at + 2 + length), packets, late);
    at += 2 + length;
  }
  if (late.photoshop.length > 0) packets.photoshop.push(Buffer.concat(late.photoshop));
  // Each piece: 32 digits of a checksum, full length, offset of the piece (XMP specification part 3, 1.1.3.1)
  if (late.extendedXmp.length > 0) {
    const pieces = late.extendedXmp
      .filter((piece) => piece.length > 40)
      .sort((a, b) => view(a).getUint32(36) - view(b).getUint32(36));
    packets.xmp.push(Buffer.concat(pieces.map((piece) => piece.subarray(40))));
  }
}

/** Sub-blocks of a GIF extension joined, and where the next block starts; null when they run past the end. */
function gifBlocks(bytes: Uint8Array, from: number): { body: Uint8Array; next: number } | null {
  const parts: Uint8Array[] = [];
  let at = from;
  for (;;) {
    const length = bytes[at];
    if (length === undefined) return null;
    if (length === 0) return { body: Buffer.concat(parts), next: at + 1 };
    parts.push(bytes.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
}

/** GIF89a comment and XMP extensions. */
export function walkGif(bytes: Uint8Array, packets: ImagePackets, collector: Collector): void {
  if (bytes.length < 13) return;
  packets.size = [view(bytes).getUint16(6, true), view(bytes).getUint16(8, true)];
  const table = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 << ((flags & 7) + 1));
  let at = 13 + table(bytes[10] ?? 0);
  for (let count = 0; at < bytes.length && isWithinSegments(count, collector); count++) {
    const kind = bytes[at];
    if (kind === 0x3b) return;
    const isExtension = kind === 0x21;
    if (!isExtension && kind !== 0x2c) break;
    // XMP lies unpacked behind its application name and ends in a 258-byte "magic trailer" that lets decoders skip it as blocks
    if (isExtension && bytes[at + 1] === 0xff && starts(bytes.subarray(at + 3), "XMP DataXMP")) {
      const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(
        Buffer.from([1, 0xff]),
        at + 14,
      );
      if (end > 0) packets.xmp.push(bytes.subarray(at + 14, end));
    }
    const from = isExtension ? at + 2 : at + 11 + table(bytes[at + 9] ?? 0);
    const blocks = gifBlocks(bytes, from);
    if (blocks === null) break;
    if (isExtension && bytes[at + 1] === 0xfe) packets.comments.push(blocks.body);
    at = blocks.next;
  }
  collector.addProblem("picture-damaged", "note", "GIF blocks end without a trailer");
}

/** RIFF chunks of a WebP file: "EXIF", "XMP " and the canvas size. */
export function walkWebp(bytes: Uint8Array, packets: ImagePackets, collector: Collector): void {
  const data = view(bytes);
  for (
    let at = 12, count = 0;
    at + 8 <= bytes.length && isWithinSegments(count, collector);
    count++
  ) {
    const size = data.getUint32(at + 4, true);
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (body.length < size) {
      collector.addProblem(
        "picture-damaged",
        "partial",
        `WebP chunk at byte ${at} claims ${size} bytes`,
      );
      return;
    }
    const name = bytes.subarray(at, at + 4);
    if (starts(name, "EXIF")) packets.exif.push(starts(body, EXIF_MARK) ? body.subarray(6) : body);
    if (starts(name, "XMP ")) packets.xmp.push(body);
    if (starts(name, "VP8X") && size >= 10) {
      const side = (offset: number): number =>
        view(body).getUint16(offset, true) + ((body[offset + 2] ?? 0) << 16) + 1;
      packets.size = [side(4), side(7)];
    }
    at += 8 + size + (size & 1);
  }
}

/** Image resources of a Photoshop file (PSD, PSB). */
export function walkPhotoshopFile(
  bytes: Uint8Array,
  packets: ImagePackets,
  collector: Collector,
): void {
  if (bytes.length < 34) return;
  const data = view(bytes);
  packets.size = [data.getUint32(18), data.getUint32(14)];
  const resources = 30 + data.getUint32(26);
  if (resources + 4 > bytes.length) {
    collector.addProblem("picture-damaged", "partial", "Photoshop colour data runs past the end");
    return;
  }
  packets.photoshop.push(bytes.subarray(resources + 4, resources + 4 + data.getUint32(resources)));
}
