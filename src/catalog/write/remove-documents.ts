/**
 * Takes whole families out of the index: their rows go, their numbers in the segment become tombstones, copies of them are told which document
 * is the first one now. Postings stay in the segment file until it is merged. Must run inside a transaction, under the writer lock.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { faultPoint } from "../../fault.ts";
import { bytesOf, numberOf, numberOrNull, type Sqlite } from "../sqlite.ts";
import { documentsHash } from "../state-hash.ts";
import { tombstoneBytes, tombstonesOf } from "../tombstones.ts";
import { removeFlags } from "./write-flags.ts";

interface SegmentSpan {
  readonly segmentId: number;
  readonly firstDoc: number;
  readonly documentCount: number;
}

function segmentOf(database: Sqlite, docId: number): SegmentSpan {
  const row = database
    .prepare(
      "SELECT segmentId, firstDoc, documentCount FROM segment WHERE firstDoc <= ? ORDER BY firstDoc DESC LIMIT 1",
    )
    .get([docId]);
  if (row === undefined) throw new Error(`document ${docId} is in no segment`);
  return {
    segmentId: numberOf(row["segmentId"]),
    firstDoc: numberOf(row["firstDoc"]),
    documentCount: numberOf(row["documentCount"]),
  };
}

/** Pairs (number in the segment, docId of the first document with that content) of a segment, changed as `change` says. */
function patchCopies(
  database: Sqlite,
  span: SegmentSpan,
  change: ReadonlyMap<number, number | null>,
): void {
  const row = database
    .prepare("SELECT copies FROM segment WHERE segmentId = ?")
    .get([span.segmentId]);
  const old = bytesOf(row?.["copies"]);
  const pairs = new Map<number, number>();
  for (let at = 0; at + 8 <= old.length; at += 8)
    pairs.set(old.readUInt32LE(at), old.readUInt32LE(at + 4));
  for (const [docId, copyOf] of change) {
    if (copyOf === null) pairs.delete(docId - span.firstDoc);
    else pairs.set(docId - span.firstDoc, copyOf);
  }
  const numbers = [...pairs].sort(([a], [b]) => a - b).flat();
  database
    .prepare("UPDATE segment SET copies = ? WHERE segmentId = ?")
    .run([new Uint8Array(Uint32Array.from(numbers).buffer), span.segmentId]);
}

/** After roots with these contents are gone: the first of the rest is no copy any more, the others are copies of it. */
function repointCopies(database: Sqlite, contents: ReadonlySet<string>): void {
  const changes = new Map<number, { span: SegmentSpan; change: Map<number, number | null> }>();
  for (const content of contents) {
    const rest = database
      .prepare(
        "SELECT docId, copyOf FROM document WHERE contentId = ? AND parentId IS NULL ORDER BY docId",
      )
      .all([Buffer.from(content, "hex")]);
    const first = rest[0] === undefined ? null : numberOf(rest[0]["docId"]);
    for (const row of rest) {
      const docId = numberOf(row["docId"]);
      const copyOf = docId === first ? null : first;
      if (numberOrNull(row["copyOf"]) === copyOf) continue;
      database.prepare("UPDATE document SET copyOf = ? WHERE docId = ?").run([copyOf, docId]);
      const span = segmentOf(database, docId);
      const entry = changes.get(span.segmentId) ?? { span, change: new Map() };
      entry.change.set(docId, copyOf);
      changes.set(span.segmentId, entry);
    }
  }
  for (const { span, change } of changes.values()) patchCopies(database, span, change);
}

interface TextRange {
  readonly start: number;
  readonly length: number;
}

/** Text blocks that nobody refers to any more are deleted; in the others the bytes of removed texts become zeros. */
function scrubTexts(
  database: Sqlite,
  span: SegmentSpan,
  removed: ReadonlyMap<number, readonly TextRange[]>,
): void {
  const used = new Set<number>();
  for (const column of ["textBlock", "headBlock"]) {
    const rows = database
      .prepare(
        `SELECT DISTINCT ${column} AS block FROM document WHERE docId >= ? AND docId < ? AND ${column} IS NOT NULL`,
      )
      .all([span.firstDoc, span.firstDoc + span.documentCount]);
    for (const row of rows) used.add(numberOf(row["block"]));
  }
  for (const [block, ranges] of removed) {
    if (!used.has(block)) {
      database.prepare("DELETE FROM textblock WHERE blockId = ?").run([block]);
      continue;
    }
    const row = database.prepare("SELECT bytes FROM textblock WHERE blockId = ?").get([block]);
    if (row === undefined) continue;
    const bytes = inflateRawSync(bytesOf(row["bytes"]));
    for (const { start, length } of ranges) bytes.fill(0, start, start + length);
    database
      .prepare("UPDATE textblock SET bytes = ? WHERE blockId = ?")
      .run([deflateRawSync(bytes, { level: 3 }), block]);
  }
}

/** Rows of a range of docIds read at a time. */
const PAGE = 5000;

interface Removal {
  readonly span: SegmentSpan;
  readonly documents: number[];
  readonly texts: Map<number, TextRange[]>;
}

function addText(removal: Removal, block: unknown, start: unknown, length: unknown): void {
  if (typeof block !== "number" || typeof start !== "number" || typeof length !== "number") return;
  const ranges = removal.texts.get(block);
  if (ranges === undefined) removal.texts.set(block, [{ start, length }]);
  else ranges.push({ start, length });
}

/** Removes the families of these roots. Returns how many documents went. */
export function removeFamilies(database: Sqlite, roots: readonly number[]): number {
  const contents = new Set<string>();
  const removals = new Map<number, Removal>();
  const family = database.prepare(
    "SELECT docId, parentId, contentId, textBlock, textStart, textLength, headBlock, headStart, headLength FROM document WHERE docId >= ? AND docId < ? AND rootId = ? ORDER BY docId",
  );
  let count = 0;
  for (const root of [...roots].sort((a, b) => a - b)) {
    const span = segmentOf(database, root);
    const known = removals.get(span.segmentId);
    const removal: Removal = known ?? { span, documents: [], texts: new Map() };
    removals.set(span.segmentId, removal);
    for (let from = root; ; from += PAGE) {
      const rows = family.all([from, from + PAGE, root]);
      for (const row of rows) {
        removal.documents.push(numberOf(row["docId"]));
        if (row["parentId"] === null) contents.add(bytesOf(row["contentId"]).toString("hex"));
        addText(removal, row["textBlock"], row["textStart"], row["textLength"]);
        addText(removal, row["headBlock"], row["headStart"], row["headLength"]);
      }
      if (rows.length < PAGE) break;
    }
  }
  for (const { span, documents, texts } of removals.values()) {
    for (const docId of documents) {
      database.prepare("DELETE FROM metadata WHERE docId = ?").run([docId]);
      database.prepare("DELETE FROM problem WHERE docId = ?").run([docId]);
      // A finding may quote the document; the next run of the corpus checks finds anew what still holds.
      database
        .prepare(
          "DELETE FROM finding WHERE findingId IN (SELECT findingId FROM findingmember WHERE docId = ?)",
        )
        .run([docId]);
      removeFlags(database, docId);
      database.prepare("DELETE FROM document WHERE docId = ?").run([docId]);
    }
    count += documents.length;
    scrubTexts(database, span, texts);
    bury(database, span, documents);
  }
  faultPoint("removal-half");
  repointCopies(database, contents);
  return count;
}

function bury(database: Sqlite, span: SegmentSpan, documents: readonly number[]): void {
  const { segmentId, firstDoc, documentCount } = span;
  // A segment without a document left keeps its row: its neighbours can then be merged across it.
  const row = database
    .prepare("SELECT tombstones FROM segment WHERE segmentId = ?")
    .get([segmentId]);
  const dead = new Set(tombstonesOf(bytesOf(row?.["tombstones"])));
  for (const docId of documents) dead.add(docId - firstDoc);
  database
    .prepare("UPDATE segment SET tombstones = ?, contentHash = ? WHERE segmentId = ?")
    .run([tombstoneBytes(dead), documentsHash(database, firstDoc, documentCount), segmentId]);
}

/** Roots of one source from a record offset on; messages found in a loose container have no offset and go with it. */
export function rootsOfSource(database: Sqlite, sourceId: number, fromOffset = 0): number[] {
  return database
    .prepare(
      "SELECT docId FROM document WHERE sourceId = ? AND parentId IS NULL AND (recordOffset >= ? OR recordOffset IS NULL) ORDER BY docId",
    )
    .all([sourceId, fromOffset])
    .map((row) => numberOf(row["docId"]));
}
