/** The reading side of what the checks said: flags by document, findings with their members, counts by check. */
import {
  type Evidence,
  type Finding,
  type FindingMember,
  LEVELS,
  type Level,
} from "../model/flag.ts";
import { bytesOf, numberOf, type Sqlite, type SqlRow, textOf } from "./sqlite.ts";
import type { StoredFinding, StoredFlag } from "./write/write-flags.ts";

/** A flag with its document. `body` is null for context flags, whose evidence is derived again when asked for. */
export interface FlagRow {
  readonly docId: number;
  readonly rootId: number;
  readonly check: string;
  readonly level: Level;
  readonly body: StoredFlag | null;
}

/** A flag without its evidence; of a million there may be half a million. */
export interface ListedFlag extends Omit<FlagRow, "body"> {
  /** "" for context flags. */
  readonly sentence: string;
  /** Null: the line of the check. */
  readonly lines: StoredFlag["lines"] | null;
}

/** A stored finding; members carry the root of their family. */
export interface FindingRow extends Finding {
  readonly findingId: number;
  readonly members: readonly (FindingMember & { readonly rootId: number })[];
}

/** What there is of one check. */
export interface CheckCount {
  readonly check: string;
  /** Documents the check had something to look at in. */
  readonly applies: number;
  /** Flags and findings of every level. */
  readonly all: number;
  /** Those above information. */
  readonly loud: number;
}

const levelOf = (row: SqlRow): Level => LEVELS[numberOf(row["level"])] ?? "information";

function flagRow(row: SqlRow): FlagRow {
  const body = bytesOf(row["body"]);
  return {
    docId: numberOf(row["docId"]),
    rootId: numberOf(row["rootId"]),
    check: textOf(row["id"]),
    level: levelOf(row),
    body: body.length === 0 ? null : (JSON.parse(body.toString("utf8")) as StoredFlag),
  };
}

const FLAGS = `SELECT f.docId, d.rootId, c.id, f.level, f.body FROM flag f
  JOIN checkid c ON c.number = f.checkNumber JOIN document d ON d.docId = f.docId JOIN document r ON r.docId = d.rootId`;

/** Documents whose flags are read at a time: their evidence is let go before the next are read. */
const DOCUMENTS_AT_ONCE = 10_000;

/** Flags of at least that level on documents that are no exact copies, by document. */
export function flagsFrom(database: Sqlite, level: Level): ListedFlag[] {
  const some = database.prepare(
    `${FLAGS} WHERE f.docId > ? AND f.docId <= ? AND f.level >= ? AND r.copyOf IS NULL ORDER BY f.docId, c.id`,
  );
  const last = numberOf(
    database.prepare("SELECT ifnull(max(docId), 0) AS n FROM flag").get([])?.["n"],
  );
  const flags: ListedFlag[] = [];
  for (let after = -1; after < last; after += DOCUMENTS_AT_ONCE)
    for (const row of some.all([after, after + DOCUMENTS_AT_ONCE, LEVELS.indexOf(level)])) {
      const { docId, rootId, check, level: own, body } = flagRow(row);
      const [sentence, lines] = [body?.sentence ?? "", body?.lines ?? null];
      flags.push({ docId, rootId, check, level: own, sentence, lines });
    }
  return flags;
}

/** All flags of one document, context included. */
export function flagsOf(database: Sqlite, docId: number): FlagRow[] {
  return database.prepare(`${FLAGS} WHERE f.docId = ? ORDER BY c.id`).all([docId]).map(flagRow);
}

function membersOf(database: Sqlite, findingId: number): FindingRow["members"] {
  return database
    .prepare(
      "SELECT m.docId, d.rootId, m.evidence FROM findingmember m JOIN document d ON d.docId = m.docId WHERE m.findingId = ? ORDER BY m.ordinal",
    )
    .all([findingId])
    .map((row) => ({
      docId: numberOf(row["docId"]),
      rootId: numberOf(row["rootId"]),
      evidence: JSON.parse(textOf(row["evidence"])) as Evidence[],
    }));
}

/** All findings, in the order they were made. */
export function allFindings(database: Sqlite): FindingRow[] {
  return database
    .prepare(
      "SELECT f.findingId, c.id, f.level, f.rarity, f.body FROM finding f JOIN checkid c ON c.number = f.checkNumber ORDER BY f.findingId",
    )
    .all([])
    .map((row) => {
      const findingId = numberOf(row["findingId"]);
      const { sentence, evidence } = JSON.parse(textOf(row["body"])) as StoredFinding;
      return {
        findingId,
        check: textOf(row["id"]),
        level: levelOf(row),
        rarity: numberOf(row["rarity"]),
        sentence,
        evidence,
        members: membersOf(database, findingId),
      };
    });
}

/** Counts by check id. */
export function checkCounts(database: Sqlite): Map<string, CheckCount> {
  const rows = database
    .prepare(
      `SELECT c.id, c.applies,
       (SELECT count(*) FROM flag f WHERE f.checkNumber = c.number) + (SELECT count(*) FROM finding g WHERE g.checkNumber = c.number) AS total,
       (SELECT count(*) FROM flag f WHERE f.checkNumber = c.number AND f.level > 0) + (SELECT count(*) FROM finding g WHERE g.checkNumber = c.number AND g.level > 0) AS loud
       FROM checkid c`,
    )
    .all([]);
  return new Map(
    rows.map((row) => {
      const check = textOf(row["id"]);
      return [
        check,
        {
          check,
          applies: numberOf(row["applies"]),
          all: numberOf(row["total"]),
          loud: numberOf(row["loud"]),
        },
      ];
    }),
  );
}

/** For which state of the catalog the stored findings hold; "" when none were made. */
export function findingsState(database: Sqlite): string {
  return textOf(
    database.prepare("SELECT value FROM meta WHERE key = 'findingsState'").get([])?.["value"],
  );
}

/** The state the catalog is in: changes with every document added or removed. */
export function documentsState(database: Sqlite, version: number): string {
  const row = database.prepare("SELECT count(*) AS n, max(docId) AS last FROM document").get([]);
  return `${version} ${numberOf(row?.["n"])} ${textOf(row?.["last"])}`;
}

/** docIds (ascending) of documents with a flag or finding of a check whose id `test` accepts. */
export function documentsOfChecks(database: Sqlite, test: (check: string) => boolean): number[] {
  const found = new Set<number>();
  const numbers = database
    .prepare("SELECT number, id FROM checkid")
    .all([])
    .filter((row) => test(textOf(row["id"])))
    .map((row) => numberOf(row["number"]));
  for (const number of numbers) {
    const rows = [
      ...database.prepare("SELECT docId FROM flag WHERE checkNumber = ?").all([number]),
      ...database
        .prepare(
          "SELECT m.docId FROM finding f JOIN findingmember m ON m.findingId = f.findingId WHERE f.checkNumber = ?",
        )
        .all([number]),
    ];
    for (const row of rows) found.add(numberOf(row["docId"]));
  }
  return [...found].sort((a, b) => a - b);
}

/** docIds (ascending) of roots whose family has at least `count` different checks above information. */
export function rootsWithFlags(database: Sqlite, count: number): number[] {
  return database
    .prepare(
      `SELECT rootId FROM (
         SELECT d.rootId, f.checkNumber FROM flag f JOIN document d ON d.docId = f.docId WHERE f.level > 0
         UNION SELECT d.rootId, g.checkNumber FROM finding g JOIN findingmember m ON m.findingId = g.findingId JOIN document d ON d.docId = m.docId WHERE g.level > 0
       ) GROUP BY rootId HAVING count(*) >= ? ORDER BY rootId`,
    )
    .all([count])
    .map((row) => numberOf(row["rootId"]));
}
