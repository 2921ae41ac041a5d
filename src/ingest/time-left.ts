/**
 * How long the rest of a run will take, told by kind of work: a mail costs what it says, a document many times that for each byte, a file that is only hashed next to
 * nothing. One rate for all made 259 minutes out of a run of four. Pure: it is given times and bytes.
 */
import type { SourceState } from "../catalog/source-rows.ts";
import { LIMITS } from "../limits.ts";

export const WORK_KINDS = ["mail", "document", "hashed"] as const;

/** Mail in any container, a file that is read, a file too large to read, which is hashed alone. */
export type WorkKind = (typeof WORK_KINDS)[number];

/** Bytes by kind of work: `{mail: 371e6, document: 60e6, hashed: 1.5e9}`. */
export type Work = Readonly<Record<WorkKind, number>>;

export const noWork = (): Record<WorkKind, number> => ({ mail: 0, document: 0, hashed: 0 });

/** Endings of files that hold mailboxes and are read in place, whatever their size. */
const MAIL_STORE = /\.(?:pst|ost|olm)$/i;

/** The kind of work a source is. */
export function workKind({
  format,
  sizeBytes,
  path,
}: Pick<SourceState, "format" | "sizeBytes" | "path">): WorkKind {
  if (format !== "file" || MAIL_STORE.test(path)) return "mail";
  return sizeBytes > LIMITS.maxLooseFileBytes ? "hashed" : "document";
}

/** Measured on two cores, milliseconds a byte. Only their ratios matter once the first bytes are done. */
const TYPICAL: Work = { mail: 7e-5, document: 6e-4, hashed: 2e-6 };
/** So many milliseconds of evidence weigh as much as the typical figure. */
const PRIOR_MS = 2000;

/** Learns what each kind costs on this machine and this dump. */
export class TimeLeft {
  private readonly spentMs = noWork();
  private readonly seen = noWork();
  private lastMs = 0;
  private last: Work = noWork();

  /** Tells it that `done` was done at `elapsedMs` since the start. */
  observe(elapsedMs: number, done: Work): void {
    const added = WORK_KINDS.map((kind) => Math.max(0, done[kind] - this.last[kind]));
    const costs = WORK_KINDS.map((kind, i) => (added[i] ?? 0) * this.msPerByte(kind));
    const cost = costs.reduce((sum, each) => sum + each, 0);
    if (cost === 0) return; // nothing was finished since: the time belongs to what will be
    const spent = elapsedMs - this.lastMs;
    for (const [i, kind] of WORK_KINDS.entries()) {
      this.seen[kind] += added[i] ?? 0;
      this.spentMs[kind] += (spent * (costs[i] ?? 0)) / cost;
    }
    this.lastMs = elapsedMs;
    this.last = { ...done };
  }

  /** Milliseconds until `total` is done, or null before anything was done. */
  leftMs(elapsedMs: number, total: Work): number | null {
    if (this.lastMs === 0) return null;
    const left = WORK_KINDS.reduce(
      (sum, kind) => sum + Math.max(0, total[kind] - this.last[kind]) * this.msPerByte(kind),
      0,
    );
    return Math.max(0, left - (elapsedMs - this.lastMs));
  }

  /** How much slower than the typical machine this one reads. Hashing says nothing about it: that is the disk's speed. */
  private factor(): number {
    const read = WORK_KINDS.filter((kind) => kind !== "hashed");
    const typical = read.reduce((sum, kind) => sum + this.seen[kind] * TYPICAL[kind], 0);
    const spent = read.reduce((sum, kind) => sum + this.spentMs[kind], 0);
    return typical === 0 ? 1 : spent / typical;
  }

  private msPerByte(kind: WorkKind): number {
    const typical = TYPICAL[kind] * this.factor();
    const prior = PRIOR_MS / typical;
    return (PRIOR_MS + this.spentMs[kind]) / (prior + this.seen[kind]);
  }
}

/** How long so much work takes on the machine that was measured: two cores, nothing else running. */
export const typicalMs = (work: Work): number =>
  WORK_KINDS.reduce((sum, kind) => sum + work[kind] * TYPICAL[kind], 0);
