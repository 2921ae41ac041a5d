/** What lists show beside a document: the checks that fired on it. */
import { numberOf, type Sqlite, textOf } from "./sqlite.ts";

/** A check that fired; `level` counts from 0 (information) to 3 (high). */
export interface MarkedFlag {
  readonly check: string;
  readonly level: number;
}

/** A family has few documents, a list of messages many: what is left of the last chunk is asked for in vain. */
const CHUNK = 50;
const LOWEST_SHOWN = 1;

/**
 * Flags of documents by docId, worst first: of checks of one document, and of checks over the whole corpus as far as these have run. Context flags
 * (level information) are left out: they never count alone.
 */
export function flagsOf(
  database: Sqlite,
  docIds: readonly number[],
): ReadonlyMap<number, readonly MarkedFlag[]> {
  const found = new Map<number, MarkedFlag[]>();
  const listed = `IN (${Array.from({ length: CHUNK }, () => "?").join()})`;
  const sql = `SELECT docId, id, level FROM flag JOIN checkid ON number = checkNumber WHERE level >= ${LOWEST_SHOWN} AND docId ${listed}
    UNION SELECT m.docId, c.id, max(f.level) FROM findingmember m JOIN finding f ON f.findingId = m.findingId JOIN checkid c ON c.number = f.checkNumber
    WHERE f.level >= ${LOWEST_SHOWN} AND m.docId ${listed} GROUP BY m.docId, c.id ORDER BY 3 DESC, 2`;
  for (let from = 0; from < docIds.length; from += CHUNK) {
    const some = Array.from({ length: CHUNK }, (_, i) => docIds[from + i] ?? -1);
    for (const row of database.prepare(sql).all([...some, ...some])) {
      const docId = numberOf(row["docId"]);
      const flag = { check: textOf(row["id"]), level: numberOf(row["level"]) };
      const list = found.get(docId);
      if (list === undefined) found.set(docId, [flag]);
      else list.push(flag);
    }
  }
  return found;
}

/** A check that fired on a document, of one document or of the whole corpus; every level. */
export interface FiredCheck extends MarkedFlag {
  readonly docId: number;
  /** Whether a check over the whole corpus said it. */
  readonly isFinding: boolean;
}

/** Checks that fired on the documents of a family, whose docIds stand side by side. */
export function checksWithin(database: Sqlite, firstDoc: number, lastDoc: number): FiredCheck[] {
  return database
    .prepare(
      `SELECT docId, id, level, 0 AS isFinding FROM flag JOIN checkid ON number = checkNumber WHERE docId BETWEEN ? AND ?
       UNION ALL SELECT m.docId, c.id, f.level, 1 FROM findingmember m JOIN finding f ON f.findingId = m.findingId JOIN checkid c ON c.number = f.checkNumber
       WHERE m.docId BETWEEN ? AND ?`,
    )
    .all([firstDoc, lastDoc, firstDoc, lastDoc])
    .map((row) => ({
      docId: numberOf(row["docId"]),
      check: textOf(row["id"]),
      level: numberOf(row["level"]),
      isFinding: numberOf(row["isFinding"]) === 1,
    }));
}
