/**
 * One hash for the whole state of an index: its sources, the documents of its live segments, what was removed. Every segment row carries a
 * hash over its document rows, so that asking costs no walk over the documents; `verify` does that walk and compares.
 */
import { createHash } from "node:crypto";
import type { Sha256 } from "../model/ids.ts";
import { bytesOf, numberOf, type Sqlite, textOf } from "./sqlite.ts";

const hexOf = (value: Parameters<typeof bytesOf>[0]): string => bytesOf(value).toString("hex");

/** Documents read from the catalog at a time. */
const PAGE = 2000;

/** Hash over the document rows `firstDoc … firstDoc + documentCount`: number, place, content id, record and its hash. */
export function documentsHash(database: Sqlite, firstDoc: number, documentCount: number): Buffer {
  const hash = createHash("sha256");
  const end = firstDoc + documentCount;
  // A row as one text: nine values a row cost twice as much to hand over.
  const select = database.prepare(
    `SELECT docId || '|' || coalesce(parentId, 'null') || '|' || sourceId || '|' || kind || '|' || lower(hex(contentId)) || '|' ||
       coalesce(recordOffset, 'null') || '|' || coalesce(recordLength, 'null') || '|' || lower(hex(coalesce(recordSha256, ''))) || '|' ||
       coalesce(steps, '') || char(10) AS line
     FROM document WHERE docId >= ? AND docId < ? ORDER BY docId`,
  );
  for (let from = firstDoc; from < end; from += PAGE) {
    let text = "";
    for (const row of select.all([from, Math.min(end, from + PAGE)])) text += textOf(row["line"]);
    hash.update(text);
  }
  return hash.digest();
}

/** The hash of the state now. Two catalogs with the same sources, documents and segments have the same. */
export function stateHash(database: Sqlite): Sha256 {
  const hash = createHash("sha256");
  const sources = database
    .prepare(
      "SELECT path, sizeBytes, sha256, state, condition, doneBytes FROM source ORDER BY sourceId",
    )
    .all([]);
  for (const row of sources) {
    hash.update(
      `${hexOf(row["path"])}|${row["sizeBytes"]}|${hexOf(row["sha256"])}|${textOf(row["state"])}|${textOf(row["condition"])}|${row["doneBytes"]}\n`,
    );
  }
  const segments = database
    .prepare(
      "SELECT firstDoc, documentCount, tombstones, contentHash FROM segment ORDER BY firstDoc",
    )
    .all([]);
  for (const row of segments) {
    hash.update(
      `${row["firstDoc"]}|${row["documentCount"]}|${hexOf(row["contentHash"])}|${hexOf(row["tombstones"])}\n`,
    );
  }
  for (const table of ["document", "problem", "gap", "forgotten"]) {
    const row = database.prepare(`SELECT count(*) AS n FROM ${table}`).get([]);
    hash.update(`${table} ${numberOf(row?.["n"])}\n`);
  }
  return hash.digest("hex") as Sha256;
}
