/** What assessing a claim asks of the catalog as a whole: all roots, what the checks flagged, what could not be read. Read-only. */
import { LEVELS, type Level } from "../model/flag.ts";
import type { CatalogReader } from "./read-catalog.ts";
import { bytesOf, numberOf, numberOrNull, textOf } from "./sqlite.ts";

/** A message or loose file at the top of its family. */
export interface RootRow {
  readonly docId: number;
  /** 64 hex digits. */
  readonly contentId: string;
  readonly sentAt: number | null;
  readonly attachmentCount: number;
}

/** All roots, exact copies included, in index order. */
export function rootRows(catalog: CatalogReader): RootRow[] {
  return catalog.database
    .prepare(
      "SELECT docId, contentId, sentAt, attachmentCount FROM document WHERE parentId IS NULL ORDER BY docId",
    )
    .all([])
    .map((row) => ({
      docId: numberOf(row["docId"]),
      contentId: bytesOf(row["contentId"]).toString("hex"),
      sentAt: numberOrNull(row["sentAt"]),
      attachmentCount: numberOf(row["attachmentCount"]),
    }));
}

/** Checks that flagged a document of a family, or reported it in a finding, at `least` or above: root docId -> check ids in order. */
export function flaggedRoots(catalog: CatalogReader, least: Level): Map<number, string[]> {
  const level = LEVELS.indexOf(least);
  const rows = catalog.database
    .prepare(
      `SELECT d.rootId AS rootId, c.id AS id FROM flag f JOIN document d ON d.docId = f.docId JOIN checkid c ON c.number = f.checkNumber WHERE f.level >= ?
       UNION SELECT d.rootId, c.id FROM finding g JOIN findingmember m ON m.findingId = g.findingId JOIN document d ON d.docId = m.docId
       JOIN checkid c ON c.number = g.checkNumber WHERE g.level >= ? ORDER BY 1, 2`,
    )
    .all([level, level]);
  const found = new Map<number, string[]>();
  for (const row of rows) {
    const root = numberOf(row["rootId"]);
    const ids = found.get(root);
    if (ids === undefined) found.set(root, [textOf(row["id"])]);
    else ids.push(textOf(row["id"]));
  }
  return found;
}

/** A document of which something could not be read. */
export interface UnreadPart {
  readonly docId: number;
  readonly rootId: number;
  readonly code: string;
}

/** A picture of fewer bytes cannot hold a line of writing: a dot that counts readers, a bullet. */
const LEAST_PICTURE_BYTES = 1000;

/**
 * Documents of which something was left unread: those with such a problem, with the first; and files that gave no text though they have bytes and
 * are not folders of others (sound, film, pictures, empty scans), with the code `no-text`. Signatures hold nothing to read.
 */
export function unreadParts(catalog: CatalogReader): UnreadPart[] {
  return catalog.database
    .prepare(
      `SELECT d.docId AS docId, d.rootId AS rootId, min(p.code) AS code FROM problem p JOIN document d ON d.docId = p.docId
       WHERE p.severity <> 'note' OR p.code = 'type-unknown' GROUP BY d.docId
       UNION ALL
       SELECT d.docId, d.rootId, 'no-text' FROM document d
       WHERE d.kind <> 'message' AND d.sizeBytes > 0 AND coalesce(d.textLength, 0) = 0 AND d.type NOT LIKE '%signature%'
       AND NOT (d.type LIKE 'image/%' AND d.sizeBytes < ?)
       AND NOT EXISTS (SELECT 1 FROM document child WHERE child.parentId = d.docId)
       AND NOT EXISTS (SELECT 1 FROM problem q WHERE q.docId = d.docId AND (q.severity <> 'note' OR q.code = 'type-unknown'))
       ORDER BY 1`,
    )
    .all([LEAST_PICTURE_BYTES])
    .map((row) => ({
      docId: numberOf(row["docId"]),
      rootId: numberOf(row["rootId"]),
      code: textOf(row["code"]),
    }));
}

/** Problems that belong to no document: bytes of a source that became none. */
export function unreadStretches(catalog: CatalogReader): number {
  const row = catalog.database
    .prepare("SELECT count(*) AS n FROM problem WHERE docId IS NULL AND severity <> 'note'")
    .get([]);
  return numberOf(row?.["n"]);
}

/** Documents that have text: docId and root, in index order. */
export function textDocuments(catalog: CatalogReader): { docId: number; rootId: number }[] {
  return catalog.database
    .prepare("SELECT docId, rootId FROM document WHERE textBlock IS NOT NULL ORDER BY docId")
    .all([])
    .map((row) => ({ docId: numberOf(row["docId"]), rootId: numberOf(row["rootId"]) }));
}

/** Texts of at most `most` documents, exact copies once, in order of content ids: the same for the same archive however it was indexed. */
export function* sampledTexts(catalog: CatalogReader, most: number): Generator<string> {
  for (const row of catalog.database
    .prepare(
      "SELECT min(docId) AS docId FROM document WHERE textBlock IS NOT NULL GROUP BY contentId ORDER BY contentId LIMIT ?",
    )
    .all([most]))
    yield catalog.text(numberOf(row["docId"]));
}

/** Numbers of the files of a family that have text, as `review` counts them: 1 is the first file. */
export function filesWithText(catalog: CatalogReader, rootId: number): number[] {
  const family = catalog.family(rootId).map(({ docId }): number => docId);
  const rows = catalog.database
    .prepare(
      "SELECT docId FROM document WHERE docId BETWEEN ? AND ? AND rootId = ? AND textLength > 0 ORDER BY docId",
    )
    .all([rootId + 1, family.at(-1) ?? rootId, rootId]);
  return rows.map((row) => family.indexOf(numberOf(row["docId"])));
}

/** Documents of all kinds in the families with these roots. */
export function countParts(catalog: CatalogReader, roots: ReadonlySet<number>): number {
  const page = catalog.database.prepare(
    "SELECT docId, rootId FROM document WHERE docId > ? ORDER BY docId LIMIT 20000",
  );
  let count = 0;
  for (let after = -1; ; ) {
    const rows = page.all([after]);
    for (const row of rows) if (roots.has(numberOf(row["rootId"]))) count++;
    const last = rows.at(-1);
    if (last === undefined) return count;
    after = numberOf(last["docId"]);
  }
}
