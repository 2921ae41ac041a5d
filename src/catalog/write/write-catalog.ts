/**
 * The writing side of the catalog: sources, and batches that become visible whole or not at all. Runs in the main thread only,
 * under the writer lock.
 */
import { closeSync, fsyncSync, openSync, renameSync } from "node:fs";
import { platform } from "node:os";
import { join } from "node:path";
import { IndexStateError } from "../../errors.ts";
import { faultPoint } from "../../fault.ts";
import type { DocumentRecord, SegmentBatch } from "../../model/document.ts";
import type { FoundFile, SourceFormat } from "../../model/source.ts";
import { TOKENIZER_VERSION } from "../../tokenize.ts";
import { type IndexPaths, removeUnreferenced } from "../index-folder.ts";
import { CATALOG_VERSION, SCHEMA } from "../schema.ts";
import { allSources, insertSources, type SourceState } from "../source-rows.ts";
import { blob, numberOrNull, Sqlite, textOf } from "../sqlite.ts";
import { documentsHash } from "../state-hash.ts";
import { packEnvelope } from "../stored-json.ts";
import { checkVersion, isBlank } from "../version.ts";
import { addWalkCounts } from "../walk-counts.ts";
import { insertFlags } from "./write-flags.ts";

const hex = (digits: string): Buffer => Buffer.from(digits, "hex");

/** Numbers that are never given twice, not even after what had them is gone: a reader may still hold them. */
const COUNTERS = ["nextDoc", "nextBlock", "nextSegment"] as const;

/** The catalog open for writing, under the writer lock. Close it. */
export class CatalogWriter {
  readonly paths: IndexPaths;
  /** For the other files of this folder; each writes tables of its own. */
  readonly database: Sqlite;
  private nextDoc: number;
  private nextBlock: number;
  private nextSegment: number;
  /** Families committed since opening whose content was there already. */
  copiesInRun = 0;

  /** Opens or creates the catalog and removes what a crash may have left. Throws IndexStateError for another version or a damaged file. */
  constructor(paths: IndexPaths) {
    this.paths = paths;
    this.database = openForWriting(paths);
    try {
      // Not there yet; or a crash or a full disk before the first transaction left a file with nothing in it.
      if (isBlank(this.database)) createTables(this.database);
      else checkVersion(this.database, paths);
      const counter = this.database.prepare("SELECT value FROM meta WHERE key = ?");
      const [nextDoc, nextBlock, nextSegment] = COUNTERS.map((key) =>
        Number(textOf(counter.get([key])?.["value"])),
      );
      this.nextDoc = nextDoc ?? 0;
      this.nextBlock = nextBlock ?? 0;
      this.nextSegment = nextSegment ?? 0;
      this.removeLeftOvers();
    } catch (error) {
      this.database.close();
      throw error;
    }
  }

  /** Removes segment files that no live segment names: what a crash, a merge or a removal left. */
  removeLeftOvers(): void {
    const live = this.database.prepare("SELECT fileName FROM segment").all([]);
    removeUnreferenced(this.paths, new Set(live.map((row) => textOf(row["fileName"]))));
  }

  /** Keeps the counters; inside the transaction that used them. */
  private keepCounters(nextDoc: number, nextBlock: number, nextSegment: number): void {
    const put = this.database.prepare("UPDATE meta SET value = ? WHERE key = ?");
    for (const [i, value] of [nextDoc, nextBlock, nextSegment].entries())
      put.run([String(value), COUNTERS[i] ?? ""]);
  }

  /** Number for a segment file made outside a commit (a merge). */
  takeSegmentId(): number {
    const id = this.nextSegment++;
    this.keepCounters(this.nextDoc, this.nextBlock, this.nextSegment);
    return id;
  }

  /** Name for a segment file that a worker is to write; unique within this run. */
  get segmentFolder(): string {
    return this.paths.segments;
  }

  sources(): SourceState[] {
    return allSources(this.database);
  }

  /** Adds new sources in one transaction and returns them with their ids, in the order given. */
  addSources(
    files: readonly (FoundFile & { format: SourceFormat })[],
    nowMs: number,
  ): SourceState[] {
    return insertSources(this.database, files, nowMs);
  }

  /** Makes a batch visible: file renamed and folder synced first, then everything else in one transaction. */
  commit(batch: SegmentBatch): void {
    const segmentId = this.nextSegment;
    const fileName = `${segmentId}.seg`;
    if (batch.fileName !== null) {
      renameSync(join(this.paths.segments, batch.fileName), join(this.paths.segments, fileName));
      syncFolder(this.paths.segments);
      faultPoint("segment-renamed");
    }
    this.database.transaction(() => {
      this.insertBlocks(batch);
      const copies = this.insertDocuments(batch);
      insertFlags(this.database, batch.documents, this.nextDoc);
      this.insertProblems(batch);
      this.updateProgress(batch);
      addWalkCounts(this.database, batch.walks);
      for (const gap of batch.gaps) {
        this.database
          .prepare(
            "INSERT OR REPLACE INTO gap (sourceId, offset, length, reason) VALUES (?, ?, ?, ?)",
          )
          .run([gap.sourceId, gap.offset, gap.length, gap.reason]);
      }
      if (batch.fileName !== null) {
        this.database
          .prepare(
            "INSERT INTO segment (segmentId, fileName, firstDoc, documentCount, sizeBytes, copies, contentHash) VALUES (?, ?, ?, ?, ?, ?, ?)",
          )
          .run([
            segmentId,
            fileName,
            this.nextDoc,
            batch.documents.length,
            batch.sizeBytes,
            copies,
            documentsHash(this.database, this.nextDoc, batch.documents.length),
          ]);
      }
      this.keepCounters(
        this.nextDoc + batch.documents.length,
        this.nextBlock + batch.textBlocks.length,
        this.nextSegment + (batch.fileName === null ? 0 : 1),
      );
      faultPoint("commit-half");
    });
    if (batch.fileName !== null) this.nextSegment++;
    this.nextDoc += batch.documents.length;
    this.nextBlock += batch.textBlocks.length;
    faultPoint("commit-done");
  }

  /** How far sources are; a source that is one record has that record's hash. */
  private updateProgress(batch: SegmentBatch): void {
    const whole = new Map<number, Uint8Array>();
    for (const document of batch.documents) {
      if (document.record !== null && document.steps[0]?.step !== "range")
        whole.set(document.sourceId, hex(document.record.sha256));
    }
    const update = this.database.prepare(
      "UPDATE source SET doneBytes = ?, state = ?, sha256 = coalesce(?, sha256) WHERE sourceId = ?",
    );
    for (const { sourceId, doneBytes, finished } of batch.progress)
      update.run([doneBytes, finished ? "done" : "partial", whole.get(sourceId) ?? null, sourceId]);
  }

  private insertBlocks(batch: SegmentBatch): void {
    const insert = this.database.prepare("INSERT INTO textblock (blockId, bytes) VALUES (?, ?)");
    for (const [i, bytes] of batch.textBlocks.entries()) insert.run([this.nextBlock + i, bytes]);
  }

  /** Inserts the documents; returns, for the segment, pairs (local number of a copy, docId of the first document with its id) as u32. */
  private insertDocuments(batch: SegmentBatch): Uint8Array {
    const first = this.database.prepare(
      "SELECT docId FROM document WHERE contentId = ? AND parentId IS NULL ORDER BY docId LIMIT 1",
    );
    const insert = this.database.prepare(INSERT_DOCUMENT);
    const copies: number[] = [];
    for (const document of batch.documents) {
      const docId = this.nextDoc + document.local;
      let copyOf: number | null = null;
      if (document.parent === null) {
        copyOf = numberOrNull(first.get([hex(document.contentId)])?.["docId"]);
        if (copyOf !== null) {
          copies.push(document.local, copyOf);
          this.copiesInRun++;
        }
      }
      insert.run(this.documentRow(document, docId, copyOf));
      this.insertMetadata(document, docId);
    }
    return new Uint8Array(Uint32Array.from(copies).buffer);
  }

  private documentRow(document: DocumentRecord, docId: number, copyOf: number | null) {
    const { envelope, record, text, head } = document;
    return [
      docId,
      document.parent === null ? null : this.nextDoc + document.parent,
      this.nextDoc + document.root,
      document.kind,
      document.sourceId,
      hex(document.contentId),
      copyOf,
      JSON.stringify(document.steps),
      record?.offset ?? null,
      record?.length ?? null,
      record ? hex(record.sha256) : null,
      document.name === "" ? null : blob(document.name),
      document.declaredType === "" ? null : blob(document.declaredType),
      document.type,
      document.sizeBytes,
      document.attachmentCount,
      envelope?.sentAt ?? null,
      envelope?.receivedAt ?? null,
      envelope && packEnvelope(envelope),
      envelope && envelope.messageId !== "" ? blob(envelope.messageId) : null,
      text && this.nextBlock + text.block,
      text?.start ?? null,
      text?.length ?? null,
      head && this.nextBlock + head.block,
      head?.start ?? null,
      head?.length ?? null,
    ];
  }

  private insertMetadata(document: DocumentRecord, docId: number): void {
    if (document.metadata.length === 0) return;
    const insert = this.database.prepare(
      "INSERT INTO metadata (docId, ordinal, field, state, text, source, epochMs, zoneSource, resolutionMs, number, rawHex) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    for (const [ordinal, value] of document.metadata.entries()) {
      insert.run([
        docId,
        ordinal,
        value.field,
        value.state,
        blob(value.time?.rawText ?? value.text),
        blob(value.source),
        value.time?.epochMs ?? null,
        value.time?.zoneSource ?? null,
        value.time?.resolutionMs ?? null,
        value.number ?? null,
        value.rawHex ?? null,
      ]);
    }
  }

  private insertProblems(batch: SegmentBatch): void {
    const insert = this.database.prepare(
      "INSERT INTO problem (docId, sourceId, code, severity, reason, locator) VALUES (?, ?, ?, ?, ?, ?)",
    );
    for (const problem of batch.problems) {
      insert.run([
        problem.local === null ? null : this.nextDoc + problem.local,
        problem.sourceId,
        problem.code,
        problem.severity,
        blob(problem.reason),
        blob(JSON.stringify(problem.locator)),
      ]);
    }
  }

  /** Folds the write-ahead log into the file, so that the index can be read from a read-only folder. */
  checkpoint(): void {
    this.database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get([]);
  }

  close(): void {
    this.database.close();
  }
}

const DOCUMENT_COLUMNS = [
  "docId",
  "parentId",
  "rootId",
  "kind",
  "sourceId",
  "contentId",
  "copyOf",
  "steps",
  "recordOffset",
  "recordLength",
  "recordSha256",
  "name",
  "declaredType",
  "type",
  "sizeBytes",
  "attachmentCount",
  "sentAt",
  "receivedAt",
  "envelope",
  "messageId",
  "textBlock",
  "textStart",
  "textLength",
  "headBlock",
  "headStart",
  "headLength",
];
const INSERT_DOCUMENT = `INSERT INTO document (${DOCUMENT_COLUMNS.join(", ")}) VALUES (${DOCUMENT_COLUMNS.map(() => "?").join(", ")})`;

/** Makes renames in a folder survive a power cut. */
export function syncFolder(path: string): void {
  if (platform() === "win32") return; // a folder cannot be opened there
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Throws IndexStateError for a file that is no database: SQLite finds out at the first statement. */
function openForWriting(paths: IndexPaths): Sqlite {
  try {
    return new Sqlite(paths.catalog, "write");
  } catch (error) {
    throw new IndexStateError(
      `${paths.catalog} cannot be opened (${(error as Error).message}). If the disk is well, run "leaksift index --rebuild" to make the index again from the sources.`,
      { cause: error },
    );
  }
}

/** Makes the tables of an empty index in a new database. */
export function createTables(database: Sqlite): void {
  database.transaction(() => {
    database.exec(SCHEMA);
    const put = database.prepare("INSERT INTO meta (key, value) VALUES (?, ?)");
    put.run(["catalogVersion", String(CATALOG_VERSION)]);
    put.run(["tokenizerVersion", String(TOKENIZER_VERSION)]);
    for (const key of COUNTERS) put.run([key, "0"]);
  });
}
