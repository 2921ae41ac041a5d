/**
 * T07-T09: Thread-Index of Outlook and Exchange: a header block with the time the conversation began, then one child block of five
 * bytes for every reply ([MS-OXOMSG] 2.2.1.3).
 *
 * Two forms. Classic: six bytes FILETIME >> 16. Modern (Exchange 2013 on): 0x01, then five bytes FILETIME >> 24; its writers still
 * compute the deltas of replies from the classic reading of those six bytes, so the naive sum is about 21 years off and has to be
 * moved by whole windows (algorithm: hex.pm/packages/thread_index).
 */
import { type DecodedClock, isoMs, isPlausible } from "./decoded-clock.ts";
import { FILETIME_EPOCH_MS } from "./filetime-clock.ts";

/** Longer ones are no conversation but padding. */
const MAX_CHARS = 8000;
const HEADER_BYTES = 22;
const CHILD_BYTES = 5;
/** A delta has 31 bits above 18 dropped ones: it wraps after 651 days. */
const WINDOW = 1n << 49n;
/** The header block is cut to 1.7 s and deltas to 26 ms: a first reply in the same moment may come out that much before it. */
const SLACK = 1n << 27n;

/** The same in ms: 651.56 days. */
const WINDOW_MS = Number(WINDOW / 10_000n);

const toMs = (ticks: bigint): number => Number(ticks / 10_000n) - FILETIME_EPOCH_MS;

/** What a Thread-Index says. */
export interface ThreadIndex {
  readonly form: "classic" | "modern";
  readonly children: number;
  /** Hex digits of the conversation's id: bytes 6 to 21. */
  readonly conversation: string;
  /** The last reply's time, known up to whole windows of 2^49 ticks, or the header block's when there is none. */
  readonly clock: DecodedClock;
  /** The header block's own time: when the conversation began. Null when it is absurd. */
  readonly begun: DecodedClock | null;
}

function deltaOf(child: Buffer): { ticks: bigint; shift: number } {
  const word = child.readUInt32BE(0);
  const shift = word >= 0x80000000 ? 23 : 18;
  return { ticks: BigInt(word & 0x7fffffff) << BigInt(shift), shift };
}

/** `threadIndex("AdKmz8…")` or null when it is no Thread-Index or its time is absurd. */
export function threadIndex(value: string): ThreadIndex | null {
  if (value.length < 28 || value.length > MAX_CHARS) return null;
  const bytes = Buffer.from(value.replace(/\s+/g, ""), "base64");
  if (bytes.length < HEADER_BYTES || (bytes.length - HEADER_BYTES) % CHILD_BYTES !== 0) return null;
  if (bytes[0] !== 1) return null;
  const six = BigInt(`0x${bytes.toString("hex", 0, 6)}`);
  const isModern = bytes[1] === 1;
  const children = (bytes.length - HEADER_BYTES) / CHILD_BYTES;
  const started = isModern ? (six & 0xffffffffffn) << 24n : six << 16n;
  const steps = [
    isModern
      ? `bytes 1-5 are FILETIME >> 24: 0x${(six & 0xffffffffffn).toString(16)} << 24 = ${started}, ${isoMs(toMs(started))}`
      : `bytes 0-5 are FILETIME >> 16: 0x${six.toString(16)} << 16 = ${started}, ${isoMs(toMs(started))}`,
  ];
  let ticks = isModern && children > 0 ? six << 16n : started;
  for (let i = 0; i < children; i++) {
    const at = HEADER_BYTES + i * CHILD_BYTES;
    const delta = deltaOf(bytes.subarray(at, at + CHILD_BYTES));
    ticks += delta.ticks;
    steps.push(
      `reply ${i + 1}: bytes ${at}-${at + 3}, + ${delta.ticks >> BigInt(delta.shift)} << ${delta.shift}`,
    );
  }
  if (isModern && children > 0 && ticks < started - SLACK) {
    const windows = (started - SLACK - ticks + WINDOW - 1n) / WINDOW;
    ticks += windows * WINDOW;
    steps.push(`+ ${windows} windows of 2^49, the first sum not before the header block`);
  }
  const epochMs = toMs(ticks);
  const begunMs = toMs(started);
  const begun: DecodedClock | null = isPlausible(begunMs)
    ? {
        epochMs: begunMs,
        zone: "utc",
        resolutionMs: isModern ? 1678 : 7,
        raw: value.slice(0, 200),
        steps: steps.slice(0, 1),
      }
    : null;
  if (!isPlausible(epochMs)) return null;
  steps.push(`= ${isoMs(epochMs)}`);
  return {
    form: isModern ? "modern" : "classic",
    children,
    conversation: bytes.toString("hex", 6, HEADER_BYTES),
    begun,
    clock: {
      ...(children > 0 ? { moduloMs: WINDOW_MS } : {}),
      epochMs,
      zone: "utc",
      resolutionMs: isModern && children === 0 ? 1678 : 27,
      raw: value.slice(0, 200),
      steps,
    },
  };
}
