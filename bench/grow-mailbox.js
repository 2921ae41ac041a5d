/**
 * Writes an mbox of N messages made from the mails of a smaller one: `node bench/grow-mailbox.js MBOX [--messages N] [--seed S] [--out FILE]`.
 *
 * The first copy of each mail is the mail itself. In later ones some words of the text become invented ones and some numbers other numbers, ids
 * get a suffix (so that threads stay threads) and dates move on. Invented words come from a stock that grows with the output (Heaps' law), so that
 * the vocabulary keeps growing as it does in real mail. Encoded parts, HTML and boundaries stay as they are. The same seed gives the same bytes.
 */
import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { messageBytes } from "../dist/split/message-bytes.js";
import { splitMbox } from "../dist/split/split-mbox.js";
import { seededRandom } from "./random.js";

const WORD_SHARE = 0.04;
const NUMBER_SHARE = 0.3;
const DAYS_APART = 11;
const BUFFER_BYTES = 1 << 20;
const SYLLABLES =
  "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu zar len mor tis van del ger hin".split(
    " ",
  );

/** An invented word for a number, a new one for each number: 12345 -> "lenroba". */
function wordOf(number) {
  let word = "";
  for (let rest = number + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    word += SYLLABLES[rest % SYLLABLES.length];
  }
  return word;
}

function variedLine(line, random, stock) {
  // Boundaries, encoded lines and markup stay whole: the mail must still parse as before
  if (line.startsWith("--") || line.includes("<") || (line.length > 50 && !line.includes(" ")))
    return line;
  return line
    .replace(/[A-Za-z]{4,}/g, (word) => {
      if (random() >= WORD_SHARE) return word;
      const invented = wordOf(Math.floor(random() ** 2 * stock));
      return word[0] < "a" ? invented[0].toUpperCase() + invented.slice(1) : invented;
    })
    .replace(/\d{3,}/g, (digits) =>
      random() >= NUMBER_SHARE
        ? digits
        : Array.from(digits, () => Math.floor(random() * 10)).join(""),
    );
}

function variedHeader(line, copy) {
  if (/^(?:message-id|in-reply-to|references):|^\s.*<[^>]*@/i.test(line)) {
    return line.replace(/<([^<>@]*)@/g, `<$1.${copy}@`);
  }
  const date = /^date:\s*(.*)$/i.exec(line)?.[1];
  const at = date === undefined ? Number.NaN : Date.parse(date.replace(/\(.*$/, ""));
  if (Number.isNaN(at)) return line;
  return `Date: ${new Date(at + copy * DAYS_APART * 86_400_000).toUTCString().replace("GMT", "+0000")}`;
}

/** The `copy`-th variant of a mail's bytes; copy 0 is the mail. `stock` is how many invented words there are so far. */
function varied(bytes, copy, random, stock) {
  if (copy === 0) return bytes;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const headEnd = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  const head = text
    .slice(0, headEnd)
    .split("\n")
    .map((line) => variedHeader(line, copy));
  const isEncoded = /content-transfer-encoding:\s*base64/i;
  const body = isEncoded.test(text)
    ? text.slice(headEnd) // a varied line of a short base64 part would damage it
    : text
        .slice(headEnd)
        .split("\n")
        .map((line) => variedLine(line, random, stock))
        .join("\n");
  return Buffer.from(head.join("\n") + body, "latin1");
}

/** One mboxrd record. */
function record(bytes) {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const escaped = text.replace(/^>*From /gm, ">$&");
  const end = escaped.endsWith("\n") ? "\n" : "\n\n";
  return Buffer.from(`From grow@example.org Thu Jan  1 00:00:00 2015\n${escaped}${end}`, "latin1");
}

/** Grows the mbox at `path` to `messages` messages, written to the file descriptor `out`. Returns bytes written. */
export async function growMailbox(path, out, messages, seed) {
  const ranges = [];
  for await (const found of splitMbox(path, statSync(path).size, {})) {
    ranges.push(...found.filter((range) => range.kind === "message"));
  }
  if (ranges.length === 0) throw new Error(`${path} holds no messages`);
  const source = openSync(path, "r");
  const random = seededRandom(seed);
  let waiting = [];
  let waitingBytes = 0;
  let written = 0;
  const flush = () => {
    const all = Buffer.concat(waiting);
    for (let done = 0; done < all.length; ) done += writeSync(out, all, done);
    written += all.length;
    waiting = [];
    waitingBytes = 0;
  };
  for (let i = 0; i < messages; i++) {
    const range = ranges[i % ranges.length];
    const stored = Buffer.alloc(range.length);
    readSync(source, stored, 0, range.length, range.offset);
    const stock = 500 + Math.floor(40 * i ** 0.7);
    const mail = record(
      varied(messageBytes(stored, range.variant), Math.floor(i / ranges.length), random, stock),
    );
    waiting.push(mail);
    waitingBytes += mail.length;
    if (waitingBytes >= BUFFER_BYTES) flush();
  }
  flush();
  closeSync(source);
  return written;
}

function option(words, name, otherwise) {
  const at = words.indexOf(`--${name}`);
  return at < 0 ? otherwise : words.splice(at, 2)[1];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const words = process.argv.slice(2);
  const messages = Number(option(words, "messages", "1000000"));
  const seed = Number(option(words, "seed", "1"));
  const file = option(words, "out", "");
  const [path] = words;
  if (path === undefined || !(messages > 0)) {
    process.stderr.write(
      "usage: node bench/grow-mailbox.js MBOX [--messages N] [--seed S] [--out FILE]\n",
    );
    process.exit(2);
  }
  // Descriptor 1 straight: a stream would hold what a slow reader has not taken yet
  const out = file === "" ? 1 : openSync(file, "wx");
  const bytes = await growMailbox(path, out, messages, seed);
  process.stderr.write(`${messages} messages, ${bytes} bytes\n`);
}
