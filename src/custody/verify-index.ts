/** Proves that the index itself is whole: database, segment files, the documents they name, the run log. Reads only. */
import { join } from "node:path";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { checkRunLog, type RunLogCheck, runLog } from "../catalog/run-log.ts";
import { bytesOf, numberOf, textOf } from "../catalog/sqlite.ts";
import { documentsHash, stateHash } from "../catalog/state-hash.ts";
import type { SegmentRow } from "../catalog/stored-rows.ts";
import { IndexStateError, isFileError } from "../errors.ts";
import { POSTING_FIELD_NAMES } from "../segment/format.ts";
import { SegmentReader } from "../segment/reader.ts";

export interface IndexProof {
  readonly segments: number;
  readonly documents: number;
  readonly terms: number;
  readonly postings: number;
  readonly log: RunLogCheck;
  /** What does not hold, in words; empty when all does. */
  readonly faults: readonly string[];
}

interface Counts {
  documents: number;
  terms: number;
  postings: number;
}

/** Compares a segment file with its checksum, reads every term and posting of a segment file, and compares its documents with the catalog. */
function verifySegment(
  catalog: CatalogReader,
  row: SegmentRow,
  counts: Counts,
  faults: string[],
): void {
  const reader = new SegmentReader(join(catalog.paths.segments, row.fileName));
  try {
    reader.check();
    if (reader.documentCount !== row.documentCount)
      faults.push(
        `${row.fileName} holds ${reader.documentCount} documents, not ${row.documentCount}`,
      );
    let previous = "";
    for (const entry of reader.scan("")) {
      if (counts.terms > 0 && entry.term < previous && previous !== "")
        faults.push(`${row.fileName}: its terms are out of order`);
      previous = entry.term;
      counts.terms++;
      for (const { field } of entry.fields) {
        const { documents } = reader.postings(entry, field);
        counts.postings += documents.length;
        const last = documents.at(-1) ?? 0;
        if (last >= row.documentCount || !isAscending(documents)) {
          faults.push(`${row.fileName}: postings of one term are damaged`);
          return;
        }
      }
    }
    // A field that no document has: every field of every document is walked over.
    for (let document = 0; document < reader.documentCount; document++)
      reader.forward(document, POSTING_FIELD_NAMES.length);
    const dead = new Set(row.tombstones);
    const rows = catalog.database
      .prepare("SELECT docId, rootId FROM document WHERE docId >= ? AND docId < ? ORDER BY docId")
      .all([row.firstDoc, row.firstDoc + row.documentCount]);
    const { roots } = reader;
    for (const found of rows) {
      const local = numberOf(found["docId"]) - row.firstDoc;
      if (dead.has(local))
        faults.push(`document ${row.firstDoc + local} is removed and still there`);
      else if ((roots[local] as number) + row.firstDoc !== numberOf(found["rootId"]))
        faults.push(
          `document ${row.firstDoc + local} belongs to another family in ${row.fileName}`,
        );
    }
    if (rows.length + dead.size !== row.documentCount)
      faults.push(
        `${row.fileName} names ${row.documentCount} documents, the catalog has ${rows.length}`,
      );
    counts.documents += rows.length;
  } finally {
    reader.close();
  }
}

function isAscending(documents: Uint32Array): boolean {
  for (let i = 1; i < documents.length; i++)
    if ((documents[i] as number) <= (documents[i - 1] as number)) return false;
  return true;
}

/** Proves the index. Never throws for what the files are like. */
export function verifyIndex(catalog: CatalogReader, onSegment: () => void): IndexProof {
  const { database } = catalog;
  const faults: string[] = [];
  for (const row of database.prepare("PRAGMA integrity_check").all([])) {
    const said = textOf(row["integrity_check"]);
    if (said !== "ok") faults.push(`catalog.sqlite: ${said}`);
  }
  const counts: Counts = { documents: 0, terms: 0, postings: 0 };
  const segments = catalog.segments();
  for (const row of segments) {
    try {
      verifySegment(catalog, row, counts, faults);
    } catch (error) {
      const expected =
        error instanceof IndexStateError || isFileError(error) || error instanceof RangeError;
      if (!expected) throw error;
      faults.push(`${row.fileName}: ${error.message}`);
    }
    const stored = bytesOf(
      database
        .prepare("SELECT contentHash FROM segment WHERE segmentId = ?")
        .get([row.segmentId])?.["contentHash"],
    );
    if (!documentsHash(database, row.firstDoc, row.documentCount).equals(stored))
      faults.push(`the documents of ${row.fileName} were altered in the catalog`);
    onSegment();
  }
  const log = checkRunLog(runLog(database), stateHash(database));
  return { segments: segments.length, ...counts, log, faults: [...faults, ...log.faults] };
}
