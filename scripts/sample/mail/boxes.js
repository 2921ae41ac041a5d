/** Mailbox forms: mboxrd, mboxcl2, Takeout mbox, .eml, .emlx. Each turns message bytes (CRLF) into the bytes of the form. */
import { createHash } from "node:crypto";
import { ctime, takeoutTime } from "../base/time.js";

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

const toLf = (bytes) => Buffer.from(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1");

/** mboxrd: every line `>*From ` gets one more `>`. */
const escapeRd = (bytes) =>
  Buffer.from(bytes.toString("latin1").replace(/^(>*From )/gm, ">$1"), "latin1");

/**
 * An mbox of `[{bytes, at, envelope}]` in that order. Returns its bytes and, for each message, `{offset, length}` of the record
 * (From_ line to the next) and `stored`, the message bytes a reader gets back (CRLF).
 */
export function mbox(messages, variant) {
  const pieces = [];
  const records = [];
  let offset = 0;
  const end = variant === "takeout" ? "\r\n" : "\n";
  for (const message of messages) {
    let bytes = message.bytes;
    if (variant === "mboxcl2") bytes = withContentLength(bytes);
    const lines = variant === "takeout" ? bytes : toLf(bytes);
    const content = variant === "mboxcl2" ? lines : escapeRd(lines);
    const fromLine =
      variant === "takeout"
        ? `From ${message.envelope}@xxx ${takeoutTime(message.at)}`
        : `From ${message.envelope} ${ctime(message.at)}`;
    const record = Buffer.concat([
      Buffer.from(fromLine + end, "latin1"),
      content,
      Buffer.from(end, "latin1"),
    ]);
    records.push({ offset, length: record.length, stored: bytes });
    offset += record.length;
    pieces.push(record);
  }
  return { bytes: Buffer.concat(pieces), records };
}

/** Content-Length counts the body as it stands in the file, with LF. */
function withContentLength(bytes) {
  const split = bytes.indexOf("\r\n\r\n") + 2;
  const body = toLf(bytes.subarray(split + 2));
  return Buffer.concat([
    bytes.subarray(0, split),
    Buffer.from(`Status: RO\r\nContent-Length: ${body.length}\r\n`, "latin1"),
    bytes.subarray(split),
  ]);
}

/** Apple's .emlx: byte count, message (LF), property list. */
export function emlx(bytes, at) {
  const content = toLf(bytes);
  const plist = `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n<dict>\n\t<key>date-received</key>\n\t<integer>${Math.floor(at / 1000)}</integer>\n\t<key>flags</key>\n\t<integer>8590195713</integer>\n</dict>\n</plist>\n`;
  return Buffer.concat([
    Buffer.from(`${String(content.length).padEnd(10)}\n`, "latin1"),
    content,
    Buffer.from(plist, "utf8"),
  ]);
}
