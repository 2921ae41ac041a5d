/**
 * BinHex 4.0 (RFC 1741): a file of the old Mac OS as ASCII, with its name, type, creator and both forks. The data fork is a child, the resource fork another where
 * there is one. Small on purpose: six bits a character, one run length code, three checksums.
 */
import { Buffer } from "node:buffer";
import { asBuffer } from "../../decode/bytes.ts";
import type { Extraction } from "../../model/extraction.ts";
import { decodeCodePage } from "../code-pages.ts";
import { createDraft, type Draft } from "../draft.ts";
import { unpackCap } from "./archive-cap.ts";

const ALPHABET = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
const VALUES = new Int8Array(256).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) VALUES[ALPHABET.charCodeAt(i)] = i;
const MARK = "(This file must be converted with BinHex";
const MAC_ROMAN = 10_000;
const COLON = 0x3a;
const REPEAT = 0x90;

/** The six-bit characters between the colons as bytes, runs still packed; `closed` when the second colon is there. */
function sixBits(input: Buffer, from: number): { bytes: Buffer; closed: boolean } {
  const out = Buffer.allocUnsafe(Math.ceil(((input.length - from) * 3) / 4));
  let o = 0;
  let bits = 0;
  let held = 0;
  for (let i = from; i < input.length; i++) {
    const byte = input[i] as number;
    if (byte === COLON) return { bytes: out.subarray(0, o), closed: true };
    const value = VALUES[byte] as number;
    if (value < 0) continue; // line ends, and what gateways put there
    held = ((held << 6) | value) & 0x3fff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[o++] = held >> bits;
    }
  }
  return { bytes: out.subarray(0, o), closed: false };
}

/** Runs undone, up to `cap` bytes: "90 n" repeats the byte before, "90 00" is the byte 90 itself. */
function unpackRuns(bytes: Uint8Array, cap: number): { bytes: Buffer; cut: boolean } {
  let size = 0;
  const each = (write: (byte: number, times: number) => void): void => {
    let last = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number;
      const count = byte === REPEAT ? (bytes[++i] ?? 0) : 1;
      if (byte !== REPEAT || count === 0) last = byte;
      const times = byte === REPEAT && count > 0 ? count - 1 : 1;
      write(last, times);
    }
  };
  each((_, times) => {
    size += times;
  });
  const out = Buffer.allocUnsafe(Math.min(size, cap));
  let o = 0;
  each((byte, times) => {
    const end = Math.min(out.length, o + times);
    if (end > o) out.fill(byte, o, end);
    o = end;
  });
  return { bytes: out, cut: size > cap };
}

/** CRC-16 of XMODEM, over the fork with its own checksum: 0 when it fits. */
function checksum(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : crc << 1;
  }
  return crc;
}

/** Where the text of the file begins: behind the colon that opens a line after the mark; -1 when it is missing. */
function startOf(input: Buffer): number {
  const mark = input.indexOf(MARK, 0, "latin1");
  if (mark < 0) return -1;
  const colon = /[\r\n][ \t]*:/.exec(input.toString("latin1", mark, mark + 4096));
  return colon === null ? -1 : mark + colon.index + colon[0].length;
}

/** Name, type and creator, then the forks, each followed by its checksum. */
function readForks(draft: Draft, file: Buffer, isCut: boolean): void {
  const nameLength = file[0] ?? 0;
  const at = 1 + nameLength + 1;
  const damaged = (what: string): void =>
    draft.problem("archive-damaged", "partial", `the BinHex file ${what}`);
  if (nameLength === 0 || nameLength > 63 || file.length < at + 20) {
    damaged("has no header");
    return;
  }
  const name = decodeCodePage(file.subarray(1, 1 + nameLength), MAC_ROMAN) ?? "";
  const codes = file.toString("latin1", at, at + 8);
  draft.value("other", `${codes.slice(0, 4)} / ${codes.slice(4)}`, "BinHex type and creator");
  if (checksum(file.subarray(0, at + 20)) !== 0)
    damaged("has a header that does not fit its checksum");
  const forks = [
    [name, file.readUInt32BE(at + 10), "data fork"],
    [`${name} (resource fork)`, file.readUInt32BE(at + 14), "resource fork"],
  ] as const;
  let from = at + 20;
  for (const [index, [fork, stated, what]] of forks.entries()) {
    const bytes = file.subarray(from, from + stated);
    if (bytes.length < stated) {
      if (isCut)
        draft.problem("archive-bomb", "partial", `the ${what} unpacks to more than it may`);
      else damaged(`ends inside its ${what}: ${bytes.length} of ${stated} bytes are there`);
    } else if (checksum(file.subarray(from, from + stated + 2)) !== 0)
      damaged(`has a ${what} that does not fit its checksum`);
    if (bytes.length > 0)
      draft.child({
        name: fork,
        declaredType: "",
        bytes,
        steps: [{ step: "member", index, name: fork }],
        metadata: [],
      });
    from += stated + 2;
  }
}

/** The forks of a BinHex file as children. Example: `memo.txt.hqx` gives `memo.txt`. */
export async function readBinhex(bytes: Uint8Array): Promise<Extraction> {
  const draft = createDraft();
  const input = asBuffer(bytes);
  const start = startOf(input);
  if (start < 0) {
    draft.problem(
      "archive-damaged",
      "lost",
      "the BinHex file has no content behind its first line",
    );
    return draft.finish();
  }
  const packed = sixBits(input, start);
  if (!packed.closed)
    draft.problem("archive-damaged", "partial", "the BinHex file has no end: cut off");
  const file = unpackRuns(packed.bytes, unpackCap(packed.bytes.length, 0));
  readForks(draft, file.bytes, file.cut);
  return draft.finish();
}
