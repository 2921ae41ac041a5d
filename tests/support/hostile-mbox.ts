/** Broken and hostile mailbox files: what writers, disks and attackers make of an mbox. Deterministic. */
import { Buffer } from "node:buffer";

export interface HostileMbox {
  /** Kebab-case name of the damage. */
  readonly name: string;
  readonly bytes: Buffer;
}

const FROM = "From a@example.org Fri Mar  3 10:00:00 2017\n";
const message = (n: number, body = `Body ${n}\n`): string =>
  `From: a@example.org\nTo: b@example.org\nSubject: Message ${n}\nMessage-ID: <${n}@example.org>\n\n${body}`;
const box = (...bodies: string[]): string =>
  bodies.map((body, i) => `${FROM}${message(i, body)}\n`).join("");

const text = (name: string, content: string): HostileMbox => ({
  name,
  bytes: Buffer.from(content, "latin1"),
});

/** All of them; `scale` 1 is full size. */
export function hostileMboxes(scale = 1): HostileMbox[] {
  const n = (count: number): number => Math.max(2, Math.round(count * scale));
  const good = box("one\n", "two\n", "three\n");
  return [
    text("cut-in-a-header", good.slice(0, good.length - 40)),
    text("no-newline-at-the-end", good.trimEnd()),
    text("junk-before-the-first", `garbage\n\n${good}`),
    text("byte-order-mark", `\u00ef\u00bb\u00bf${good}`),
    text("blank-lines-before", `\n\n\n${good}`),
    text("crlf", good.replaceAll("\n", "\r\n")),
    text("cr-only", good.replaceAll("\n", "\r")),
    text("mixed-line-ends", good.replace("\n", "\r\n").replace("two\n", "two\r")),
    text("no-blank-line-between", good.replaceAll("\n\nFrom ", "\nFrom ")),
    text("prose-from-lines", box("From here to there.\n\nFrom now on we wait.\n", "x\n")),
    text("quotes-upon-quotes", box(`${">".repeat(n(100_000))}From x\n`, ">From y\n")),
    text("only-from-lines", FROM.repeat(n(20_000))),
    text("from-lines-without-headers", `${FROM}\nno header here\n\n`.repeat(n(2000))),
    text("empty-messages", `${FROM}Subject: x\n\n`.repeat(n(20_000))),
    text("endless-from-line", `From ${"a".repeat(n(3_000_000))}\n${good}`),
    text("endless-line", box(`${"x".repeat(n(8_000_000))}\n`)),
    text("nul-bytes", box("a\u0000b\n", `${"\u0000".repeat(n(500_000))}\n`)),
    text(
      "forged-content-length",
      FROM + message(1).replace("Subject", "Content-Length: 99999\nSubject") + good,
    ),
    text(
      "content-length-swallows",
      FROM + message(1).replace("Subject", `Content-Length: ${good.length + 8}\nSubject`) + good,
    ),
    text("negative-content-length", good.replaceAll("Subject", "Content-Length: -1\nSubject")),
    text("attached-mailbox", box(`${good}\n`.replaceAll("From a@", ">From a@"))),
    {
      name: "binary-inside",
      bytes: Buffer.concat([Buffer.from(box("x\n")), noise(n(300_000)), Buffer.from(good)]),
    },
  ];
}

/** Bytes without a pattern, the same each time. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 12_345;
  for (let i = 0; i < length; i++) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    bytes[i] = state >> 16;
  }
  return bytes;
}
