/**
 * Serial numbers in the notes of camera makers (EXIF tag 927C), each of a shape of its own: two pictures with one number are from one camera.
 *
 * Offsets in a note break whenever a program moves it: what does not fit is left out without complaint. Shapes as exiftool documents them.
 */
import { asBuffer } from "../../decode/bytes.ts";
import { untilNul } from "../code-pages.ts";
import type { Collector } from "../collector.ts";
import { decodeLoose } from "../text/loose-text.ts";
import { type Entry, TiffReader } from "./tiff.ts";

/** How a note begins, where its directory is, what its offsets count from, and tag -> name of what is a serial number. */
interface Shape {
  readonly mark: string;
  readonly maker: string;
  /** "main" offsets count from the beginning of the EXIF block, "note" from that of the note, "inner" from a TIFF header inside it. */
  readonly from: "main" | "note" | "inner";
  /** Byte of the note where the directory, the inner header, or for Fujifilm the offset of the directory is. */
  readonly at: number;
  readonly tags: readonly (readonly [tag: number, name: string])[];
  /** Tag of a directory below, in which the tags are. */
  readonly below?: number;
}

const OLYMPUS = [
  [0x0404, "SerialNumber"],
  [0x0101, "SerialNumber"],
  [0x0102, "InternalSerialNumber"],
] as const;

const SHAPES: readonly Shape[] = [
  { mark: "Nikon\0\x02", maker: "Nikon", from: "inner", at: 10, tags: [[0x001d, "SerialNumber"]] },
  {
    mark: "FUJIFILM",
    maker: "Fujifilm",
    from: "note",
    at: 8,
    tags: [[0x0010, "InternalSerialNumber"]],
  },
  {
    mark: "Panasonic\0",
    maker: "Panasonic",
    from: "main",
    at: 12,
    tags: [[0x0025, "InternalSerialNumber"]],
  },
  { mark: "OLYMP\0", maker: "Olympus", from: "main", at: 8, below: 0x2010, tags: OLYMPUS },
  { mark: "OLYMPUS\0", maker: "Olympus", from: "note", at: 12, below: 0x2010, tags: OLYMPUS },
  { mark: "AOC\0", maker: "Pentax", from: "main", at: 6, tags: [[0x0229, "SerialNumber"]] },
];

/** The directory of a note, with what reads its values; null when it is not where the shape says. */
function directoryOf(
  { from, at, maker, below }: Shape,
  main: TiffReader,
  note: Entry,
  isLittle: boolean,
): { readonly reader: TiffReader; readonly entries: readonly Entry[] } | null {
  const bytes = main.bytes.subarray(note.at);
  let [reader, start] = [main, note.at + at];
  if (from === "note") {
    reader = new TiffReader(bytes, maker === "Fujifilm" || bytes[8] === 0x49);
    start = maker === "Fujifilm" ? (reader.unsigned(at, 4) ?? 0) : at;
  } else if (from === "inner") {
    const inner = bytes.subarray(at);
    reader = new TiffReader(inner, inner[0] === 0x49);
    start = reader.unsigned(4, 4) ?? 0;
  } else if (maker === "Pentax" && bytes[4] !== 0) {
    reader = new TiffReader(main.bytes, bytes[4] === 0x49 || (bytes[4] === 0x20 && isLittle));
  }
  const top = reader.directory(start)?.entries;
  const parent = top?.find(({ tag }) => tag === below);
  // older cameras hold the directory below as bytes of type 7, others its offset
  const at7 = parent === undefined ? null : parent.type === 7 ? parent.at : reader.integer(parent);
  const inside = at7 === null ? undefined : reader.directory(at7)?.entries;
  return top === undefined ? null : { reader, entries: [...top, ...(inside ?? [])] };
}

/** Adds the serial numbers of a maker note, e.g. `{field:"docid", text:"3001234", source:"EXIF Nikon SerialNumber"}`. */
export function addMakerSerials(
  main: TiffReader,
  note: Entry,
  isLittle: boolean,
  collector: Collector,
): void {
  const head = asBuffer(main.bytes.subarray(note.at, note.at + 12)).toString("latin1");
  const shape = SHAPES.find(({ mark }) => head.startsWith(mark));
  const found = shape === undefined ? null : directoryOf(shape, main, note, isLittle);
  if (shape === undefined || found === null) return;
  for (const [tag, name] of shape.tags) {
    const entry = found.entries.find((each) => each.tag === tag);
    if (entry === undefined) continue;
    const number = entry.type === 4 ? found.reader.integer(entry) : null;
    const text = number === null ? decodeLoose(found.reader.raw(entry)).text : String(number);
    const clean = untilNul(text.replace(/^\0+/, "")).trim();
    if (/^[\x20-\x7e]{3,64}$/.test(clean))
      collector.addValue("docid", clean, `EXIF ${shape.maker} ${name}`);
  }
}
