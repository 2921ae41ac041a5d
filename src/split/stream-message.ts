/**
 * The content id of a message too large to hold: the record is read twice in pieces, first to learn how its lines end, then to hash its canonical
 * bytes. Same rules as message-bytes.ts, which is the one to read; a property test holds the two together.
 */
import { createHash } from "node:crypto";
import { blankLinesBytes, CR, LF } from "../mail-lines.ts";
import type { Sha256 } from "../model/ids.ts";
import type { RecordVariant } from "./message-bytes.ts";

/** Reads `length` bytes of the record at `offset`; fewer is an error of the caller. */
export type ReadRecord = (offset: number, length: number) => Uint8Array;

const PIECE_BYTES = 4 << 20;
const GREATER = 62;
const FROM = Buffer.from("From ");

/** LF, or CR for a record in which CR alone ends lines; in pieces. */
function lineEndOf(read: ReadRecord, from: number, to: number): number {
  let cr = false;
  for (let at = from; at < to; at += PIECE_BYTES) {
    const piece = read(at, Math.min(PIECE_BYTES, to - at));
    if (piece.includes(LF)) return LF;
    cr ||= piece.includes(CR);
  }
  return cr ? CR : LF;
}

/** Where the message bytes lie in the record before escapes are undone, as [from, to]. */
function messageRange(read: ReadRecord, length: number, variant: RecordVariant): [number, number] {
  if (variant === "file") return [0, length];
  if (variant === "eml") return [blankLinesBytes(read(0, Math.min(length, 64 << 10))), length];
  if (variant === "emlx") {
    const head = read(0, Math.min(32, length));
    const lineEnd = head.indexOf(LF);
    if (lineEnd === -1) return [0, length];
    const count = Number.parseInt(Buffer.from(head.subarray(0, lineEnd)).toString("latin1"), 10);
    if (!Number.isSafeInteger(count) || count < 0) return [0, length];
    return [lineEnd + 1, Math.min(length, lineEnd + 1 + count)];
  }
  const lineEnd = lineEndOf(read, 0, length);
  let from = length;
  for (let at = 0; at < length; at += PIECE_BYTES) {
    const hit = read(at, Math.min(PIECE_BYTES, length - at)).indexOf(lineEnd);
    if (hit === -1) continue;
    from = at + hit + 1;
    break;
  }
  const tailAt = Math.max(from, length - 4);
  const tail = read(tailAt, length - tailAt);
  const end = tail.length;
  if (tail[end - 1] !== lineEnd) return [from, length];
  const last = end - (lineEnd === LF && tail[end - 2] === CR ? 2 : 1);
  const isBlank = tailAt + last <= from || tail[last - 1] === lineEnd;
  return isBlank ? [from, tailAt + last] : [from, length];
}

/** How many ">" may be followed across pieces: no writer escapes a line a million times. */
const MAX_QUOTES = 1 << 20;

/** Turns message bytes into canonical bytes, escapes undone, a piece at a time. */
class Canonicalizer {
  private readonly hash = createHash("sha256");
  private readonly lineEnd: number;
  private readonly unescape: "none" | "one" | "all";
  private out = Buffer.allocUnsafe(2 * PIECE_BYTES + 16);
  private used = 0;
  private previous = -1;
  /** Bytes at the start of a line held back until it is known whether they are an escape: ">" and the start of "From ". */
  private quotes = 0;
  private matched = 0;
  private atLineStart = true;
  private last = -1;

  constructor(lineEnd: number, variant: RecordVariant) {
    this.lineEnd = lineEnd;
    const framed = variant === "mboxo" || variant === "mboxrd" || variant === "mboxcl";
    this.unescape = !framed ? "none" : variant === "mboxo" ? "one" : "all";
  }

  private emit(byte: number): void {
    if (this.used + 2 > this.out.length) {
      this.hash.update(this.out.subarray(0, this.used));
      this.used = 0;
    }
    if (this.lineEnd === LF) {
      if (byte === LF && this.previous !== CR) this.out[this.used++] = CR;
      this.out[this.used++] = byte;
    } else {
      this.out[this.used++] = byte;
      if (byte === CR) this.out[this.used++] = LF;
    }
    this.previous = byte;
    this.last = this.out[this.used - 1] as number;
  }

  /** Gives out what was held back, without the one ">" of an escape. */
  private release(isEscape: boolean): void {
    for (let i = isEscape ? 1 : 0; i < this.quotes; i++) this.emit(GREATER);
    for (let i = 0; i < this.matched; i++) this.emit(FROM[i] as number);
    this.quotes = 0;
    this.matched = 0;
    this.atLineStart = false;
  }

  private push(byte: number): void {
    if (this.atLineStart && this.unescape !== "none") {
      if (byte === GREATER && this.matched === 0 && this.quotes < MAX_QUOTES) {
        this.quotes++;
        return;
      }
      if (this.quotes > 0 && byte === FROM[this.matched]) {
        this.matched++;
        if (this.matched === FROM.length)
          this.release(this.unescape === "all" || this.quotes === 1);
        return;
      }
      this.release(false);
    }
    this.emit(byte);
    if (byte === this.lineEnd) this.atLineStart = true;
  }

  update(bytes: Uint8Array): void {
    for (const byte of bytes) this.push(byte);
  }

  digest(): Sha256 {
    if (this.atLineStart && (this.quotes > 0 || this.matched > 0)) this.release(false);
    if (this.last !== -1 && this.last !== LF) {
      this.out[this.used++] = CR;
      this.out[this.used++] = LF;
    }
    this.hash.update(this.out.subarray(0, this.used));
    return this.hash.digest("hex") as Sha256;
  }
}

/** The id of the message in a record of `length` bytes: equals `canonicalSha256(messageBytes(record, variant))`. */
export function streamedContentId(
  read: ReadRecord,
  length: number,
  variant: RecordVariant,
): Sha256 {
  const [from, to] = messageRange(read, length, variant);
  const canonical = new Canonicalizer(lineEndOf(read, from, to), variant);
  for (let at = from; at < to; at += PIECE_BYTES)
    canonical.update(read(at, Math.min(PIECE_BYTES, to - at)));
  return canonical.digest();
}
