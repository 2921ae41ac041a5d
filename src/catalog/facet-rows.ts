/** Rows that facets count, fetched for many documents at a time: senders, recipients, sources, metadata values, flags. */
import { type ProgramPart, programPart } from "../model/program-value.ts";
import { bytesOf, numberOf, type Sqlite, type SqlRow, textOf } from "./sqlite.ts";
import { FIRST_SENDER_SQL, unpackEnvelope } from "./stored-json.ts";

const CHUNK = 250;
const PLACES = Array.from({ length: CHUNK }, () => "?").join();

function* chunked(
  database: Sqlite,
  sql: string,
  docIds: readonly number[],
  before: readonly string[] = [],
): Generator<SqlRow> {
  const statement = database.prepare(sql);
  for (let from = 0; from < docIds.length; from += CHUNK) {
    const some = Array.from({ length: CHUNK }, (_, i) => docIds[from + i] ?? -1);
    yield* statement.all([...before, ...some]);
  }
}

/** docId and value, docIds ascending within what one document set gives. */
export type FacetRow = readonly [docId: number, value: string];

function* rowsOf(rows: Iterable<SqlRow>): Generator<FacetRow> {
  for (const row of rows) yield [numberOf(row["docId"]), textOf(row["value"])];
}

/** Address of the first sender in lower case, "" when there is none. */
export function senderRows(database: Sqlite, docIds: readonly number[]): Iterable<FacetRow> {
  return rowsOf(
    chunked(
      database,
      `SELECT docId, ${FIRST_SENDER_SQL} AS value FROM document WHERE envelope IS NOT NULL AND docId IN (${PLACES}) ORDER BY docId`,
      docIds,
    ),
  );
}

/** Addresses of To, Cc and Bcc in lower case, one row each. */
export function* recipientRows(database: Sqlite, docIds: readonly number[]): Generator<FacetRow> {
  const sql = `SELECT docId, envelope FROM document WHERE envelope IS NOT NULL AND docId IN (${PLACES}) ORDER BY docId`;
  for (const row of chunked(database, sql, docIds)) {
    const envelope = unpackEnvelope(bytesOf(row["envelope"]));
    const people = envelope === null ? [] : [...envelope.to, ...envelope.cc, ...envelope.bcc];
    for (const { address } of people) yield [numberOf(row["docId"]), address.toLowerCase()];
  }
}

/** Path of the source of each document. */
export function sourceRows(database: Sqlite, docIds: readonly number[]): Iterable<FacetRow> {
  return rowsOf(
    chunked(
      database,
      `SELECT docId, path AS value FROM document JOIN source USING (sourceId) WHERE docId IN (${PLACES}) ORDER BY docId`,
      docIds,
    ),
  );
}

/** Values of one metadata field, those that are there. */
export function metadataRows(
  database: Sqlite,
  field: string,
  docIds: readonly number[],
): Iterable<FacetRow> {
  return rowsOf(
    chunked(
      database,
      `SELECT docId, text AS value FROM metadata WHERE field = ? AND state = 'present' AND docId IN (${PLACES}) ORDER BY docId`,
      docIds,
      [field],
    ),
  );
}

/** One part of the programs that files name, see {@link programPart}. */
export function* programRows(
  database: Sqlite,
  part: ProgramPart,
  docIds: readonly number[],
): Generator<FacetRow> {
  const sql = `SELECT docId, text AS value, source FROM metadata WHERE field = 'app' AND state = 'present' AND docId IN (${PLACES}) ORDER BY docId`;
  for (const row of chunked(database, sql, docIds)) {
    const value = { text: textOf(row["value"]), source: textOf(row["source"]) };
    yield [numberOf(row["docId"]), programPart(value, part)];
  }
}

/** Ids of checks that fired. */
export function flagRows(database: Sqlite, docIds: readonly number[]): Iterable<FacetRow> {
  return rowsOf(
    chunked(
      database,
      `SELECT docId, id AS value FROM flag JOIN checkid ON number = checkNumber WHERE docId IN (${PLACES}) ORDER BY docId`,
      docIds,
    ),
  );
}
