/** Figures over the whole catalog: totals, problems by kind, senders, types. One query each. */
import type { Problem } from "../model/problem.ts";
import { bytesOf, numberOf, numberOrNull, type Sqlite, textOf } from "./sqlite.ts";
import { FIRST_SENDER_SQL } from "./stored-json.ts";

/** Problems by code and severity, most first. */
export function problemCounts(
  database: Sqlite,
): { code: string; severity: Problem["severity"]; count: number }[] {
  const rows = database
    .prepare(
      "SELECT code, severity, count(*) AS n FROM problem GROUP BY code, severity ORDER BY n DESC, code",
    )
    .all([]);
  return rows.map((row) => ({
    code: textOf(row["code"]),
    severity: textOf(row["severity"]) as Problem["severity"],
    count: numberOf(row["n"]),
  }));
}

/** A question of `stats`: one row of numbers. */
export function totals(database: Sqlite): Readonly<Record<string, number | null>> {
  const row = database
    .prepare(
      `SELECT count(*) AS documents, sum(parentId IS NULL) AS families, sum(kind = 'message' AND parentId IS NULL) AS messages,
       sum(kind = 'message' AND parentId IS NOT NULL) AS nestedMessages, sum(kind = 'attachment') AS attachments, sum(kind = 'file') AS files,
       sum(kind = 'member') AS members, sum(copyOf IS NOT NULL) AS copies,
       min(CASE WHEN parentId IS NULL THEN sentAt END) AS firstSentAt, max(CASE WHEN parentId IS NULL THEN sentAt END) AS lastSentAt,
       sum(kind = 'message' AND parentId IS NULL AND sentAt IS NULL) AS undated FROM document`,
    )
    .get([]);
  return Object.fromEntries(
    Object.entries(row ?? {})
      .filter(([key]) => key !== "_metadata")
      .map(([key, value]) => [key, numberOrNull(value)]),
  );
}

/** Senders of root messages by address in lower case, most first, exact copies counted once. */
export function topSenders(database: Sqlite, limit: number): { value: string; count: number }[] {
  return pairs(
    database,
    `SELECT ${FIRST_SENDER_SQL} AS value, count(*) AS n FROM document WHERE parentId IS NULL AND envelope IS NOT NULL AND copyOf IS NULL GROUP BY value ORDER BY n DESC, value LIMIT ?`,
    [limit],
  );
}

function pairs(
  database: Sqlite,
  sql: string,
  values: readonly number[],
): { value: string; count: number }[] {
  const rows = database.prepare(sql).all(values);
  return rows.map((row) => ({ value: textOf(row["value"]), count: numberOf(row["n"]) }));
}

/** Value and count pairs of a grouping query over documents, most first. For stats and facets; `column` is ours, never the user's. */
export function countBy(
  database: Sqlite,
  column: "type" | "kind",
  where: "all" | "files",
  limit: number,
): { value: string; count: number }[] {
  const condition = where === "files" ? "kind <> 'message'" : "1";
  return pairs(
    database,
    `SELECT ${column} AS value, count(*) AS n FROM document WHERE ${condition} GROUP BY value ORDER BY n DESC, value LIMIT ?`,
    [limit],
  );
}

/** Roots that are no exact copies, with their content ids, ascending. */
export function originalRoots(database: Sqlite): (readonly [docId: number, contentId: string])[] {
  return database
    .prepare(
      "SELECT docId, contentId FROM document WHERE parentId IS NULL AND copyOf IS NULL ORDER BY docId",
    )
    .all([])
    .map((row) => [numberOf(row["docId"]), Buffer.from(bytesOf(row["contentId"])).toString("hex")]);
}
