/**
 * SQLite databases: every table as text, rows of chats as messages, files stored in cells as children. Read from the bytes alone (sqlite-file.ts); virtual tables and
 * indexes are copies of what their tables hold. Rows that were deleted are not looked for.
 */
import { Buffer, isUtf8 } from "node:buffer";
import { LIMITS } from "../../limits.ts";
import type { Extraction } from "../../model/extraction.ts";
import { guarded } from "../bytes.ts";
import { type Chat, type ChatLine, chatExtraction } from "../chat/chat.ts";
import { createDraft, type Draft } from "../draft.ts";
import {
  type Cell,
  openSqlite,
  type Row,
  type SqliteFile,
  type SqliteTable,
} from "./sqlite-file.ts";
import { CHAT_STORES, type ChatStore, CLOCKS, instantOf, type Path } from "./sqlite-stores.ts";

/** Tables that only serve a full-text index. */
const SHADOW = /_(?:segments|segdir|docsize|stat|idx|data|config)$/;
/** First bytes of files that are kept in cells: JPEG, PNG, GIF, PDF, zip, compound file, gzip, binary property list, ISO media. */
const FILE_MARKS =
  /^(?:\xff\xd8\xff|\x89PNG|GIF8|%PDF|PK\x03\x04|\xd0\xcf\x11\xe0|\x1f\x8b|bplist|[\s\S]{4}ftyp)/;
const MIN_FILE_BYTES = 64;

/** The rows of a table that other tables point into, by their numbers. */
type Rows = ReadonlyMap<number, Row>;

class Database {
  private readonly file: SqliteFile;
  private readonly draft: Draft;
  private readonly kept = new Map<string, Rows>();

  constructor(file: SqliteFile, draft: Draft) {
    this.file = file;
    this.draft = draft;
  }

  get tables(): readonly SqliteTable[] {
    return this.file.tables;
  }

  table(name: string): SqliteTable | undefined {
    return this.file.tables.find((table) => table.name === name);
  }

  rows(table: SqliteTable): Generator<Row> {
    return this.file.rows(table, (reason) =>
      damaged(this.draft, `table "${table.name}": ${reason}`),
    );
  }

  private byNumber(table: SqliteTable): Rows {
    const known = this.kept.get(table.name);
    if (known !== undefined) return known;
    const rows = new Map<number, Row>();
    for (const row of this.rows(table)) rows.set(row.id, row);
    this.kept.set(table.name, rows);
    return rows;
  }

  /** Where a path leads from a row; null where a table, column or row is missing. */
  follow(table: SqliteTable, row: Row, path: Path): Cell {
    const [column = "", next, ...rest] = path;
    const value = row.cells[table.columns.indexOf(column)] ?? null;
    if (next === undefined) return value;
    const other = this.table(next);
    const found = other === undefined ? undefined : this.byNumber(other).get(Number(value));
    return other === undefined || found === undefined ? null : this.follow(other, found, rest);
  }
}

const damaged = (draft: Draft, reason: string): void =>
  draft.problem(
    "database-damaged",
    "partial",
    `not all of the database can be read: ${reason}`.slice(0, 300),
  );

/** The words of a typed stream of Apple (NSArchiver): the text of a message whose plain column is empty. */
function streamText(bytes: Buffer): string {
  const at = bytes.indexOf("NSString", 0, "latin1");
  const plus = at < 0 ? -1 : bytes.indexOf(0x2b, at);
  if (plus < 0) return "";
  const short = bytes[plus + 1] ?? 0;
  const [from, length] =
    short === 0x81 && plus + 4 <= bytes.length
      ? [plus + 4, bytes.readUInt16LE(plus + 2)]
      : [plus + 2, short];
  return bytes.toString("utf8", from, from + length);
}

/** A cell as words; "" for bytes that are not text. */
function wordsOf(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "object") return String(cell);
  if (cell.subarray(0, 16).includes("streamtyped", 0, "latin1")) return streamText(cell);
  return isUtf8(cell) && !/[\0-\x08\x0e-\x1f]/.test(cell.toString("latin1", 0, 256))
    ? cell.toString("utf8")
    : "";
}

function isChat(table: SqliteTable, { table: name, text, time, id }: ChatStore): boolean {
  return (
    table.name === name &&
    [time[0], id].every((column) => table.columns.includes(column)) &&
    text.some((column) => table.columns.includes(column))
  );
}

function lineOf(database: Database, table: SqliteTable, row: Row, store: ChatStore): ChatLine {
  const cell = (column: string): Cell => row.cells[table.columns.indexOf(column)] ?? null;
  const words = (paths: readonly Path[]): string =>
    paths.map((path) => wordsOf(database.follow(table, row, path))).find((each) => each !== "") ??
    "";
  const [column, clock] = store.time;
  const at = instantOf(cell(column), clock);
  const texts = store.text.map((name) => wordsOf(cell(name)).trim()).filter((each) => each !== "");
  const isMine = store.mine !== null && cell(store.mine[0]) === store.mine[1];
  return {
    sender: isMine ? "me" : words(store.sender),
    at,
    atText: at === null ? wordsOf(cell(column)) : new Date(at).toISOString(),
    text: [...new Set(texts)].join("\n"),
    id: wordsOf(cell(store.id)),
    answers: "",
  };
}

/** The conversations in a table of messages, each by its room. */
function chatsOf(database: Database, table: SqliteTable, store: ChatStore): Chat[] {
  const rooms = new Map<string, ChatLine[]>();
  let left = LIMITS.maxChatMessages + 1;
  for (const row of database.rows(table)) {
    if (left-- <= 0) break; // one more than is kept: the rest is told
    const line = lineOf(database, table, row, store);
    if (line.text === "" && line.sender === "") continue;
    const room =
      store.room
        .map((path) => wordsOf(database.follow(table, row, path)))
        .find((each) => each !== "") ?? "";
    const lines = rooms.get(room);
    if (lines === undefined) rooms.set(room, [line]);
    else lines.push(line);
  }
  return [...rooms].map(([name, lines]) => ({ app: store.app, name, lines, isLocalTime: false }));
}

/** A table as lines of text, its times readable; files in its cells become children. */
function addTable(
  database: Database,
  table: SqliteTable,
  draft: Draft,
  without: readonly string[],
): void {
  const lines: string[] = [table.columns.join("\t")];
  const clocks = CLOCKS.get(table.name) ?? {};
  for (const { id, cells } of database.rows(table)) {
    if (!draft.hasRoom()) break; // the draft says that there is more
    const words: string[] = [];
    for (const [i, cell] of cells.entries()) {
      const column = table.columns[i] ?? "";
      if (without.includes(column)) continue;
      const clock = clocks[column];
      const at = clock === undefined ? null : instantOf(cell, clock);
      words.push(at === null ? wordsOf(cell) : new Date(at).toISOString());
      if (Buffer.isBuffer(cell)) addFile(cell, `${table.name}-${id}-${column}`, draft);
    }
    const line = words.filter((each) => each !== "").join("\t");
    if (line !== "") lines.push(line);
  }
  if (lines.length > 1) draft.text(`table ${table.name}`, lines.join("\n"));
}

function addFile(cell: Buffer, name: string, draft: Draft): void {
  if (cell.length < MIN_FILE_BYTES || !FILE_MARKS.test(cell.toString("latin1", 0, 12))) return;
  draft.child({
    name,
    declaredType: "",
    bytes: cell,
    steps: [{ step: "member", index: 0, name }],
    metadata: [],
  });
}

/** Tables as text, chats as messages, files in cells as children. */
export async function readSqlite(bytes: Uint8Array): Promise<Extraction> {
  const draft = createDraft();
  const file = guarded(
    () => openSqlite(bytes, (reason) => damaged(draft, reason)),
    null,
    (reason) => damaged(draft, reason),
  );
  if (file === null) return draft.finish();
  if (file.usesLog)
    draft.problem(
      "database-log-apart",
      "note",
      "newer rows may be in the write-ahead log beside this database (its name and -wal)",
    );
  const database = new Database(file, draft);
  const chats: Chat[] = [];
  for (const table of database.tables) {
    if (table.name.startsWith("sqlite_") || SHADOW.test(table.name)) continue;
    const store = CHAT_STORES.find((each) => isChat(table, each));
    if (store !== undefined) chats.push(...chatsOf(database, table, store));
    addTable(database, table, draft, store?.text ?? []);
  }
  const tables = draft.finish();
  if (chats.length === 0) return tables;
  const messages = chatExtraction(chats, "", tables.problems);
  return {
    ...messages,
    text: tables.text,
    children: [...messages.children, ...tables.children],
    metadata: [...messages.metadata, ...tables.metadata],
  };
}
