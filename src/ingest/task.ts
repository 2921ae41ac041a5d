/**
 * Tasks: contiguous runs of records, cut by bytes so that their borders do not depend on timing. One task becomes one segment (more when it
 * grows too large in memory), and tasks commit in order: documents get the same numbers whatever the worker count.
 */

import type { SourceState } from "../catalog/write-catalog.ts";
import type { GapRecord } from "../model/document.ts";
import { splitSource } from "../split/split-source.ts";
import type { RecordRange } from "./family.ts";

/** A record of a task. `rawOnly` says how a culprit ended its reader; it is indexed from its raw headers then. Null for all others. */
export interface TaskItem extends RecordRange {
  readonly rawOnly: string | null;
  /** True for the last record of its source: the source is done when it is committed. */
  readonly lastOfSource: boolean;
}

export interface Task {
  /** From 0, without holes. */
  readonly number: number;
  readonly items: readonly TaskItem[];
  readonly gaps: readonly GapRecord[];
  /** Sources that are done with this task though no record of theirs is in it (all of it is a gap). */
  readonly emptySources: readonly { readonly sourceId: number; readonly doneBytes: number }[];
}

/** Records in one task at most: half a million tiny files must not wait for 16 MB to come together. */
const MAX_ITEMS = 4000;

/** Cuts the sources, in order, into tasks of about `taskBytes`. Reads no more than the splitter needs. */
export async function* cutTasks(
  sources: readonly SourceState[],
  taskBytes: number,
): AsyncGenerator<Task> {
  let number = 0;
  let items: TaskItem[] = [];
  let gaps: GapRecord[] = [];
  let emptySources: { sourceId: number; doneBytes: number }[] = [];
  let bytes = 0;
  const take = (): Task => {
    const task = { number: number++, items, gaps, emptySources };
    items = [];
    gaps = [];
    emptySources = [];
    bytes = 0;
    return task;
  };
  for (const source of sources) {
    const { sourceId, path } = source;
    let last: TaskItem | null = null;
    for await (const ranges of splitSource(
      path,
      source.format,
      source.sizeBytes,
      source.doneBytes,
    )) {
      for (const range of ranges) {
        if (range.kind === "gap") {
          gaps.push({ sourceId, offset: range.offset, length: range.length, reason: range.reason });
          continue;
        }
        // The record before is known not to be the source's last one now.
        if (last !== null) {
          items.push(last);
          bytes += last.length;
          if (bytes >= taskBytes || items.length >= MAX_ITEMS) yield take();
        }
        const { offset, length, variant } = range;
        last = { sourceId, path, offset, length, variant, rawOnly: null, lastOfSource: false };
      }
    }
    if (last === null) {
      emptySources.push({ sourceId, doneBytes: source.sizeBytes });
      continue;
    }
    items.push({ ...last, lastOfSource: true });
    bytes += last.length;
    if (bytes >= taskBytes || items.length >= MAX_ITEMS) yield take();
  }
  if (items.length > 0 || gaps.length > 0 || emptySources.length > 0) yield take();
}
