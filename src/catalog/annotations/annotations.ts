/**
 * Tags and notes in `work.sqlite`, beside the marks of reviews (work.ts): table `annotation`. Keyed by content id, never by docId, so that they survive
 * `index --rebuild`, other machines and other indexes of the same material. They are kept as events that are only added: who set what on which content, when. The state of a tag is its latest event (of two at the same millisecond the
 * greater author, then "remove"), so that merged files give one state in whatever order they come.
 */
import { existsSync } from "node:fs";
import type { IndexPaths } from "../index-folder.ts";
import { blob, bytesOf, numberOf, Sqlite, type SqlRow, textOf } from "../sqlite.ts";
import { WorkStore } from "./work.ts";

const TABLE = `
CREATE TABLE IF NOT EXISTS annotation (
  contentId BLOB NOT NULL,
  kind TEXT NOT NULL,
  value BLOB NOT NULL,
  state TEXT NOT NULL,
  author BLOB NOT NULL,
  atMs REAL NOT NULL,
  PRIMARY KEY (contentId, kind, value, author, atMs, state)
) WITHOUT ROWID;
`;

/** Runs `body` on the work file, made when missing. */
export function writeAnnotations<T>(paths: IndexPaths, body: (work: Sqlite) => T): T {
  new WorkStore(paths, "write").close(); // whoever opens the file for reading expects all its tables
  const work = new Sqlite(paths.work, "write");
  try {
    work.exec(TABLE);
    return body(work);
  } finally {
    work.close();
  }
}

/** Runs `body` on what is there, or returns `otherwise` when nobody has tagged or noted anything. */
export function readAnnotations<T>(paths: IndexPaths, body: (work: Sqlite) => T, otherwise: T): T {
  if (!existsSync(paths.work)) return otherwise;
  const work = new Sqlite(paths.work, "read");
  try {
    const table = work.prepare("SELECT 1 AS one FROM sqlite_master WHERE name = 'annotation'");
    return table.get([]) === undefined ? otherwise : body(work);
  } finally {
    work.close();
  }
}

/** One act of one person. `value` is the tag or the note's text. */
export interface Annotation {
  /** 64 hex digits. */
  readonly contentId: string;
  readonly kind: "tag" | "note";
  readonly value: string;
  readonly state: "add" | "remove";
  readonly author: string;
  readonly atMs: number;
}

/** Letters, digits and `-_./` after the first; lower case. */
const TAG = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_./-]{0,63}$/u;

/** A tag as stored (lower case, NFC), or null when the word can be none. */
export function tagName(word: string): string | null {
  const name = word.normalize("NFC").toLowerCase();
  return TAG.test(name) ? name : null;
}

const MAX_NOTE_CHARS = 100_000;
const MAX_AUTHOR_CHARS = 200;

/** Whether a mark from a file is one that could have been made here. A merged file comes from elsewhere. */
export function isAnnotation(value: unknown): value is Annotation {
  if (typeof value !== "object" || value === null) return false;
  const mark = value as Partial<Record<keyof Annotation, unknown>>;
  return (
    typeof mark.contentId === "string" &&
    /^[0-9a-f]{64}$/.test(mark.contentId) &&
    (mark.kind === "tag" || mark.kind === "note") &&
    typeof mark.value === "string" &&
    (mark.kind === "tag"
      ? tagName(mark.value) === mark.value
      : mark.value.length <= MAX_NOTE_CHARS) &&
    (mark.state === "add" || mark.state === "remove") &&
    typeof mark.author === "string" &&
    mark.author.length <= MAX_AUTHOR_CHARS &&
    typeof mark.atMs === "number" &&
    Number.isFinite(mark.atMs)
  );
}

/** Adds marks; those known already change nothing. Returns how many were new. */
export function addAnnotations(work: Sqlite, marks: Iterable<Annotation>): number {
  const insert = work.prepare(
    "INSERT OR IGNORE INTO annotation (contentId, kind, value, state, author, atMs) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const count = (): number =>
    numberOf(work.prepare("SELECT count(*) AS n FROM annotation").get([])?.["n"]);
  return work.transaction(() => {
    const before = count();
    for (const { contentId, kind, value, state, author, atMs } of marks)
      insert.run([Buffer.from(contentId, "hex"), kind, blob(value), state, blob(author), atMs]);
    return count() - before;
  });
}

function annotationOf(row: SqlRow): Annotation {
  return {
    contentId: bytesOf(row["contentId"]).toString("hex"),
    kind: textOf(row["kind"]) as Annotation["kind"],
    value: textOf(row["value"]),
    state: textOf(row["state"]) as Annotation["state"],
    author: textOf(row["author"]),
    atMs: numberOf(row["atMs"]),
  };
}

/** All marks in a fixed order: equal sets give equal lists. */
export function allAnnotations(work: Sqlite): Annotation[] {
  return work
    .prepare("SELECT * FROM annotation ORDER BY contentId, kind, value, atMs, author, state")
    .all([])
    .map(annotationOf);
}

/** Marks of one content, oldest first. */
export function annotationsOf(work: Sqlite, contentId: string): Annotation[] {
  return work
    .prepare(
      "SELECT * FROM annotation WHERE contentId = ? ORDER BY atMs, author, kind, value, state",
    )
    .all([Buffer.from(contentId, "hex")])
    .map(annotationOf);
}

const later = (a: Annotation, b: Annotation): boolean =>
  a.atMs !== b.atMs
    ? a.atMs > b.atMs
    : a.author !== b.author
      ? a.author > b.author
      : a.state > b.state;

const keyOf = (mark: Annotation): string => `${mark.contentId} ${mark.kind} ${mark.value}`;

/** The latest mark of each content and value. */
function latestAnnotations(marks: Iterable<Annotation>): Map<string, Annotation> {
  const latest = new Map<string, Annotation>();
  for (const mark of marks) {
    const known = latest.get(keyOf(mark));
    if (known === undefined || later(mark, known)) latest.set(keyOf(mark), mark);
  }
  return latest;
}

/** Tags set now, by content. */
export function tagsByContent(marks: Iterable<Annotation>): Map<string, string[]> {
  const tags = new Map<string, string[]>();
  for (const { contentId, kind, value, state } of latestAnnotations(marks).values()) {
    if (kind !== "tag" || state !== "add") continue;
    const list = tags.get(contentId);
    if (list === undefined) tags.set(contentId, [value]);
    else list.push(value);
  }
  for (const list of tags.values()) list.sort();
  return tags;
}

/** Two people who said different things of one tag on one content; `winner` is what holds. */
export interface TagConflict {
  readonly contentId: string;
  readonly tag: string;
  readonly marks: readonly Annotation[];
  readonly winner: Annotation;
}

/** Tags on which the last word of one person is "add" and of another "remove". */
export function tagConflicts(marks: Iterable<Annotation>): TagConflict[] {
  const byKey = new Map<string, Map<string, Annotation>>();
  for (const mark of marks) {
    if (mark.kind !== "tag") continue;
    const people = byKey.get(keyOf(mark)) ?? new Map<string, Annotation>();
    byKey.set(keyOf(mark), people);
    const known = people.get(mark.author);
    if (known === undefined || later(mark, known)) people.set(mark.author, mark);
  }
  return [...byKey.values()].flatMap((people) => {
    const last = [...people.values()].sort((a, b) => (later(a, b) ? 1 : -1));
    const winner = last.at(-1);
    if (winner === undefined || last.every((mark) => mark.state === winner.state)) return [];
    return [{ contentId: winner.contentId, tag: winner.value, marks: last, winner }];
  });
}
