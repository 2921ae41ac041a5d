/**
 * File names written as raw 8-bit bytes in the header of a part, against RFC 2047. Both walks hand them out byte for byte, each byte a character; here they are read in the
 * charset of the mail's headers, so that sender, subject and file name are of one charset.
 */
import { Buffer, isAscii, isUtf8 } from "node:buffer";
import { asBuffer } from "../decode/bytes.ts";
import { decodeText } from "../decode/charset.ts";
import type { Problem } from "../model/problem.ts";
import { headerCharset } from "./header-charset.ts";
import type { HeaderScan } from "./header-scan.ts";
import type { Part } from "./structure.ts";

/** How far above its body the header of a part is looked for. */
const HEADER_BYTES = 16 << 10;

export interface RawNames {
  /** The name of a part as its mail means it. */
  readonly nameOf: (part: Part) => string;
  readonly problems: readonly Omit<Problem, "locator">[];
}

/** Names of the parts: raw 8-bit ones in UTF-8 where that is valid, else in the charset that the mail declares, else a guess that `problems` tells. */
export function readRawNames(scan: HeaderScan, parts: readonly Part[]): RawNames {
  const bytes = asBuffer(scan.bytes);
  const raw = new Map(
    parts.flatMap((part): [Part, Buffer][] => {
      const name = rawBytes(bytes, part);
      return name === null ? [] : [[part, name]];
    }),
  );
  const foreign = [...raw.values()].filter((name) => !isUtf8(name));
  const { label, problem } =
    foreign.length === 0
      ? { label: "", problem: null }
      : headerCharset(
          [
            ...foreign.map((name) => Buffer.concat([Buffer.from("file name: "), name])),
            ...headerLines(scan, bytes),
          ],
          bytes.subarray(scan.bodyOffsetBytes),
        );
  return {
    nameOf: (part) => {
      const name = raw.get(part);
      if (name === undefined) return part.filename;
      return isUtf8(name) ? name.toString("utf8") : decodeText(name, label).text;
    },
    problems: problem === null ? [] : [problem],
  };
}

/** The bytes of a name that stands raw in the header of its part; null for one that is ASCII, encoded, or decoded already. */
function rawBytes(bytes: Buffer, { filename, bodyStart }: Part): Buffer | null {
  if (!/[\x80-\xff]/.test(filename) || /[^\0-\xff]/.test(filename)) return null;
  const name = Buffer.from(filename, "latin1");
  const header = bytes.subarray(Math.max(0, bodyStart - HEADER_BYTES), bodyStart);
  return header.includes(name) ? name : null;
}

function headerLines({ headers }: HeaderScan, bytes: Buffer): Buffer[] {
  return headers
    .map(({ offsetBytes, lengthBytes }) => bytes.subarray(offsetBytes, offsetBytes + lengthBytes))
    .filter((line) => !isAscii(line) || /charset|=\?/i.test(line.toString("latin1")));
}
