/**
 * Rows of sources and of what happened to them: received, hashed, appended to, changed, truncated, vanished, relocated, compared with a list.
 * Events are only ever added. Runs under the writer lock.
 */
import type { Sha256 } from "../model/ids.ts";
import type { FoundFile, SourceFormat } from "../model/source.ts";
import {
  blob,
  bytesOf,
  numberOf,
  numberOrNull,
  type Sqlite,
  type SqlRow,
  textOf,
} from "./sqlite.ts";

/**
 * Where a source is now: as it was read, gone, shorter than it was, or different from one look to the next. What was indexed
 * stays in the index in each case.
 */
export type SourceCondition = "present" | "vanished" | "truncated" | "unstable";

/** A source as the catalog knows it. `doneBytes` are committed. */
export interface SourceState {
  readonly sourceId: number;
  readonly path: string;
  readonly format: SourceFormat;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  /** Of the bytes up to `sizeBytes`; "" until they were all read once. */
  readonly sha256: Sha256 | "";
  readonly condition: SourceCondition;
  readonly doneBytes: number;
  readonly finished: boolean;
}

/** What happened to a source, in the order of docs/custody.md. */
export type SourceEventKind =
  | "received"
  | "hashed"
  | "appended"
  | "changed"
  | "truncated"
  | "vanished"
  | "returned"
  | "touched"
  | "unstable"
  | "relocated"
  | "sum-matches"
  | "sum-differs";

export interface SourceEvent {
  readonly kind: SourceEventKind;
  readonly sizeBytes?: number;
  readonly sha256?: Sha256 | "";
  /** In words; may hold paths. */
  readonly detail?: string;
}

/** How a source came to its holder, as told on the command line. */
export interface Custody {
  readonly receivedFrom: string | null;
  /** As written: a date or a time. */
  readonly receivedAt: string | null;
  readonly note: string | null;
}

const hex = (digits: string): Buffer => Buffer.from(digits, "hex");

/** A source row as the writer knows it. */
function sourceStateOf(row: SqlRow): SourceState {
  return {
    sourceId: numberOf(row["sourceId"]),
    path: textOf(row["path"]),
    format: textOf(row["format"]) as SourceFormat,
    sizeBytes: numberOf(row["sizeBytes"]),
    modifiedAtMs: numberOf(row["modifiedAtMs"]),
    sha256: bytesOf(row["sha256"]).toString("hex") as Sha256 | "",
    condition: textOf(row["condition"]) as SourceCondition,
    doneBytes: numberOf(row["doneBytes"]),
    finished: row["state"] === "done",
  };
}

/** All sources in the order they were added. */
export function allSources(database: Sqlite): SourceState[] {
  return database.prepare("SELECT * FROM source ORDER BY sourceId").all([]).map(sourceStateOf);
}

/** Appends to what is known of a source's fate. */
export function addSourceEvent(
  database: Sqlite,
  sourceId: number,
  event: SourceEvent,
  nowMs: number,
): void {
  const { kind, sizeBytes, sha256, detail } = event;
  database
    .prepare(
      "INSERT INTO sourceevent (sourceId, atMs, kind, sizeBytes, sha256, detail) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .run([
      sourceId,
      nowMs,
      kind,
      sizeBytes ?? null,
      sha256 === undefined || sha256 === "" ? null : hex(sha256),
      detail === undefined ? null : blob(detail),
    ]);
}

/** Adds new sources in one transaction and returns them with their ids, in the order given. */
export function insertSources(
  database: Sqlite,
  files: readonly (FoundFile & { format: SourceFormat })[],
  nowMs: number,
): SourceState[] {
  const insert = database.prepare(
    "INSERT INTO source (path, format, sizeBytes, modifiedAtMs, state, doneBytes, addedAtMs) VALUES (?, ?, ?, ?, 'pending', 0, ?)",
  );
  const find = database.prepare("SELECT * FROM source WHERE path = ?");
  return database.transaction(() =>
    files.map((file) => {
      insert.run([blob(file.path), file.format, file.sizeBytes, file.modifiedAtMs, nowMs]);
      const row = find.get([blob(file.path)]);
      if (row === undefined) throw new Error("a source just added is not there");
      return sourceStateOf(row);
    }),
  );
}

/** Keeps what the user told of how sources were received. What is told later is added; the row shows the latest. */
export function setCustody(
  database: Sqlite,
  sourceIds: readonly number[],
  custody: Custody,
  nowMs: number,
): void {
  const { receivedFrom, receivedAt, note } = custody;
  if (receivedFrom === null && receivedAt === null && note === null) return;
  const update = database.prepare(
    "UPDATE source SET receivedFrom = coalesce(?, receivedFrom), receivedAt = coalesce(?, receivedAt), receivedNote = coalesce(?, receivedNote) WHERE sourceId = ?",
  );
  const detail = JSON.stringify({ receivedFrom, receivedAt, note });
  database.transaction(() => {
    for (const sourceId of sourceIds) {
      update.run([
        receivedFrom === null ? null : blob(receivedFrom),
        receivedAt,
        note === null ? null : blob(note),
        sourceId,
      ]);
      addSourceEvent(database, sourceId, { kind: "received", detail }, nowMs);
    }
  });
}

/** Sets the hash of all bytes of a source, as read. */
export function setSourceHash(
  database: Sqlite,
  sourceId: number,
  sha256: Sha256,
  sizeBytes: number,
  nowMs: number,
): void {
  database.prepare("UPDATE source SET sha256 = ? WHERE sourceId = ?").run([hex(sha256), sourceId]);
  addSourceEvent(database, sourceId, { kind: "hashed", sizeBytes, sha256 }, nowMs);
}

/** Changes size, time, condition of a source, with the event that says why. Null leaves a column as it is. */
export function updateSource(
  database: Sqlite,
  sourceId: number,
  change: {
    readonly format?: SourceFormat;
    readonly sizeBytes?: number;
    readonly modifiedAtMs?: number;
    readonly condition?: SourceCondition;
    readonly state?: "pending" | "partial" | "done";
    readonly doneBytes?: number;
    readonly forgetHash?: boolean;
    readonly path?: string;
  },
  event: SourceEvent,
  nowMs: number,
): void {
  database
    .prepare(
      "UPDATE source SET format = coalesce(?, format), sizeBytes = coalesce(?, sizeBytes), modifiedAtMs = coalesce(?, modifiedAtMs), condition = coalesce(?, condition), state = coalesce(?, state), doneBytes = coalesce(?, doneBytes), path = coalesce(?, path), sha256 = CASE WHEN ? = 1 THEN NULL ELSE sha256 END WHERE sourceId = ?",
    )
    .run([
      change.format ?? null,
      change.sizeBytes ?? null,
      change.modifiedAtMs ?? null,
      change.condition ?? null,
      change.state ?? null,
      change.doneBytes ?? null,
      change.path === undefined ? null : blob(change.path),
      change.forgetHash === true ? 1 : 0,
      sourceId,
    ]);
  addSourceEvent(database, sourceId, event, nowMs);
}

/** Events of one source, oldest first. */
export function sourceEvents(
  database: Sqlite,
  sourceId: number,
): (SourceEvent & { readonly atMs: number })[] {
  return database
    .prepare("SELECT * FROM sourceevent WHERE sourceId = ? ORDER BY eventId")
    .all([sourceId])
    .map((row) => {
      const sizeBytes = numberOrNull(row["sizeBytes"]);
      const sha256 = bytesOf(row["sha256"]).toString("hex") as Sha256 | "";
      const detail = textOf(row["detail"]);
      return {
        kind: textOf(row["kind"]) as SourceEventKind,
        atMs: numberOf(row["atMs"]),
        ...(sizeBytes === null ? {} : { sizeBytes }),
        ...(sha256 === "" ? {} : { sha256 }),
        ...(detail === "" ? {} : { detail }),
      };
    });
}
