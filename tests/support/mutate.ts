/** Seeded damage to real bytes, as disks, programs and attackers do it. The same seed gives the same bytes. */
import { Buffer } from "node:buffer";

/** Numbers from 0 to 1 (mulberry32), the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Pieces of mail that mean something to a parser. */
const PIECES = [
  "\n",
  "\r\n\r\n",
  "\r",
  "\0",
  "\nFrom a@example.org Fri Mar  3 10:00:00 2017\n",
  "\n>From ",
  "\n--b\n",
  "--",
  "--\r\n--",
  "\nContent-Type: multipart/mixed; boundary=b\n",
  "\nContent-Type: message/rfc822\n\n",
  "\nContent-Type: text/html; charset=utf-7\n",
  "\nContent-Transfer-Encoding: base64\n",
  "\nContent-Transfer-Encoding: quoted-printable\n",
  "\nContent-Length: 7\n",
  "\nDate: 31 Feb 0000 25:61:61 +9999\n",
  "=?utf-8?b?",
  "=?gb2312?q?=ff?=",
  "=",
  "<!--",
  "<a href='",
  "begin 644 x\n",
  "PK\u0003\u0004",
  "%PDF-1.7\n",
  "\u001b]0;x\u0007",
  "\u00ef\u00bb\u00bf",
  "\u00ff\u00fe",
  '"',
  "(",
  "<",
].map((text) => Buffer.from(text, "latin1"));

type Random = () => number;
const below = (random: Random, count: number): number => Math.floor(random() * count);

/** A place and a length, mostly short, sometimes up to the whole. */
function range(random: Random, bytes: Buffer): readonly [number, number] {
  const from = below(random, bytes.length + 1);
  const most = random() < 0.7 ? 40 : bytes.length;
  return [from, Math.min(bytes.length, from + below(random, most + 1))];
}

type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

const insert = (bytes: Buffer, at: number, what: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, at), what, bytes.subarray(at)]);

const MUTATIONS: readonly Mutation[] = [
  // a bit turned over
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    for (let n = below(random, 20); n >= 0; n--) {
      const at = below(random, bytes.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << below(random, 8));
    }
    return changed;
  },
  // bytes without meaning
  (bytes, random) => {
    const [from, to] = range(random, bytes);
    const changed = Buffer.from(bytes);
    for (let at = from; at < to; at++) changed[at] = below(random, 256);
    return changed;
  },
  // a hole of zeros, as after a power cut
  (bytes, random) => Buffer.from(bytes).fill(0, ...range(random, bytes)),
  // something lost
  (bytes, random) => {
    const [from, to] = range(random, bytes);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  // the end lost
  (bytes, random) => bytes.subarray(0, below(random, bytes.length + 1)),
  // the beginning lost
  (bytes, random) => bytes.subarray(below(random, Math.min(bytes.length, 2000))),
  // something there twice, or many times
  (bytes, random) => {
    const [from, to] = range(random, bytes);
    const piece = bytes.subarray(from, Math.min(to, from + 4000));
    const times = random() < 0.1 ? 200 : 1 + below(random, 3);
    return insert(bytes, to, Buffer.concat(Array.from({ length: times }, () => piece)));
  },
  // something a parser looks for, where it does not belong
  (bytes, random) => {
    let changed = bytes;
    for (let n = below(random, 6); n >= 0; n--) {
      const piece = PIECES[below(random, PIECES.length)] as Buffer;
      const times = random() < 0.05 ? 3000 : 1;
      const many = Buffer.concat(Array.from({ length: times }, () => piece));
      changed = insert(changed, below(random, changed.length + 1), many);
    }
    return changed;
  },
  // other line ends
  (bytes, random) => {
    const text = bytes.toString("latin1");
    const end = ["\n", "\r", "\r\n", "\n\r"][below(random, 4)] as string;
    return Buffer.from(text.replace(/\r?\n/g, end), "latin1");
  },
  // the end of another mail, or part of one in the midst
  (bytes, random, other) => {
    const [from, to] = range(random, other);
    const at = below(random, bytes.length + 1);
    return random() < 0.5
      ? Buffer.concat([bytes.subarray(0, at), other.subarray(from)])
      : insert(bytes, at, other.subarray(from, to));
  },
  // another encoding or charset claimed
  (bytes, random) => {
    const lies = ["base64", "quoted-printable", "utf-7", "utf-16", "iso-2022-jp", "x-none", "8bit"];
    const lie = lies[below(random, lies.length)] as string;
    const text = bytes.toString("latin1");
    return Buffer.from(
      text.replace(/(Transfer-Encoding:\s*|charset=)"?[\w-]+/gi, `$1${lie}`),
      "latin1",
    );
  },
  // two parts in the other order
  (bytes, random) => {
    const [a, b] = range(random, bytes);
    const [c, d] = range(random, bytes.subarray(b));
    const parts = [
      bytes.subarray(0, a),
      bytes.subarray(b + c, b + d),
      bytes.subarray(b, b + c),
      bytes.subarray(a, b),
      bytes.subarray(b + d),
    ];
    return Buffer.concat(parts);
  },
];

/** One to three kinds of damage to `bytes`; `other` lends pieces. Never empty. */
export function mutate(bytes: Buffer, other: Buffer, random: Random): Buffer {
  let changed = bytes;
  for (let n = below(random, 3); n >= 0; n--) {
    if (changed.length === 0) break;
    const mutation = MUTATIONS[below(random, MUTATIONS.length)] as Mutation;
    changed = mutation(changed, random, other);
  }
  return changed.length === 0 ? Buffer.from("x") : changed;
}
