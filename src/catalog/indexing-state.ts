/**
 * How far a running index run is, for those who search meanwhile: a small file in the index folder that the writer keeps fresh and takes away at the
 * end. Reading it costs a look whether it is there. One left behind tells of a run that was killed.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { IndexPaths } from "./index-folder.ts";

/** What is committed so far. */
export interface IndexingState {
  /** Of the bytes this run reads, 0 to 100. */
  readonly percent: number;
  /** Messages in the index that this run brought. */
  readonly messages: number;
  /** When it was written, ms since 1970 UTC. */
  readonly atMs: number;
}

const fileOf = ({ folder }: Pick<IndexPaths, "folder">): string => join(folder, "indexing.json");

/** Puts the state in place of the one before, whole or not at all. */
export function writeIndexingState(paths: IndexPaths, state: IndexingState): void {
  const file = fileOf(paths);
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Takes the state away: nothing runs any more. */
export function endIndexingState(paths: IndexPaths): void {
  rmSync(fileOf(paths), { force: true });
}

/** The state of the run that writes this index, or of one that was killed; null when there is none. */
export function readIndexingState(paths: IndexPaths): IndexingState | null {
  const file = fileOf(paths);
  if (!existsSync(file)) return null;
  try {
    const { percent, messages, atMs } = JSON.parse(
      readFileSync(file, "utf8"),
    ) as Partial<IndexingState>;
    const isWhole = [percent, messages, atMs].every((each) => Number.isFinite(each));
    return isWhole ? ({ percent, messages, atMs } as IndexingState) : null;
  } catch {
    return null; // taken away between the two looks, or not ours
  }
}
