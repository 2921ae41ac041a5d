/** IPTC-IIM records and the Photoshop resource blocks they stand in -> metadata values named "IPTC Name" (IIM 4.2). */
import { LIMITS } from "../../limits.ts";
import { type Collector, isWithinSegments } from "../collector.ts";
import { parseIsoDate } from "../stated-time.ts";
import { decodeLoose, hexOf } from "../text/loose-text.ts";
import type { TiffPackets } from "./exif.ts";

/** Dataset of record 2 -> field and name. */
const DATASETS = new Map<number, readonly [string, string]>([
  [5, ["title", "ObjectName"]],
  [15, ["keywords", "Category"]],
  [20, ["keywords", "SupplementalCategories"]],
  [25, ["keywords", "Keywords"]],
  [40, ["other", "SpecialInstructions"]],
  [65, ["app", "OriginatingProgram"]],
  [70, ["app", "ProgramVersion"]],
  [80, ["creator", "By-line"]],
  [85, ["other", "By-lineTitle"]],
  [90, ["other", "City"]],
  [92, ["other", "Sub-location"]],
  [95, ["other", "Province-State"]],
  [101, ["other", "Country"]],
  [103, ["other", "OriginalTransmissionReference"]],
  [105, ["title", "Headline"]],
  [110, ["other", "Credit"]],
  [115, ["other", "Source"]],
  [116, ["other", "CopyrightNotice"]],
  [118, ["people", "Contact"]],
  [120, ["docsubject", "Caption-Abstract"]],
  [122, ["people", "Writer-Editor"]],
]);
/** Date dataset, time dataset, field, name. */
const TIMES = [
  [55, 60, "taken", "DateCreated"],
  [62, 63, "created", "DigitalCreationDate"],
] as const;

/** Adds the datasets of one IIM block. A dataset that claims more bytes than there are ends the reading with a problem. */
export function readIptc(bytes: Uint8Array, collector: Collector): void {
  const dates = new Map<number, string>();
  const announcesUtf8 = "\x1b%G"; // ISO 2022
  let utf8 = false;
  for (let at = 0, count = 0; at + 5 <= bytes.length && bytes[at] === 0x1c; count++) {
    const [record, dataset] = [bytes[at + 1] ?? 0, bytes[at + 2] ?? 0];
    const length = ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0);
    const raw = bytes.subarray(at + 5, at + 5 + length);
    if (length > 0x7fff || raw.length < length || count >= LIMITS.maxImageSegments) {
      collector.addProblem(
        "iptc-damaged",
        "partial",
        `IPTC dataset ${record}:${dataset} claims ${length} bytes`,
      );
      break;
    }
    at += 5 + length;
    if (record === 1 && dataset === 90) utf8 = decodeLoose(raw).text === announcesUtf8;
    if (record !== 2) continue;
    const decoded = decodeLoose(raw);
    const text = decoded.text.replaceAll("\0", "").trimEnd();
    const known = DATASETS.get(dataset);
    if (dataset >= 55 && dataset <= 63) dates.set(dataset, text);
    if (known === undefined) continue;
    const undecodable = decoded.undecodable || (utf8 && text.includes("\ufffd"));
    collector.addValue(
      known[0],
      text,
      `IPTC ${known[1]}`,
      undecodable ? { state: "undecodable", rawHex: hexOf(raw) } : {},
    );
  }
  for (const [day, clock, field, name] of TIMES) {
    const date = dates.get(day);
    if (date === undefined) continue;
    const time = dates.get(clock) ?? "";
    const written = time === "" ? date : `${date}T${time}`;
    collector.addTime(field, written, parseIsoDate(written), `IPTC ${name}`);
  }
}

/** Takes a chain of "8BIM" resource blocks apart (Adobe Photoshop file format): IPTC, XMP and EXIF inside are returned. */
export function readPhotoshop(
  bytes: Uint8Array,
  collector: Collector,
): TiffPackets & { exif: Uint8Array[] } {
  const packets = {
    xmp: [] as Uint8Array[],
    iptc: [] as Uint8Array[],
    photoshop: [],
    exif: [] as Uint8Array[],
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (
    let at = 0, count = 0;
    at + 12 <= bytes.length && isWithinSegments(count, collector);
    count++
  ) {
    if (view.getUint32(at) !== 0x3842494d) break; // "8BIM"
    const id = view.getUint16(at + 4);
    const nameLength = view.getUint8(at + 6);
    const sizeAt = at + 6 + ((nameLength + 2) & ~1);
    if (sizeAt + 4 > bytes.length) break;
    const size = view.getUint32(sizeAt);
    const data = bytes.subarray(sizeAt + 4, sizeAt + 4 + size);
    if (data.length < size) {
      collector.addProblem(
        "photoshop-damaged",
        "partial",
        `Photoshop block ${id} claims ${size} bytes`,
      );
      break;
    }
    if (id === 0x0404) packets.iptc.push(data);
    if (id === 0x0422) packets.exif.push(data);
    if (id === 0x0424) packets.xmp.push(data);
    if (id === 0x040b) collector.addValue("link", decodeLoose(data).text, "Photoshop URL");
    at = sizeAt + 4 + ((size + 1) & ~1);
  }
  return packets;
}
