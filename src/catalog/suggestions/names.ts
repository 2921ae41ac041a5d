/** Distinct names of the index with their counts, and the rows in which their index (segment/names.ts) is kept: it is made after a run and read a field at a time. */
import { NAME_METADATA } from "../../fields.ts";
import type { Address } from "../../model/message.ts";
import { bytesOf, numberOf, type Sqlite, textOf } from "../sqlite.ts";
import { unpackEnvelope } from "../stored-json.ts";

/** An index made before names were kept gets the table with its next run. */
const NAME_TABLE = `CREATE TABLE IF NOT EXISTS name (
  field TEXT NOT NULL,
  part TEXT NOT NULL,
  body BLOB NOT NULL
);`;

/** What the names were made of: the first number that no document had then, and how many documents there were. */
const MADE_KEY = "namesMadeOf";

/** What an answer puts before a subject: one subject is one value, however often it was answered. */
const ANSWER = /^(?:(?:re|fwd?|aw|wg|tr)\s?:\s*)+/i;

/** Messages read at a time. */
const PAGE = 10_000;

const written = ({ name, address }: Address): string =>
  name === "" ? address : address === "" ? name : `${name} <${address}>`;

/** Values by field with the number of places that have them; exact copies count once. */
export function distinctNames(database: Sqlite): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const fields = new Map<string, Map<string, number>>();
  const add = (field: string, value: string, count = 1): void => {
    if (value === "") return;
    const counts = fields.get(field) ?? new Map<string, number>();
    fields.set(field, counts);
    counts.set(value, (counts.get(value) ?? 0) + count);
  };
  const page = database.prepare(
    `SELECT docId, envelope FROM document WHERE docId > ? AND kind = 'message' AND copyOf IS NULL AND envelope IS NOT NULL ORDER BY docId LIMIT ${PAGE}`,
  );
  for (let last = -1; ; ) {
    const rows = page.all([last]);
    for (const row of rows) {
      const envelope = unpackEnvelope(bytesOf(row["envelope"]));
      if (envelope === null) continue;
      add("subject", envelope.subject.replace(ANSWER, ""));
      for (const one of envelope.from) add("from", written(one));
      for (const list of [envelope.to, envelope.cc, envelope.bcc])
        for (const one of list) add("to", written(one));
    }
    if (rows.length < PAGE) break;
    last = numberOf(rows.at(-1)?.["docId"]);
  }
  const names = database.prepare(
    "SELECT name AS value, count(*) AS n FROM document WHERE name IS NOT NULL AND copyOf IS NULL GROUP BY name",
  );
  for (const row of names.all([])) add("filename", textOf(row["value"]), numberOf(row["n"]));
  const metadata = database.prepare(
    "SELECT text AS value, count(*) AS n FROM metadata WHERE field = ? AND state = 'present' GROUP BY text",
  );
  for (const field of NAME_METADATA)
    for (const row of metadata.all([field])) add(field, textOf(row["value"]), numberOf(row["n"]));
  return fields;
}

interface Extent {
  readonly next: number;
  readonly documents: number;
}

function extentOf(database: Sqlite): Extent {
  const row = database
    .prepare("SELECT coalesce(max(docId), -1) + 1 AS next, count(*) AS documents FROM document")
    .get([]);
  return { next: numberOf(row?.["next"]), documents: numberOf(row?.["documents"]) };
}

/** Of documents added or removed since names were made, one in so many of all makes them again: a suggestion may be a little old, a run over few mails must stay short. */
const ONE_IN = 50;

/** Whether names are to be made again. */
export function areNamesOld(database: Sqlite): boolean {
  const row = database.prepare("SELECT value FROM meta WHERE key = ?").get([MADE_KEY]);
  const [next = 0, documents = 0] = textOf(row?.["value"] ?? "")
    .split(" ")
    .map(Number);
  const now = extentOf(database);
  const added = now.next - next;
  const removed = documents + added - now.documents;
  return (added + removed) * ONE_IN > now.documents;
}

/** Puts the pieces in the place of those before. */
export function keepNames(
  database: Sqlite,
  parts: readonly { readonly field: string; readonly part: string; readonly body: string }[],
): void {
  const { next, documents } = extentOf(database);
  database.exec("PRAGMA secure_delete=ON"); // a name that is forgotten later must not be left in free pages
  database.transaction(() => {
    database.exec(NAME_TABLE);
    database.exec("DELETE FROM name");
    const insert = database.prepare("INSERT INTO name (field, part, body) VALUES (?, ?, ?)");
    for (const { field, part, body } of parts) insert.run([field, part, Buffer.from(body, "utf8")]);
    database
      .prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")
      .run([MADE_KEY, `${next} ${documents}`]);
  });
}

/** The pieces of one field, in the order they were made; none in an index without names. */
export function namesOf(database: Sqlite, field: string): { part: string; body: string }[] {
  const table = database.prepare("SELECT 1 AS one FROM sqlite_master WHERE name = 'name'");
  if (table.get([]) === undefined) return [];
  return database
    .prepare("SELECT part, body FROM name WHERE field = ? ORDER BY rowid")
    .all([field])
    .map((row) => ({ part: textOf(row["part"]), body: textOf(row["body"]) }));
}
