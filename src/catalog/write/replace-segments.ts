/** Puts a merged segment in the place of those it was made of, in one transaction. Readers that opened the old files go on reading them. */
import { renameSync } from "node:fs";
import { join } from "node:path";
import { faultPoint } from "../../fault.ts";
import { removeOldSegment, segmentName } from "../index-trust.ts";
import { bytesOf, numberOf, textOf } from "../sqlite.ts";
import { documentsHash } from "../state-hash.ts";
import { tombstoneBytes, tombstonesOf } from "../tombstones.ts";
import { type CatalogWriter, syncFolder } from "./write-catalog.ts";

/** A live segment as the merge sees it. */
export interface LiveSegment {
  readonly segmentId: number;
  readonly fileName: string;
  readonly firstDoc: number;
  readonly documentCount: number;
  readonly sizeBytes: number;
  readonly copies: Buffer;
  readonly tombstones: Uint32Array;
  /** How many of the removed documents the file no longer holds. */
  readonly dropped: number;
}

/** Live segments in document order. */
export function liveSegments(catalog: CatalogWriter): LiveSegment[] {
  return catalog.database
    .prepare("SELECT * FROM segment ORDER BY firstDoc")
    .all([])
    .map((row) => ({
      segmentId: numberOf(row["segmentId"]),
      fileName: segmentName(textOf(row["fileName"])),
      firstDoc: numberOf(row["firstDoc"]),
      documentCount: numberOf(row["documentCount"]),
      sizeBytes: numberOf(row["sizeBytes"]),
      copies: bytesOf(row["copies"]),
      tombstones: tombstonesOf(bytesOf(row["tombstones"])),
      dropped: numberOf(row["dropped"]),
    }));
}

/** `old` are neighbours without a gap between them, in order; `temporary` is the merged file, in the segment folder. */
export function replaceSegments(
  catalog: CatalogWriter,
  old: readonly LiveSegment[],
  temporary: string,
  sizeBytes: number,
): void {
  const { database, paths } = catalog;
  const firstDoc = old[0]?.firstDoc ?? 0;
  const documentCount = old.reduce((sum, segment) => sum + segment.documentCount, 0);
  faultPoint("merge-written");
  const segmentId = database.transaction(() => catalog.takeSegmentId());
  const fileName = `${segmentId}.seg`;
  renameSync(join(paths.segments, temporary), join(paths.segments, fileName));
  syncFolder(paths.segments);
  faultPoint("merge-renamed");
  const dead: number[] = [];
  const copies: Buffer[] = [];
  for (const segment of old) {
    const shift = segment.firstDoc - firstDoc;
    for (const number of segment.tombstones) dead.push(number + shift);
    const moved = Buffer.from(segment.copies);
    for (let at = 0; at + 8 <= moved.length; at += 8)
      moved.writeUInt32LE(moved.readUInt32LE(at) + shift, at);
    copies.push(moved);
  }
  database.transaction(() => {
    for (const segment of old)
      database.prepare("DELETE FROM segment WHERE segmentId = ?").run([segment.segmentId]);
    faultPoint("merge-half");
    database
      .prepare(
        "INSERT INTO segment (segmentId, fileName, firstDoc, documentCount, sizeBytes, copies, tombstones, dropped, contentHash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      )
      .run([
        segmentId,
        fileName,
        firstDoc,
        documentCount,
        sizeBytes,
        Buffer.concat(copies),
        dead.length === 0 ? null : tombstoneBytes(dead),
        dead.length,
        documentsHash(database, firstDoc, documentCount),
      ]);
  });
  faultPoint("merge-done");
  // Synced before the old files go: after a power cut the database must not name files that are not there.
  catalog.checkpoint();
  for (const segment of old) removeOldSegment(paths.segments, segment.fileName);
}
