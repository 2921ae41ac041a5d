/**
 * The reading side of the catalog: segments, documents, stored text, problems, sources. Opens nothing for writing and works while an
 * index run goes on; a document is fetched by number, never scanned for.
 */
import { constants, inflateRawSync } from "node:zlib";
import { IndexStateError, UserError } from "../errors.ts";
import type { DocumentKind } from "../model/document.ts";
import type { DocId, Sha256 } from "../model/ids.ts";
import type { Locator, LocatorStep } from "../model/locator.ts";
import type { MetadataValue, TimeValue, ValueState, ZoneSource } from "../model/metadata.ts";
import type { Problem } from "../model/problem.ts";
import type { SourceFormat } from "../model/source.ts";
import type { IndexPaths } from "./index-folder.ts";
import type { SourceCondition } from "./source-rows.ts";
import {
  bytesOf,
  numberOf,
  numberOrNull,
  type SqlCell,
  Sqlite,
  type SqlRow,
  textOf,
} from "./sqlite.ts";
import { FIRST_SENDER_SQL, type StoredEnvelope, unpackEnvelope } from "./stored-json.ts";
import { tombstonesOf } from "./tombstones.ts";
import { checkVersion } from "./version.ts";

/**
 * A live segment. `copies` maps a document (local number) that is an exact copy to the first document with its content (docId).
 * `tombstones` are the local numbers, ascending, of documents that were removed: their postings may still be in the file, and a search
 * must leave them out of every answer, "all documents" included.
 */
export interface SegmentRow {
  readonly segmentId: number;
  readonly fileName: string;
  readonly firstDoc: number;
  readonly documentCount: number;
  readonly sizeBytes: number;
  readonly copies: ReadonlyMap<number, number>;
  readonly tombstones: Uint32Array;
}

/** A document as stored. */
export interface StoredDocument {
  readonly docId: DocId;
  readonly parentId: DocId | null;
  readonly rootId: DocId;
  readonly kind: DocumentKind;
  readonly sourceId: number;
  readonly contentId: Sha256;
  readonly copyOf: DocId | null;
  readonly steps: readonly LocatorStep[];
  readonly record: {
    readonly offset: number;
    readonly length: number;
    readonly sha256: Sha256;
  } | null;
  readonly name: string;
  readonly declaredType: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly attachmentCount: number;
  readonly sentAt: number | null;
  readonly receivedAt: number | null;
  readonly envelope: StoredEnvelope | null;
  readonly messageId: string;
}

/** A source as listed. */
export interface SourceRow {
  readonly sourceId: number;
  readonly path: string;
  readonly format: SourceFormat;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /** "" until all bytes were read once. */
  readonly sha256: Sha256 | "";
  readonly state: "pending" | "partial" | "done";
  readonly condition: SourceCondition;
  readonly doneBytes: number;
  readonly addedAtMs: number;
  readonly receivedFrom: string;
  readonly receivedAt: string;
  readonly receivedNote: string;
}

/** A problem as listed. */
export interface ProblemRow extends Problem {
  readonly problemId: number;
  readonly docId: DocId | null;
  readonly sourceId: number | null;
}

const hexOf = (row: SqlRow, column: string): Sha256 =>
  bytesOf(row[column]).toString("hex") as Sha256;

function documentOf(row: SqlRow): StoredDocument {
  const offset = numberOrNull(row["recordOffset"]);
  return {
    docId: numberOf(row["docId"]) as DocId,
    parentId: numberOrNull(row["parentId"]) as DocId | null,
    rootId: numberOf(row["rootId"]) as DocId,
    kind: textOf(row["kind"]) as DocumentKind,
    sourceId: numberOf(row["sourceId"]),
    contentId: hexOf(row, "contentId"),
    copyOf: numberOrNull(row["copyOf"]) as DocId | null,
    steps: JSON.parse(textOf(row["steps"])) as LocatorStep[],
    record:
      offset === null
        ? null
        : { offset, length: numberOf(row["recordLength"]), sha256: hexOf(row, "recordSha256") },
    name: textOf(row["name"]),
    declaredType: textOf(row["declaredType"]),
    type: textOf(row["type"]),
    sizeBytes: numberOf(row["sizeBytes"]),
    attachmentCount: numberOf(row["attachmentCount"]),
    sentAt: numberOrNull(row["sentAt"]),
    receivedAt: numberOrNull(row["receivedAt"]),
    envelope: unpackEnvelope(bytesOf(row["envelope"])),
    messageId: textOf(row["messageId"]),
  };
}

function copiesOf(bytes: Buffer): Map<number, number> {
  const copies = new Map<number, number>();
  for (let at = 0; at + 8 <= bytes.length; at += 8)
    copies.set(bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4));
  return copies;
}

/** A row of the metadata table as a value. */
export function metadataOf(row: SqlRow): MetadataValue {
  const epochMs = numberOrNull(row["epochMs"]);
  const number = numberOrNull(row["number"]);
  const rawHex = textOf(row["rawHex"]);
  const time: TimeValue | undefined =
    epochMs === null
      ? undefined
      : {
          rawText: textOf(row["text"]),
          epochMs,
          zoneSource: textOf(row["zoneSource"]) as ZoneSource,
          resolutionMs: numberOf(row["resolutionMs"]),
        };
  return {
    field: textOf(row["field"]),
    text: textOf(row["text"]),
    state: textOf(row["state"]) as ValueState,
    source: textOf(row["source"]),
    ...(time === undefined ? {} : { time }),
    ...(number === null ? {} : { number }),
    ...(rawHex === "" ? {} : { rawHex }),
  };
}

function problemOf(row: SqlRow): ProblemRow {
  return {
    problemId: numberOf(row["problemId"]),
    docId: numberOrNull(row["docId"]) as DocId | null,
    sourceId: numberOrNull(row["sourceId"]),
    code: textOf(row["code"]),
    severity: textOf(row["severity"]) as Problem["severity"],
    reason: textOf(row["reason"]),
    locator: JSON.parse(textOf(row["locator"])) as Locator,
  };
}

/** Inflated blocks kept for the next snippet. A block is about 64 KB. */
const HELD_BLOCKS = 32;
/** What most blocks hold: a text in the first half is had for half the work. */
const BLOCK_BYTES = 1 << 16;

/** The block's bytes at least up to `end`, or all of them. */
function inflateUpTo(compressed: Buffer, end: number): Buffer {
  const share = (1.2 * end) / BLOCK_BYTES;
  if (share < 0.8) {
    const part = compressed.subarray(0, Math.ceil(compressed.length * share) + 256);
    const options = { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: BLOCK_BYTES };
    const bytes = inflateRawSync(part, options);
    if (bytes.length >= end) return bytes;
  }
  return inflateRawSync(compressed, { chunkSize: 2 * BLOCK_BYTES }); // in one piece, so that nothing is put together
}

/** Where a text lies in the text blocks. */
interface TextPlace {
  readonly block: number;
  readonly start: number;
  readonly length: number;
}

function placeOf(block: SqlCell, start: SqlCell, length: SqlCell): TextPlace | null {
  const number = numberOrNull(block);
  return number === null
    ? null
    : { block: number, start: numberOf(start), length: numberOf(length) };
}

/** An open catalog for reading. Close it. Every method asks the database; only inflated text blocks are kept. */
export class CatalogReader {
  readonly paths: IndexPaths;
  readonly database: Sqlite;
  private readonly blocks = new Map<number, Buffer>();
  /** Where the texts of the family read last lie: they are asked for next. */
  private readonly familyTexts = new Map<number, TextPlace | null>();

  /** Opens the catalog read-only. Throws IndexStateError when it is missing, damaged or of another version. */
  constructor(paths: IndexPaths) {
    this.paths = paths;
    this.database = new Sqlite(paths.catalog, "read");
    try {
      checkVersion(this.database, paths);
    } catch (error) {
      this.database.close();
      throw error;
    }
  }

  close(): void {
    this.database.close();
  }

  /** Live segments in document order, from one read transaction. */
  segments(): SegmentRow[] {
    const rows = this.database.prepare("SELECT * FROM segment ORDER BY firstDoc").all([]);
    return rows.map((row) => ({
      segmentId: numberOf(row["segmentId"]),
      fileName: textOf(row["fileName"]),
      firstDoc: numberOf(row["firstDoc"]),
      documentCount: numberOf(row["documentCount"]),
      sizeBytes: numberOf(row["sizeBytes"]),
      copies: copiesOf(bytesOf(row["copies"])),
      tombstones: tombstonesOf(bytesOf(row["tombstones"])),
    }));
  }

  /** One document. Throws IndexStateError when it is not there: a segment named it. */
  document(docId: number): StoredDocument {
    const row = this.database.prepare("SELECT * FROM document WHERE docId = ?").get([docId]);
    if (row === undefined) {
      throw new IndexStateError(
        `The catalog has no document ${docId}. Run "leaksift index --rebuild".`,
      );
    }
    return documentOf(row);
  }

  /** The family of a root, root first: its documents stand directly after it. A caller that knows how many there are saves asking for more. */
  family(rootId: number, size?: number): StoredDocument[] {
    const select = this.database.prepare(
      "SELECT * FROM document WHERE docId >= ? ORDER BY docId LIMIT ?",
    );
    const rows: SqlRow[] = [];
    // Most families are one document or a few: a page grows only for those that are not.
    for (let from = rootId, limit = size ?? 3; ; limit = Math.min(200, limit * 4)) {
      const page = select.all([from, limit]);
      const own = page.filter((row) => row["rootId"] === rootId);
      rows.push(...own);
      if (rows.length === size || own.length < page.length || page.length < limit) break;
      from += page.length;
    }
    this.familyTexts.clear();
    return rows.map((row) => {
      const document = documentOf(row);
      const place = placeOf(row["textBlock"], row["textStart"], row["textLength"]);
      this.familyTexts.set(document.docId, place);
      return document;
    });
  }

  /** The loose file that a message without a record of its own was found in: the last record of its source before it. */
  containerOf(docId: number): StoredDocument {
    const row = this.database
      .prepare(
        "SELECT * FROM document WHERE docId < ? AND recordOffset IS NOT NULL AND sourceId = (SELECT sourceId FROM document WHERE docId = ?) ORDER BY docId DESC LIMIT 1",
      )
      .get([docId, docId]);
    if (row === undefined)
      throw new IndexStateError(`The catalog does not say what document ${docId} was found in.`);
    return documentOf(row);
  }

  /** Everything found in one record, the root first: its family and, in a loose container, the families of the messages inside. */
  ofRecord(rootId: number): StoredDocument[] {
    const next = this.database
      .prepare(
        "SELECT min(docId) AS next FROM document WHERE docId > ? AND (recordOffset IS NOT NULL OR sourceId <> (SELECT sourceId FROM document WHERE docId = ?))",
      )
      .get([rootId, rootId]);
    const end = numberOrNull(next?.["next"]) ?? Number.MAX_SAFE_INTEGER;
    return this.database
      .prepare("SELECT * FROM document WHERE docId >= ? AND docId < ? ORDER BY docId")
      .all([rootId, end])
      .map(documentOf);
  }

  /** All documents with this content, first one first. `prefix` is 4 to 64 hex digits. */
  byContentId(prefix: string, limit: number): StoredDocument[] {
    const low = Buffer.from(prefix.padEnd(64, "0"), "hex");
    const high = Buffer.from(prefix.padEnd(64, "f"), "hex");
    return this.database
      .prepare("SELECT * FROM document WHERE contentId BETWEEN ? AND ? ORDER BY docId LIMIT ?")
      .all([low, high, limit])
      .map(documentOf);
  }

  /**
   * The one document an id names: any unique prefix of its content id. Roots come before attachments with the same bytes.
   * Throws UserError when there is none or when several contents share the prefix.
   */
  resolveId(id: string): StoredDocument {
    const prefix = id.toLowerCase();
    if (!/^[0-9a-f]{4,64}$/.test(prefix)) {
      throw new UserError(
        `"${id}" is no document id. An id is 4 to 64 hex digits, as printed by "leaksift search".`,
      );
    }
    const found = this.byContentId(prefix, 1000);
    const contents = new Set(found.map((document) => document.contentId));
    if (contents.size > 1) {
      const some = [...contents].slice(0, 4).map((content) => content.slice(0, prefix.length + 4));
      throw new UserError(
        `Several documents begin with ${id}: ${some.join(", ")} … Give more digits.`,
      );
    }
    const first = found.find((document) => document.parentId === null) ?? found[0];
    if (first === undefined) throw new UserError(`There is no document ${id} in this index.`);
    return first;
  }

  /** Content ids of documents, in the order given; many at a time, since `--ids` may list them all. */
  contentIds(docIds: readonly number[]): Sha256[] {
    const found = new Map<number, Sha256>();
    const CHUNK = 500;
    const sql = `SELECT docId, contentId FROM document WHERE docId IN (${Array.from({ length: CHUNK }, () => "?").join()})`;
    for (let from = 0; from < docIds.length; from += CHUNK) {
      const some = docIds.slice(from, from + CHUNK);
      const padded = Array.from({ length: CHUNK }, (_, i) => some[i] ?? -1);
      for (const row of this.database.prepare(sql).all(padded))
        found.set(numberOf(row["docId"]), hexOf(row, "contentId"));
    }
    return docIds.map((docId) => {
      const id = found.get(docId);
      if (id === undefined)
        throw new IndexStateError(
          `The catalog has no document ${docId}. Run "leaksift index --rebuild".`,
        );
      return id;
    });
  }

  /** How many roots have this content, itself included. */
  countCopies(contentId: Sha256): number {
    const row = this.database
      .prepare("SELECT count(*) AS n FROM document WHERE contentId = ? AND parentId IS NULL")
      .get([Buffer.from(contentId, "hex")]);
    return numberOf(row?.["n"]);
  }

  private place(docId: number, columns: string): TextPlace | null {
    const row = this.database
      .prepare(`SELECT ${columns} FROM document WHERE docId = ?`)
      .get([docId]);
    return placeOf(row?.["block"], row?.["start"], row?.["length"]);
  }

  private stored(place: TextPlace | null): Buffer {
    if (place === null) return Buffer.alloc(0);
    const end = place.start + place.length;
    let bytes = this.blocks.get(place.block);
    if (bytes === undefined || bytes.length < end) {
      const row = this.database
        .prepare("SELECT bytes FROM textblock WHERE blockId = ?")
        .get([place.block]);
      bytes = inflateUpTo(bytesOf(row?.["bytes"]), end);
      if (this.blocks.size >= HELD_BLOCKS) this.blocks.clear();
      this.blocks.set(place.block, bytes);
    }
    return bytes.subarray(place.start, end);
  }

  /** The stored text: of a message its body, of a file its text with places (see text-places.ts). "" when there is none. */
  text(docId: number): string {
    const known = this.familyTexts.get(docId);
    const place =
      known === undefined
        ? this.place(docId, "textBlock AS block, textStart AS start, textLength AS length")
        : known;
    return this.stored(place).toString("utf8");
  }

  /** The raw header block of a message, as bytes. */
  head(docId: number): Buffer {
    return this.stored(
      this.place(docId, "headBlock AS block, headStart AS start, headLength AS length"),
    );
  }

  metadata(docId: number): MetadataValue[] {
    return this.database
      .prepare("SELECT * FROM metadata WHERE docId = ? ORDER BY ordinal")
      .all([docId])
      .map(metadataOf);
  }

  sources(): SourceRow[] {
    const rows = this.database.prepare("SELECT * FROM source ORDER BY sourceId").all([]);
    return rows.map((row) => ({
      sourceId: numberOf(row["sourceId"]),
      path: textOf(row["path"]),
      format: textOf(row["format"]) as SourceFormat,
      sizeBytes: numberOf(row["sizeBytes"]),
      modifiedAtMs: numberOf(row["modifiedAtMs"]),
      sha256: hexOf(row, "sha256") as Sha256 | "",
      state: textOf(row["state"]) as SourceRow["state"],
      condition: textOf(row["condition"]) as SourceCondition,
      doneBytes: numberOf(row["doneBytes"]),
      addedAtMs: numberOf(row["addedAtMs"]),
      receivedFrom: textOf(row["receivedFrom"]),
      receivedAt: textOf(row["receivedAt"]),
      receivedNote: textOf(row["receivedNote"]),
    }));
  }

  sourcePath(sourceId: number): string {
    return textOf(
      this.database.prepare("SELECT path FROM source WHERE sourceId = ?").get([sourceId])?.["path"],
    );
  }

  /** Source ids by path: the first document of each and how many it has, for `in:`. */
  sourceSpans(): { sourceId: number; path: string; firstDoc: number; lastDoc: number }[] {
    const rows = this.database
      .prepare(
        "SELECT source.sourceId, path, min(docId) AS firstDoc, max(docId) AS lastDoc FROM source JOIN document ON document.sourceId = source.sourceId GROUP BY source.sourceId ORDER BY firstDoc",
      )
      .all([]);
    return rows.map((row) => ({
      sourceId: numberOf(row["sourceId"]),
      path: textOf(row["path"]),
      firstDoc: numberOf(row["firstDoc"]),
      lastDoc: numberOf(row["lastDoc"]),
    }));
  }

  /** Problems from `afterId` on, in the order found. */
  problems(afterId: number, limit: number): ProblemRow[] {
    return this.database
      .prepare("SELECT * FROM problem WHERE problemId > ? ORDER BY problemId LIMIT ?")
      .all([afterId, limit])
      .map(problemOf);
  }

  /** Problems of one document. */
  problemsOf(docId: number): ProblemRow[] {
    return this.database
      .prepare("SELECT * FROM problem WHERE docId = ? ORDER BY problemId")
      .all([docId])
      .map(problemOf);
  }

  /** Problems by code and severity, most first. */
  problemCounts(): { code: string; severity: Problem["severity"]; count: number }[] {
    const rows = this.database
      .prepare(
        "SELECT code, severity, count(*) AS n FROM problem GROUP BY code, severity ORDER BY n DESC, code",
      )
      .all([]);
    return rows.map((row) => ({
      code: textOf(row["code"]),
      severity: textOf(row["severity"]) as Problem["severity"],
      count: numberOf(row["n"]),
    }));
  }

  /** A question of `stats`: one row of numbers. */
  totals(): Readonly<Record<string, number | null>> {
    const row = this.database
      .prepare(
        `SELECT count(*) AS documents, sum(parentId IS NULL) AS families, sum(kind = 'message' AND parentId IS NULL) AS messages,
         sum(kind = 'message' AND parentId IS NOT NULL) AS nestedMessages, sum(kind = 'attachment') AS attachments, sum(kind = 'file') AS files,
         sum(kind = 'member') AS members, sum(copyOf IS NOT NULL) AS copies,
         min(CASE WHEN parentId IS NULL THEN sentAt END) AS firstSentAt, max(CASE WHEN parentId IS NULL THEN sentAt END) AS lastSentAt,
         sum(kind = 'message' AND parentId IS NULL AND sentAt IS NULL) AS undated FROM document`,
      )
      .get([]);
    return Object.fromEntries(
      Object.entries(row ?? {})
        .filter(([key]) => key !== "_metadata")
        .map(([key, value]) => [key, numberOrNull(value)]),
    );
  }

  /** Senders of root messages by address in lower case, most first, exact copies counted once. */
  topSenders(limit: number): { value: string; count: number }[] {
    return this.pairs(
      `SELECT ${FIRST_SENDER_SQL} AS value, count(*) AS n FROM document WHERE parentId IS NULL AND envelope IS NOT NULL AND copyOf IS NULL GROUP BY value ORDER BY n DESC, value LIMIT ?`,
      [limit],
    );
  }

  private pairs(sql: string, values: readonly number[]): { value: string; count: number }[] {
    const rows = this.database.prepare(sql).all(values);
    return rows.map((row) => ({ value: textOf(row["value"]), count: numberOf(row["n"]) }));
  }

  /** Value and count pairs of a grouping query over documents, most first. For stats and facets; `column` is ours, never the user's. */
  countBy(
    column: "type" | "kind",
    where: "all" | "files",
    limit: number,
  ): { value: string; count: number }[] {
    const condition = where === "files" ? "kind <> 'message'" : "1";
    return this.pairs(
      `SELECT ${column} AS value, count(*) AS n FROM document WHERE ${condition} GROUP BY value ORDER BY n DESC, value LIMIT ?`,
      [limit],
    );
  }
}
