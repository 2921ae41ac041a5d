/** What is found out about whole sources while they are read: their hash, a part that cannot be read, a change under our hands. */
import { statSync } from "node:fs";
import { type SourceState, setSourceHash } from "../../catalog/source-rows.ts";
import type { CatalogWriter } from "../../catalog/write/write-catalog.ts";
import { isFileError } from "../../errors.ts";
import { faultPoint } from "../../fault.ts";
import { openablePath } from "../../file-path.ts";
import type { SegmentBatch } from "../../model/document.ts";
import type { IngestCounts } from "../ingest.ts";
import type { CutEvents } from "../task.ts";
import {
  dropSourceProblems,
  markUnstable,
  noteDifferent,
  setSourceProblem,
} from "./apply-changes.ts";

/** What cutting tells of whole sources goes into the catalog at once: it holds whether or not the records are committed. */
export function sourceEvents(
  catalog: CatalogWriter,
  counts: IngestCounts,
  now: () => number,
): CutEvents {
  const { database } = catalog;
  return {
    onHashed: (source: SourceState, sha256: NonNullable<SourceState["sha256"]>): void => {
      if (sha256 === "") return;
      if (source.sha256 !== "" && source.sha256 !== sha256) {
        counts.problems.partial++;
        noteDifferent(database, source, sha256, now());
      }
      setSourceHash(database, source.sourceId, sha256, source.sizeBytes, now());
      faultPoint("source-hashed");
    },
    onUnreadable: (source: SourceState, offset: number, error: NodeJS.ErrnoException): void => {
      counts.problems.lost++;
      setSourceProblem(database, source.sourceId, {
        code: "source-unreadable",
        severity: "lost",
        reason: `From byte ${offset} on it cannot be read (${error.message}). Run the same command again once it can: it goes on from there.`,
        locator: [
          { step: "file", path: source.path },
          { step: "range", offset, length: source.sizeBytes - offset },
        ],
      });
    },
  };
}

/** A source whose last record is committed must look as it did before it was read. */
export function checkStable(
  catalog: CatalogWriter,
  batch: SegmentBatch,
  byId: ReadonlyMap<number, SourceState>,
  counts: IngestCounts,
  nowMs: number,
): void {
  for (const { sourceId, finished } of batch.progress) {
    const source = byId.get(sourceId);
    if (!finished || source === undefined) continue;
    noteIfDifferent(catalog, batch, source, counts, nowMs);
    const difference = differenceNow(source);
    if (difference !== "") {
      counts.problems.partial++;
      markUnstable(catalog.database, source, difference, nowMs);
    } else if (source.condition !== "present" || source.doneBytes > 0) {
      dropSourceProblems(catalog.database, sourceId, ["source-unreadable", "source-unstable"]);
    }
  }
}

/** A source of one record whose hash was recorded before, by `intake` or a rebuilt index. */
function noteIfDifferent(
  catalog: CatalogWriter,
  batch: SegmentBatch,
  source: SourceState,
  counts: IngestCounts,
  nowMs: number,
): void {
  if (source.sha256 === "" || source.format === "mbox") return;
  const record = batch.documents.find((d) => d.sourceId === source.sourceId && d.record !== null);
  const sha256 = record?.record?.sha256;
  if (sha256 === undefined || sha256 === source.sha256) return;
  counts.problems.partial++;
  noteDifferent(catalog.database, source, sha256, nowMs);
}

/** How a source differs from when it was found, in words; "" when it does not. */
function differenceNow(source: SourceState): string {
  try {
    const { size, mtimeMs } = statSync(openablePath(source.path));
    if (size !== source.sizeBytes) return `it had ${source.sizeBytes} bytes and has ${size} now`;
    return mtimeMs === source.modifiedAtMs ? "" : "it was written to";
  } catch (error) {
    if (!isFileError(error)) throw error;
    return `it cannot be looked at any more (${error.code})`;
  }
}
