/**
 * Stores what the checks said: flags and traits with each document, findings of the corpus checks as a whole. Context flags
 * (level information) are stored without evidence: it is derived again from the stored headers when somebody asks.
 */
import type { DocumentRecord } from "../../model/document.ts";
import { type Finding, type Flag, LEVELS } from "../../model/flag.ts";
import { blob, numberOf, type Sqlite } from "../sqlite.ts";
import { packTraits } from "../stored-json.ts";

/** Number of a check in this catalog; new ones get the next. */
function checkNumber(database: Sqlite, id: string): number {
  const find = database.prepare("SELECT number FROM checkid WHERE id = ?");
  const known = find.get([id]);
  if (known !== undefined) return numberOf(known["number"]);
  database.prepare("INSERT INTO checkid (id) VALUES (?)").run([id]);
  return numberOf(find.get([id])?.["number"]);
}

/** What is kept of a flag besides its check and level. */
export type StoredFlag = Pick<Flag, "sentence" | "evidence" | "lines">;

/** Stores flags and traits of the documents of a batch; docIds start at `firstDoc`. Inside the batch's transaction. */
export function insertFlags(
  database: Sqlite,
  documents: readonly DocumentRecord[],
  firstDoc: number,
): void {
  const numbers = new Map<string, number>();
  const applied = new Map<string, number>();
  const numberFor = (id: string): number => {
    const number = numbers.get(id) ?? checkNumber(database, id);
    numbers.set(id, number);
    return number;
  };
  const insert = database.prepare(
    "INSERT OR REPLACE INTO flag (docId, checkNumber, level, body) VALUES (?, ?, ?, ?)",
  );
  const insertTraits = database.prepare("INSERT INTO trait (docId, traits) VALUES (?, ?)");
  for (const { local, checked } of documents) {
    if (checked === undefined) continue;
    applied.set(checked.applied, (applied.get(checked.applied) ?? 0) + 1);
    if (checked.traits !== null) insertTraits.run([firstDoc + local, packTraits(checked.traits)]);
    for (const { check, level, sentence, evidence, lines } of checked.flags) {
      const isContext = level === "information" && checked.traits !== null;
      const body: StoredFlag = { sentence, evidence, ...(lines === undefined ? {} : { lines }) };
      insert.run([
        firstDoc + local,
        numberFor(check),
        LEVELS.indexOf(level),
        isContext ? null : blob(JSON.stringify(body)),
      ]);
    }
  }
  const count = database.prepare("UPDATE checkid SET applies = applies + ? WHERE number = ?");
  // Few different lists stand for thousands of documents
  const totals = new Map<string, number>();
  for (const [ids, n] of applied)
    for (const id of ids.split(" ")) totals.set(id, (totals.get(id) ?? 0) + n);
  totals.delete("");
  for (const [id, n] of totals) count.run([n, numberFor(id)]);
}

/** Takes away flags, traits and memberships of documents in a range of docIds that are no documents any more. */
export function removeFlags(database: Sqlite, docId: number): void {
  database.prepare("DELETE FROM flag WHERE docId = ?").run([docId]);
  database.prepare("DELETE FROM trait WHERE docId = ?").run([docId]);
  database.prepare("DELETE FROM findingmember WHERE docId = ?").run([docId]);
}

/** What of a finding is stored as JSON. */
export type StoredFinding = Pick<Finding, "sentence" | "evidence">;

/** Replaces all findings, and notes for which state of the catalog they hold. */
export function replaceFindings(
  database: Sqlite,
  findings: Iterable<Finding>,
  applies: ReadonlyMap<string, number>,
  state: string,
): void {
  database.transaction(() => {
    database.exec("DELETE FROM finding; DELETE FROM findingmember;");
    const insert = database.prepare(
      "INSERT INTO finding (findingId, checkNumber, level, rarity, body) VALUES (?, ?, ?, ?, ?)",
    );
    const insertMember = database.prepare(
      "INSERT INTO findingmember (findingId, ordinal, docId, evidence) VALUES (?, ?, ?, ?)",
    );
    let findingId = 0;
    for (const { check, level, rarity, sentence, evidence, members } of findings) {
      const body: StoredFinding = { sentence, evidence };
      insert.run([
        findingId,
        checkNumber(database, check),
        LEVELS.indexOf(level),
        rarity,
        blob(JSON.stringify(body)),
      ]);
      for (const [ordinal, member] of members.entries())
        insertMember.run([findingId, ordinal, member.docId, blob(JSON.stringify(member.evidence))]);
      findingId++;
    }
    const set = database.prepare("UPDATE checkid SET applies = ? WHERE number = ?");
    for (const [id, n] of applies) set.run([n, checkNumber(database, id)]);
    database
      .prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('findingsState', ?)")
      .run([state]);
  });
}
