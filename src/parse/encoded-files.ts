/** Files in the text of a mail, as mail before MIME and news carried them: uuencode, yEnc, BinHex. */
import type { Buffer } from "node:buffer";
import { asBuffer } from "../decode/bytes.ts";
import type { DecodeName } from "../model/locator.ts";
import { findUuencoded } from "./uuencoded.ts";
import { findYenc } from "./yenc.ts";

/** `{name:"plan.doc", start:120, end:4080, encoding:"uuencode", remark:""}`; the range includes the first and last line. */
export interface EncodedFile {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** What undoes it; null where the range is a file that a reader opens (BinHex has two forks). */
  readonly encoding: DecodeName | null;
  /** What is missing or wrong, "" when all is well. */
  readonly remark: string;
}

/** The encoded files of decoded part bytes in order, none inside another; at most `max` of each kind. */
export function findEncodedFiles(bytes: Uint8Array, max: number): EncodedFile[] {
  const buffer = asBuffer(bytes);
  const found: EncodedFile[] = findUuencoded(buffer, max).map((block) => ({
    ...block,
    encoding: "uuencode",
    remark: "",
  }));
  found.push(
    ...findYenc(buffer, max).map((block): EncodedFile => ({ ...block, encoding: "yenc" })),
  );
  found.push(...findBinhex(buffer, max));
  if (found.length < 2) return found;
  found.sort((a, b) => a.start - b.start);
  let end = 0;
  return found.filter((file) => {
    if (file.start < end) return false;
    end = file.end;
    return true;
  });
}

const BINHEX = "(This file must be converted with BinHex";

/** Between the first colon that opens a line after the mark and the next one; a text that only names the mark holds none. */
function findBinhex(buffer: Buffer, max: number): EncodedFile[] {
  const files: EncodedFile[] = [];
  let at = buffer.indexOf(BINHEX, 0, "latin1");
  while (at >= 0 && files.length < max) {
    const open = /^[^\r\n]{0,80}\s{1,40}:/.exec(buffer.toString("latin1", at, at + 200));
    let next = at + BINHEX.length;
    if (open !== null) {
      const close = buffer.indexOf(0x3a, at + open[0].length);
      const end = close < 0 ? buffer.length : close + 1;
      files.push({ name: "file.hqx", start: at, end, encoding: null, remark: "" });
      next = end;
    }
    at = buffer.indexOf(BINHEX, next, "latin1");
  }
  return files;
}
