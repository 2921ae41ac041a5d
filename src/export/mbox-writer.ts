/** Messages as mboxrd, so that every line comes back as it was and ids stay equal. Pure: message bytes in, record bytes out. */
import { LF } from "../mail-lines.ts";

const GREATER = 62;
const FROM = Buffer.from("From ");
const QUOTE = Buffer.from(">");
const NEWLINE = Buffer.from("\n");

/** Pieces of the message with one ">" more before every line that begins with `From `, `>From `, `>>From ` … */
function escaped(message: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let hit = message.indexOf(FROM); hit !== -1; hit = message.indexOf(FROM, hit + 5)) {
    let start = hit;
    while (start > 0 && message[start - 1] === GREATER) start--;
    if (start !== 0 && message[start - 1] !== LF) continue;
    pieces.push(message.subarray(from, start), QUOTE);
    from = start;
  }
  pieces.push(message.subarray(from));
  return pieces;
}

/** The From_ line of the program: nobody wrote it, so it names nobody; the time is the message's own or 1970. */
function fromLine(sentAt: number | null): string {
  const date = new Date(sentAt === null || Math.abs(sentAt) > 8e15 ? 0 : sentAt);
  const [day = "", number = "", month = "", year = "", time = ""] = date
    .toUTCString()
    .replace(",", "")
    .split(" ");
  return `From MAILER-DAEMON ${day} ${month} ${number} ${time} ${year}\n`;
}

/** One record: From_ line, message, blank line. `sentAt` in ms since 1970 or null. */
export function mboxRecord(message: Uint8Array, sentAt: number | null): Buffer {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.length);
  const ends = bytes.length === 0 || bytes[bytes.length - 1] === LF;
  return Buffer.concat([
    Buffer.from(fromLine(sentAt), "latin1"),
    ...escaped(bytes),
    ...(ends ? [NEWLINE] : [NEWLINE, NEWLINE]),
  ]);
}
