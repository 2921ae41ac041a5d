/** What lists show beside a document: the checks that fired on it. */
import { numberOf, type Sqlite, textOf } from "./sqlite.ts";

/** A check that fired; `level` counts from 0 (information) to 3 (high). */
export interface MarkedFlag {
  readonly check: string;
  readonly level: number;
}

const CHUNK = 200;
const LOWEST_SHOWN = 1;

/** Flags of documents by docId, worst first, context flags (level information) left out: they never count alone. */
export function flagsOf(
  database: Sqlite,
  docIds: readonly number[],
): ReadonlyMap<number, readonly MarkedFlag[]> {
  const found = new Map<number, MarkedFlag[]>();
  const sql = `SELECT docId, id, level FROM flag JOIN checkid ON number = checkNumber
    WHERE level >= ${LOWEST_SHOWN} AND docId IN (${Array.from({ length: CHUNK }, () => "?").join()}) ORDER BY level DESC, id`;
  for (let from = 0; from < docIds.length; from += CHUNK) {
    const some = Array.from({ length: CHUNK }, (_, i) => docIds[from + i] ?? -1);
    for (const row of database.prepare(sql).all(some)) {
      const docId = numberOf(row["docId"]);
      const flag = { check: textOf(row["id"]), level: numberOf(row["level"]) };
      const list = found.get(docId);
      if (list === undefined) found.set(docId, [flag]);
      else list.push(flag);
    }
  }
  return found;
}
