/**
 * Decides which segments to merge and has it done. Segments grow geometrically: as a rule a document is written again once for every factor
 * of eight in size, and a search opens few files. A merge stops at once when the user stops the run: the index is whole without it.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import {
  type LiveSegment,
  liveSegments,
  replaceSegments,
} from "../catalog/write/replace-segments.ts";
import type { CatalogWriter } from "../catalog/write/write-catalog.ts";
import { mergeSegmentFiles } from "../segment/merge.ts";
import { SegmentReader } from "../segment/reader.ts";
import { keepSketches } from "../segment/sketch-file.ts";

/** Merged at once at most: the dictionaries of all inputs are held, and each is a part of its file. */
const MAX_INPUTS = 32;
/** A segment larger than this is left alone, so that a merge stays within memory and minutes. */
const MAX_BYTES = 512e6;
/** Neighbours of about one size are merged when there are this many. */
const RUN = 8;
/** At the end of a run fewer are enough: what is small is merged into what is there. */
const RUN_AT_END = 2;
/** A segment is written again only together with others that make up a good part of it. */
const TIMES_THE_REST = 2;
/** While indexing, only when a search would open more files than this. */
const MANY_SEGMENTS = 64;

export interface MergeRunOptions {
  readonly stop: AbortSignal;
  /** "between" commits only when there are many segments; at the "end" of a run to leave few. */
  readonly reason: "between" | "end";
}

/** Merges until nothing is left to merge. Returns how many segments went into others. */
export async function mergeSegments(
  catalog: CatalogWriter,
  options: MergeRunOptions,
): Promise<number> {
  let merged = 0;
  for (;;) {
    const live = liveSegments(catalog);
    if (options.stop.aborted) return merged;
    if (options.reason === "between" && live.length <= MANY_SEGMENTS) return merged;
    const run = chooseRun(live, options.reason === "end" ? RUN_AT_END : RUN);
    if (run.length === 0) return merged;
    if (!(await mergeRun(catalog, run, options.stop))) return merged;
    merged += run.length;
  }
}

/** Merges these neighbours into one (one segment alone is written anew without what was removed). False when `stop` was aborted; null cannot be stopped. */
export async function mergeRun(
  catalog: CatalogWriter,
  run: readonly LiveSegment[],
  stop: AbortSignal | null,
): Promise<boolean> {
  const temporary = `merge-${process.pid}.tmp`;
  const { segments } = catalog.paths;
  const readers: SegmentReader[] = [];
  try {
    const inputs = run.map(({ fileName, tombstones }) => {
      const reader = new SegmentReader(join(segments, fileName));
      readers.push(reader);
      reader.check(); // or the damage would go into a file whose checksum is right
      return { reader, tombstones };
    });
    rmSync(join(segments, temporary), { force: true });
    const sizeBytes = await mergeSegmentFiles(inputs, join(segments, temporary), { stop });
    if (sizeBytes === null) return false;
    replaceSegments(catalog, run, temporary, sizeBytes);
    return true;
  } finally {
    for (const reader of readers) reader.close();
  }
}

/** Makes the sketches of segments that have none yet (src/segment/sketch-file.ts): those of this run, and all of an older index. */
export function sketchSegments(catalog: CatalogWriter, stop: AbortSignal): void {
  for (const { fileName } of liveSegments(catalog)) {
    if (stop.aborted) return;
    const reader = new SegmentReader(join(catalog.paths.segments, fileName));
    try {
      keepSketches(reader);
    } finally {
      reader.close();
    }
  }
}

const adjoins = (a: LiveSegment, b: LiveSegment): boolean =>
  a.firstDoc + a.documentCount === b.firstDoc;

/** Roughly what a segment's file would have without the removed documents that it still holds. */
function liveBytes({ sizeBytes, documentCount, tombstones, dropped }: LiveSegment): number {
  const held = documentCount - dropped;
  return held === 0 ? sizeBytes : sizeBytes * (1 - (tombstones.length - dropped) / held);
}

/**
 * The neighbours to merge next: the longest stretch, from the smallest sizes up, in which no segment is more than twice as large as
 * all the others together; before that, a segment of which most was removed, alone. [] when there is none. Deterministic: the same segments give the same answer.
 */
function chooseRun(live: readonly LiveSegment[], least: number): readonly LiveSegment[] {
  const hollow = live.find((segment) => liveBytes(segment) < segment.sizeBytes / 2);
  if (hollow !== undefined) return [hollow];
  let best: readonly LiveSegment[] = [];
  for (let start = 0; start < live.length; start++) {
    const run: LiveSegment[] = [];
    let sum = 0;
    let largest = 0;
    for (let at = start; at < live.length && run.length < MAX_INPUTS; at++) {
      const segment = live[at] as LiveSegment;
      const previous = run.at(-1);
      if (previous !== undefined && !adjoins(previous, segment)) break;
      const bytes = liveBytes(segment);
      if (sum + bytes > MAX_BYTES) break;
      run.push(segment);
      sum += bytes;
      largest = Math.max(largest, bytes);
      if (
        run.length >= least &&
        run.length > best.length &&
        largest <= TIMES_THE_REST * (sum - largest)
      )
        best = run.slice();
    }
  }
  return best;
}
