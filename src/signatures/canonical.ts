/**
 * The two canonical forms of headers and bodies (RFC 6376 section 3.4), over bytes. Line ends become CRLF first: an mbox holds LF, and what was
 * signed was on the wire. Linear; a relaxed body is at most twice the message.
 */

export type Form = "simple" | "relaxed";

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** Bytes whose every line ends with CRLF. The input itself when they do already. */
export function withCrlf(bytes: Uint8Array): Buffer {
  const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const bare = bareLineEnds(input);
  if (bare === 0) return input;
  const out = Buffer.allocUnsafe(input.length + bare);
  let to = 0;
  let before = 0;
  for (let at = 0; at < input.length; at++) {
    const byte = input[at] as number;
    if (byte === LF && before !== CR) out[to++] = CR;
    out[to++] = byte;
    before = byte;
  }
  return out;
}

/** End of the last line that is not empty, its CRLF included; the whole when it does not end with CRLF. */
function withoutEmptyEnd(body: Buffer): number {
  let end = body.length;
  while (end >= 4 && body[end - 1] === LF && body[end - 2] === CR && body[end - 3] === LF) end -= 2;
  return end;
}

const CRLF = Buffer.from("\r\n", "latin1");

function simpleBody(body: Buffer): Buffer {
  const end = withoutEmptyEnd(body);
  const kept = body.subarray(0, end);
  if (kept.length === 0 || (kept.length === 2 && kept[0] === CR)) return CRLF;
  return kept[end - 1] === LF ? kept : Buffer.concat([kept, CRLF]);
}

/** How many line ends lack their CR. */
function bareLineEnds(bytes: Uint8Array): number {
  let bare = 0;
  let before = 0;
  // Byte by byte: a call into native code for every line costs more than lines are long
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === LF && before !== CR) bare++;
    before = byte;
  }
  return bare;
}

/** Runs of blanks as one space, none before a line end, line ends CRLF: in one pass. */
function relaxedBody(body: Buffer): Buffer {
  const out = Buffer.allocUnsafe(body.length + bareLineEnds(body));
  let to = 0;
  let blank = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] as number;
    if (byte > SPACE) {
      if (blank) out[to++] = SPACE;
      blank = false;
      out[to++] = byte;
      continue;
    }
    if (byte === SPACE || byte === TAB) {
      blank = true;
      continue;
    }
    if (byte === LF && (at === 0 || body[at - 1] !== CR)) {
      out[to++] = CR;
      out[to++] = LF;
      blank = false;
      continue;
    }
    if (blank && byte !== CR) out[to++] = SPACE;
    // A bare CR is no line end: the blank before it counts
    if (blank && byte === CR) out[to++] = SPACE;
    blank = false;
    out[to++] = byte;
    if (byte === LF && to >= 3 && out[to - 2] === CR && out[to - 3] === SPACE) {
      out[to - 3] = CR;
      out[to - 2] = LF;
      to--;
    }
  }
  if (blank) out[to++] = SPACE;
  const lines = out.subarray(0, to);
  const end = withoutEmptyEnd(lines);
  const kept = lines.subarray(0, end);
  if (kept.length === 0 || (kept.length === 2 && kept[0] === CR)) return Buffer.alloc(0);
  return kept[end - 1] === LF ? kept : Buffer.concat([kept, CRLF]);
}

/** The body as it is hashed, whatever its line ends. */
export function canonicalBody(body: Buffer, form: Form): Buffer {
  return form === "simple" ? simpleBody(withCrlf(body)) : relaxedBody(body);
}

/** One header as it is signed, with its CRLF. `crlfHeader` is the whole field, folds and final CRLF included. */
export function canonicalHeader(crlfHeader: Buffer, form: Form): string {
  const text = crlfHeader.toString("latin1");
  if (form === "simple") return text;
  const at = text.indexOf(":");
  const name = text.slice(0, at).trimEnd().toLowerCase();
  const value = text
    .slice(at + 1)
    .replaceAll("\r\n", "")
    .replace(/[ \t]+/g, " ")
    .replace(/^ | $/g, "");
  return `${name}:${value}\r\n`;
}

/** A DKIM-Signature header with the value of its `b=` taken out and without its final CRLF: how it signs itself. */
export function withoutSignature(crlfHeader: Buffer, form: Form): string {
  const emptied = crlfHeader.toString("latin1").replace(/([;:][ \t\r\n]*b[ \t\r\n]*=)[^;]*/, "$1");
  const ended = emptied.endsWith("\r\n") ? emptied : `${emptied}\r\n`;
  return canonicalHeader(Buffer.from(ended, "latin1"), form).replace(/\r\n$/, "");
}
