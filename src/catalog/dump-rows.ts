/** The order in which an index is written out as text: sources by path, the families of each by place. Reads only. */
import { bytesOf, numberOf, type Sqlite, textOf } from "./sqlite.ts";

/** A gap of a source, or what concerns no document. */
export interface DumpGap {
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
}

const PAGE = 2000;

/**
 * Roots of a source in order of their place in it: records are numbered as they follow each other, and a message in a loose container, which
 * is a root without a record of its own, comes after that container.
 */
export function* rootsOf(database: Sqlite, sourceId: number): Generator<number> {
  const select = database.prepare(
    "SELECT docId FROM document WHERE sourceId = ? AND parentId IS NULL AND docId > ? ORDER BY docId LIMIT ?",
  );
  for (let docId = -1; ; ) {
    const page = select.all([sourceId, docId, PAGE]);
    for (const row of page) {
      docId = numberOf(row["docId"]);
      yield docId;
    }
    if (page.length < PAGE) return;
  }
}

/** Gaps of a source, in order. */
export function gapsOf(database: Sqlite, sourceId: number): DumpGap[] {
  return database
    .prepare("SELECT offset, length, reason FROM gap WHERE sourceId = ? ORDER BY offset")
    .all([sourceId])
    .map((row) => ({
      offset: numberOf(row["offset"]),
      length: numberOf(row["length"]),
      reason: textOf(row["reason"]),
    }));
}

/** Problems that concern a source as a whole (null: no source that is known), as JSON, sorted. */
export function sourceProblems(database: Sqlite, sourceId: number | null): string[] {
  return database
    .prepare(
      "SELECT code, severity, reason, locator FROM problem WHERE docId IS NULL AND sourceId IS ? ORDER BY problemId",
    )
    .all([sourceId])
    .map((row) =>
      JSON.stringify({
        code: textOf(row["code"]),
        severity: textOf(row["severity"]),
        reason: textOf(row["reason"]),
        locator: JSON.parse(textOf(row["locator"])) as unknown,
      }),
    )
    .sort();
}

/** Flags of a document, every level, by check: `{check, level, body}`; body is what was stored with it. */
export function allFlagsOf(
  database: Sqlite,
  docId: number,
): { check: string; level: number; body: string }[] {
  return database
    .prepare(
      "SELECT id, level, body FROM flag JOIN checkid ON number = checkNumber WHERE docId = ? ORDER BY id",
    )
    .all([docId])
    .map((row) => ({
      check: textOf(row["id"]),
      level: numberOf(row["level"]),
      body: bytesOf(row["body"]).toString("utf8"),
    }));
}
