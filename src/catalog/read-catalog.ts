/**
 * The reading side of the catalog: segments, documents, stored text, problems, sources. Opens nothing for writing and works while an
 * index run goes on; a document is fetched by number, never scanned for.
 */
import { IndexStateError, UserError } from "../errors.ts";
import type { Sha256 } from "../model/ids.ts";
import type { MetadataValue } from "../model/metadata.ts";
import type { IndexPaths } from "./index-folder.ts";
import { numberOf, numberOrNull, Sqlite, type SqlRow, textOf } from "./sqlite.ts";
import {
  documentOf,
  hexOf,
  metadataOf,
  type ProblemRow,
  problemOf,
  type SegmentRow,
  type SourceRow,
  type StoredDocument,
  segmentOf,
  sourceOf,
} from "./stored-rows.ts";
import { placeOf, TextBlocks, type TextPlace } from "./text-blocks.ts";
import { checkVersion } from "./version.ts";

/** An open catalog for reading. Close it. Every method asks the database; only inflated text blocks are kept. */
export class CatalogReader {
  readonly paths: IndexPaths;
  readonly database: Sqlite;
  private readonly blocks: TextBlocks;
  /** Where the texts of the family read last lie: they are asked for next. */
  private readonly familyTexts = new Map<number, TextPlace | null>();

  /** Opens the catalog read-only. Throws IndexStateError when it is missing, damaged or of another version. */
  constructor(paths: IndexPaths) {
    this.paths = paths;
    this.database = new Sqlite(paths.catalog, "read");
    this.blocks = new TextBlocks(this.database);
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
    return rows.map(segmentOf);
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
        `"${id}" is not a document id. An id has 4 to 64 hex digits, as printed by "leaksift search".`,
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

  /** The stored text: of a message its body, of a file its text with places (see text-places.ts). "" when there is none. */
  text(docId: number): string {
    const known = this.familyTexts.get(docId);
    const place =
      known === undefined
        ? this.place(docId, "textBlock AS block, textStart AS start, textLength AS length")
        : known;
    return this.blocks.bytesAt(place).toString("utf8");
  }

  /** Bytes of the stored texts of some documents together: what an export may grow to. */
  textBytes(docIds: ReadonlySet<number>): number {
    const rows = this.database.prepare("SELECT docId, textLength FROM document").all([]);
    return rows.reduce(
      (sum, row) =>
        docIds.has(numberOf(row["docId"])) ? sum + (numberOrNull(row["textLength"]) ?? 0) : sum,
      0,
    );
  }

  /** The raw header block of a message, as bytes. */
  head(docId: number): Buffer {
    return this.blocks.bytesAt(
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
    return rows.map(sourceOf);
  }

  /** One source. Throws IndexStateError when it is not there: a document named it. */
  source(sourceId: number): SourceRow {
    const row = this.database.prepare("SELECT * FROM source WHERE sourceId = ?").get([sourceId]);
    if (row === undefined)
      throw new IndexStateError(
        `The catalog has no source ${sourceId}. Run "leaksift index --rebuild".`,
      );
    return sourceOf(row);
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
}
