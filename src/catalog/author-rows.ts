/** Name-like metadata values of the whole catalog, row by row, for the table of `leaksift authors`. */
import type { CatalogReader } from "./read-catalog.ts";
import { bytesOf, numberOf, numberOrNull, textOf } from "./sqlite.ts";

/** Fields whose values are listed: person-like ones, and the company that stands beside them. */
const AUTHOR_FIELDS = [
  "creator",
  "lastsavedby",
  "company",
  "manager",
  "changedby",
  "commentby",
  "people",
] as const;

/** Times a file states of itself, the one that says most of its last state first. */
const TIME_FIELDS = ["modified", "created", "taken"] as const;

/** One value of one file, or one time of it (`epochMs` not null). Values and times of a document stand together. */
export interface AuthorRow {
  readonly docId: number;
  readonly rootId: number;
  /** The file's content: 64 hex digits. */
  readonly contentId: string;
  /** Media type by content. */
  readonly type: string;
  readonly field: string;
  readonly text: string;
  readonly source: string;
  readonly epochMs: number | null;
}

/** Rows fetched at once: a file with ten thousand values does not fill the memory. */
const PAGE = 5000;

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join();

/** The rows in order of document and value; files in exact copies of a family are left out. */
export function* authorRows({ database }: CatalogReader): Generator<AuthorRow> {
  // The join goes outward from metadata: most documents of a mail archive have none.
  const statement = database.prepare(
    `SELECT m.docId, m.ordinal, m.field, m.text, m.source, m.epochMs, d.rootId, d.contentId, d.type
     FROM metadata m CROSS JOIN document d ON d.docId = m.docId CROSS JOIN document r ON r.docId = d.rootId
     WHERE (m.docId, m.ordinal) > (?, ?) AND m.state = 'present' AND m.field IN (${quoted([...AUTHOR_FIELDS, ...TIME_FIELDS])}) AND r.copyOf IS NULL
     ORDER BY m.docId, m.ordinal LIMIT ${PAGE}`,
  );
  for (let docId = -1, ordinal = -1; ; ) {
    const rows = statement.all([docId, ordinal]);
    for (const row of rows) {
      yield {
        docId: numberOf(row["docId"]),
        rootId: numberOf(row["rootId"]),
        contentId: bytesOf(row["contentId"]).toString("hex"),
        type: textOf(row["type"]),
        field: textOf(row["field"]),
        text: textOf(row["text"]),
        source: textOf(row["source"]),
        epochMs: numberOrNull(row["epochMs"]),
      };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    docId = numberOf(last["docId"]);
    ordinal = numberOf(last["ordinal"]);
  }
}

/** How many different files there are, messages and files of exact copies of a family left out; of these roots only when they are given. */
export function countFiles(catalog: CatalogReader, roots: ReadonlySet<number> | null): number {
  const { database } = catalog;
  if (roots === null) {
    const row = database
      .prepare(
        "SELECT count(DISTINCT d.contentId) AS n FROM document d JOIN document r ON r.docId = d.rootId WHERE d.kind <> 'message' AND r.copyOf IS NULL",
      )
      .get([]);
    return numberOf(row?.["n"]);
  }
  const statement = database.prepare(
    "SELECT rootId, docId, contentId FROM document WHERE kind <> 'message' AND docId > ? ORDER BY docId LIMIT 20000",
  );
  const seen = new Set<string>();
  for (let after = -1; ; ) {
    const rows = statement.all([after]);
    for (const row of rows)
      if (roots.has(numberOf(row["rootId"])))
        seen.add(bytesOf(row["contentId"]).toString("latin1"));
    const last = rows.at(-1);
    if (last === undefined) return seen.size;
    after = numberOf(last["docId"]);
  }
}
