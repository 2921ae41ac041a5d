/**
 * Tasks: contiguous runs of records, cut by bytes so that their borders do not depend on timing. One task becomes one segment (more when it
 * grows too large in memory), and tasks commit in order: documents get the same numbers whatever the worker count.
 */

import type { FileHandle } from "node:fs/promises";
import type { SourceState } from "../catalog/source-rows.ts";
import { isFileError } from "../errors.ts";
import { openablePath } from "../file-path.ts";
import type { GapRecord } from "../model/document.ts";
import type { Sha256 } from "../model/ids.ts";
import type { SourceRange } from "../model/source.ts";
import { openRegularHandle } from "../regular-file.ts";
import { fileSource } from "../split/byte-source.ts";
import { HashingSource } from "../split/hashing-source.ts";
import { splitMboxSource } from "../split/split-mbox.ts";
import { splitSource } from "../split/split-source.ts";
import type { RecordRange } from "./record-range.ts";

/** A record of a task. `rawOnly` says how a culprit ended its reader; it is indexed from its raw headers then. Null for all others. */
export interface TaskItem extends RecordRange {
  readonly rawOnly: string | null;
  /** True for the last record of its source: the source is done when it is committed. */
  readonly lastOfSource: boolean;
  /** How many records come before it: in this run of its mailbox; of the index for a source that is one record. */
  readonly place: number;
}

export interface Task {
  /** From 0, without holes. */
  readonly number: number;
  readonly items: readonly TaskItem[];
  /** Sources whose mails are split by mailparser alone, because the walks differed before this task. */
  readonly distrusted: readonly number[];
  readonly gaps: readonly GapRecord[];
  /** Sources that are done with this task though no record of theirs is in it (all of it is a gap). */
  readonly emptySources: readonly { readonly sourceId: number; readonly doneBytes: number }[];
}

/** Records in one task at most: half a million tiny files must not wait for megabytes to come together. */
const MAX_ITEMS = 10_000;

/** What cutting finds out about sources besides their records. */
export interface CutEvents {
  /** The SHA-256 of a whole mbox, known when its last byte was read for splitting. Other sources are one record, which has it. */
  readonly onHashed: (source: SourceState, sha256: Sha256) => void;
  /** The rest of the source, from `offset` on, cannot be read (a bad disk, a file gone meanwhile). */
  readonly onUnreadable: (
    source: SourceState,
    offset: number,
    error: NodeJS.ErrnoException,
  ) => void;
}

/** The ranges of one source from where it is done to its end; hashes an mbox on the way. */
async function* rangesOf(
  source: SourceState,
  events: CutEvents,
): AsyncGenerator<readonly SourceRange[]> {
  const { path, format, sizeBytes, doneBytes } = source;
  if (format !== "mbox") {
    yield* splitSource(path, format, sizeBytes, doneBytes);
    return;
  }
  let reached = doneBytes;
  let file: FileHandle | undefined;
  try {
    file = await openRegularHandle(openablePath(path));
    const hashing = new HashingSource(fileSource(file, sizeBytes));
    await hashing.hashTo(doneBytes);
    for await (const ranges of splitMboxSource(hashing, { startOffset: doneBytes })) {
      yield ranges;
      const last = ranges.at(-1);
      if (last !== undefined) reached = last.offset + last.length;
    }
    const sha256 = await hashing.hashTo(sizeBytes);
    if (sha256 !== null) events.onHashed(source, sha256);
  } catch (error) {
    if (!isFileError(error)) throw error;
    events.onUnreadable(source, reached, error);
  } finally {
    await file?.close();
  }
}

/** Cuts the sources, in order, into tasks of about `taskBytes(left)`, where `left` is what is still to be cut. Reads no more than the splitter and the hash need. */
export async function* cutTasks(
  sources: readonly SourceState[],
  taskBytes: (leftBytes: number) => number,
  events: CutEvents = { onHashed: () => undefined, onUnreadable: () => undefined },
): AsyncGenerator<Task> {
  let number = 0;
  let items: TaskItem[] = [];
  let gaps: GapRecord[] = [];
  let emptySources: { sourceId: number; doneBytes: number }[] = [];
  let bytes = 0;
  let left = sources.reduce((sum, source) => sum + source.sizeBytes - source.doneBytes, 0);
  let wanted = taskBytes(left);
  const take = (): Task => {
    const task = { number: number++, items, distrusted: [], gaps, emptySources };
    items = [];
    gaps = [];
    emptySources = [];
    left -= bytes;
    bytes = 0;
    wanted = taskBytes(left);
    return task;
  };
  for (const source of sources) {
    const { sourceId, path } = source;
    let last: TaskItem | null = null;
    let place = source.format === "mbox" ? 0 : sourceId - 1;
    let unreadable = false;
    const watching: CutEvents = {
      onHashed: events.onHashed,
      onUnreadable: (...what) => {
        unreadable = true;
        events.onUnreadable(...what);
      },
    };
    for await (const ranges of rangesOf(source, watching)) {
      for (const range of ranges) {
        if (range.kind === "gap") {
          gaps.push({ sourceId, offset: range.offset, length: range.length, reason: range.reason });
          continue;
        }
        // The record before is known not to be the source's last one now.
        if (last !== null) {
          items.push(last);
          bytes += last.length;
          if (bytes >= wanted || items.length >= MAX_ITEMS) yield take();
        }
        const { offset, length, variant } = range;
        last = {
          sourceId,
          path,
          offset,
          length,
          variant,
          rawOnly: null,
          lastOfSource: false,
          place: place++,
        };
      }
    }
    if (last === null) {
      // A source that could not be read to its end is not done: the next run tries again from where it stopped.
      if (!unreadable) emptySources.push({ sourceId, doneBytes: source.sizeBytes });
      continue;
    }
    items.push({ ...last, lastOfSource: !unreadable });
    bytes += last.length;
    if (bytes >= wanted || items.length >= MAX_ITEMS) yield take();
  }
  if (items.length > 0 || gaps.length > 0 || emptySources.length > 0) yield take();
}
