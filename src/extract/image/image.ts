/**
 * Pictures -> EXIF, IPTC, XMP, comments, size. One walker per container, all of them only cut packets out; what the packets say
 * is read in exif.ts, iptc.ts and xmp.ts. Nothing is decoded into pixels.
 */
import type { Extraction } from "../../model/extraction.ts";
import { Collector } from "../collector.ts";
import { decodeLoose, hexOf } from "../text/loose-text.ts";
import { readTiff, type TiffPackets, tiffSize } from "./exif.ts";
import { walkGif, walkJpeg, walkPhotoshopFile, walkWebp } from "./image-containers.ts";
import type { ImagePackets } from "./image-packets.ts";
import { readIptc, readPhotoshop } from "./iptc.ts";
import { walkIsoMedia } from "./iso-media.ts";
import { walkPng } from "./png.ts";
import { readXmp } from "./xmp.ts";

/** From here on a picture is big enough to hold a page or a screenshot of text; below it are logos and icons. */
const TEXT_PICTURE_PIXELS = 500_000;

type Walker = (bytes: Uint8Array, packets: ImagePackets, collector: Collector) => void;

const startsWith = (bytes: Uint8Array, text: string, at = 0): boolean =>
  Buffer.from(bytes.subarray(at, at + text.length)).toString("latin1") === text;

function walkTiffFile(bytes: Uint8Array, packets: ImagePackets, collector: Collector): void {
  packets.exif.push(bytes);
  const size = tiffSize(bytes);
  if (size === null) return;
  packets.size = [size.width, size.height];
  if (size.pictures > 1) {
    collector.addValue("pages", String(size.pictures), "TIFF directories", {
      number: size.pictures,
    });
  }
}

function walkerFor(bytes: Uint8Array): Walker | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return walkJpeg;
  if (startsWith(bytes, "PNG\r\n", 1)) return walkPng;
  if (startsWith(bytes, "GIF8")) return walkGif;
  if (startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8)) return walkWebp;
  if (startsWith(bytes, "8BPS")) return walkPhotoshopFile;
  if (startsWith(bytes, "II") || startsWith(bytes, "MM")) return walkTiffFile;
  if (startsWith(bytes, "ftyp", 4) || startsWith(bytes, "JXL ", 4)) return walkIsoMedia;
  return null;
}

function readPackets(packets: ImagePackets, collector: Collector): void {
  // Reading one packet may bring up others: EXIF holds IPTC, Photoshop blocks hold all three. Two rounds are all there is.
  const inner: TiffPackets[] = packets.exif.map((block) => readTiff(block, collector));
  for (const block of [...packets.photoshop, ...inner.flatMap((p) => p.photoshop)]) {
    const found = readPhotoshop(block, collector);
    inner.push(found, ...found.exif.map((exif) => readTiff(exif, collector)));
  }
  for (const block of [...packets.iptc, ...inner.flatMap((p) => p.iptc)])
    readIptc(block, collector);
  for (const packet of [...packets.xmp, ...inner.flatMap((p) => p.xmp)]) readXmp(packet, collector);
  for (const comment of packets.comments) {
    const { text, undecodable } = decodeLoose(comment);
    const source = "picture comment";
    const clean = text.replaceAll("\0", "");
    collector.addValue(
      "keywords",
      clean,
      source,
      undecodable ? { state: "undecodable", rawHex: hexOf(comment) } : {},
    );
  }
}

/**
 * Reads a picture of any of the kinds above; another kind is a problem. Example of a value:
 * `{field:"taken", text:"2016:08:04 10:11:12", source:"EXIF DateTimeOriginal", time:{…, zoneSource:"unknown"}}`.
 */
export async function readImage(bytes: Uint8Array): Promise<Extraction> {
  const collector = new Collector();
  const packets: ImagePackets = {
    exif: [],
    xmp: [],
    iptc: [],
    photoshop: [],
    comments: [],
    size: null,
  };
  const walk = walkerFor(bytes);
  if (walk === null) {
    collector.addProblem(
      "format-not-read",
      "partial",
      "no metadata is read from pictures of this kind",
    );
    return collector.close();
  }
  walk(bytes, packets, collector);
  readPackets(packets, collector);
  if (packets.size !== null) {
    const [width, height] = packets.size;
    collector.addValue("other", `${width} x ${height}`, "picture size in pixels");
    if (width * height >= TEXT_PICTURE_PIXELS) collector.markers.add("needs-ocr");
  }
  return collector.close();
}
