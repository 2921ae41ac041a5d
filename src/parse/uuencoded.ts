/** Finds uuencoded files inside plain text parts, as mail before MIME carried attachments. */

import { asBuffer, latin1 } from "../decode/bytes.ts";

/** A uuencoded file inside a text: `{name:"plan.doc", start:120, end:4080}`; the range includes its begin and end lines. */
export interface UuencodedBlock {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const LF = 0x0a;
const BEGIN = /^begin(-base64)? [0-7]{3,4} ([^\r\n]{1,255})\r?\n/;

/** The first `max` uuencoded blocks of decoded part bytes, in order. A "begin" line whose next line has no uuencode length is plain prose. */
export function findUuencoded(bytes: Uint8Array, max: number): UuencodedBlock[] {
  const buffer = asBuffer(bytes);
  const blocks: UuencodedBlock[] = [];
  let at = latin1(buffer, 0, 5) === "begin" ? 0 : nextBegin(buffer, 0);
  while (at >= 0 && blocks.length < max) {
    const block = readBlock(buffer, at);
    if (block !== null) blocks.push(block);
    at = nextBegin(buffer, block === null ? at : block.end - 1);
  }
  return blocks;
}

function nextBegin(buffer: Buffer, from: number): number {
  const found = buffer.indexOf("\nbegin", from, "latin1");
  return found < 0 ? -1 : found + 1;
}

function readBlock(buffer: Buffer, start: number): UuencodedBlock | null {
  const head = BEGIN.exec(latin1(buffer, start, start + 300));
  if (head === null) return null;
  const name = (head[2] ?? "").trim();
  const bodyStart = start + head[0].length;
  if (head[1] !== undefined) {
    const end = buffer.indexOf("\n====", bodyStart, "latin1");
    return end < 0 ? null : { name, start, end: endOfLine(buffer, end + 1) };
  }
  let at = bodyStart;
  let lines = 0;
  while (at < buffer.length && isUuLine(buffer, at)) {
    at = endOfLine(buffer, at);
    lines++;
  }
  if (lines === 0) return null;
  if (/^end\s/.test(`${latin1(buffer, at, at + 4)}\n`)) at = endOfLine(buffer, at);
  return { name, start, end: at };
}

function endOfLine(buffer: Buffer, at: number): number {
  const lf = buffer.indexOf(LF, at);
  return lf < 0 ? buffer.length : lf + 1;
}

/** A line whose first character states a length that its other characters can hold; blanks at the end may have been cut. */
function isUuLine(buffer: Buffer, at: number): boolean {
  const next = endOfLine(buffer, at);
  let end = next;
  while (end > at && (buffer[end - 1] === LF || buffer[end - 1] === 0x0d)) end--;
  if (end === at || end - at > 90) return false;
  const length = ((buffer[at] as number) - 0x20) & 0x3f;
  const chars = Math.ceil(length / 3) * 4;
  const held = end - at - 1;
  if (length === 0) return held <= 1;
  return (
    held >= chars - 4 &&
    held <= chars + 3 &&
    !buffer.subarray(at, end).some((b) => b < 0x20 || b > 0x60)
  );
}
