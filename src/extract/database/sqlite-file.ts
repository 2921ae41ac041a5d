/**
 * Tables of an SQLite file (https://www.sqlite.org/fileformat2.html) from its bytes: pages are walked, no SQL is run, so that a hostile schema has nothing to act
 * with. Each page is visited once, which bounds cycles; a record that claims more than is there ends its table with a reason.
 */
import { Buffer } from "node:buffer";
import { OutOfBytes, slice, u8 } from "../bytes.ts";

/** A stored value: text, number, bytes, or null. */
export type Cell = string | number | Buffer | null;

/** A table with the statement that made it. `columns` may be fewer than a row has cells, as where the statement cannot be read. */
export interface SqliteTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rootPage: number;
  /** The column that is the row's own number, -1 for none: it is stored as null. */
  readonly rowIdColumn: number;
}

export interface SqliteFile {
  readonly tables: readonly SqliteTable[];
  /** Newer rows may be in the write-ahead log beside the file. */
  readonly usesLog: boolean;
  /** Rows in the order of the tree. `onDamage` hears why a part is missing. */
  readonly rows: (table: SqliteTable, onDamage: (reason: string) => void) => Generator<Row>;
}

export interface Row {
  readonly id: number;
  readonly cells: readonly Cell[];
}

const HEADER_BYTES = 100;
const LEAF_INDEX = 0x0a;
const INNER_INDEX = 0x02;
const LEAF_TABLE = 0x0d;
const INNER_TABLE = 0x05;
/** A cell longer than this is cut: a film in a database is not text. */
const MAX_PAYLOAD_BYTES = 32 * 1024 * 1024;
const ENCODINGS = ["utf-8", "utf-8", "utf-16le", "utf-16be"] as const;

const u16be = (bytes: Uint8Array, at: number): number => (u8(bytes, at) << 8) | u8(bytes, at + 1);
const u32be = (bytes: Uint8Array, at: number): number =>
  u16be(bytes, at) * 0x10000 + u16be(bytes, at + 2);

/** Up to nine bytes of seven bits; past 2^53 no length is true. */
function varint(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = u8(bytes, at + i);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  return { value: value * 256 + u8(bytes, at + 8), next: at + 9 };
}

/** The pages of one file and what is read from them. */
class Pages {
  readonly encoding: (typeof ENCODINGS)[number];
  private readonly bytes: Uint8Array;
  private readonly pageBytes: number;
  private readonly usable: number;
  /** Bytes of records still to be read: each byte belongs to one record, so that pointers to the same one over and over end. */
  private left: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.left = bytes.length * 2;
    const stated = u16be(bytes, 16);
    this.pageBytes = stated === 1 ? 65_536 : stated;
    this.usable = this.pageBytes - u8(bytes, 20);
    if (this.pageBytes < 512 || this.usable < 480) throw new OutOfBytes(16, 512, this.pageBytes);
    this.encoding = ENCODINGS[u32be(bytes, 56)] ?? "utf-8";
  }

  page(number: number): Uint8Array {
    return slice(this.bytes, (number - 1) * this.pageBytes, this.pageBytes);
  }

  /** Cells of the records below a page, in order. A page that is met twice is damage: each is in one tree once. */
  *records(root: number, onDamage: (reason: string) => void): Generator<Row> {
    const seen = new Set<number>();
    const stack: (number | Row)[] = [root];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (typeof next !== "number") {
        yield next;
        continue;
      }
      if (seen.has(next)) {
        onDamage(`page ${next} is met twice`);
        continue;
      }
      seen.add(next);
      try {
        yield* this.pageRecords(next, stack);
      } catch (error) {
        if (!(error instanceof OutOfBytes)) throw error;
        onDamage(`page ${next}: ${error.message}`);
      }
    }
  }

  /** Yields the rows of a leaf; puts the pages below an inner one on the stack, the first on top. */
  private *pageRecords(number: number, stack: (number | Row)[]): Generator<Row> {
    const page = this.page(number);
    const at = number === 1 ? HEADER_BYTES : 0;
    const kind = u8(page, at);
    const isInner = kind === INNER_TABLE || kind === INNER_INDEX;
    if (!isInner && kind !== LEAF_TABLE && kind !== LEAF_INDEX)
      throw new OutOfBytes(at, LEAF_TABLE, kind);
    const count = u16be(page, at + 3);
    const pointers = at + (isInner ? 12 : 8);
    const below: (number | Row)[] = [];
    for (let i = 0; i < count; i++) {
      const cell = u16be(page, pointers + i * 2);
      if (isInner) below.push(u32be(page, cell));
      if (kind === INNER_TABLE) continue;
      const row = this.cell(page, isInner ? cell + 4 : cell, kind === LEAF_TABLE);
      if (isInner) below.push(row);
      else yield row;
    }
    if (isInner) below.push(u32be(page, at + 8));
    while (below.length > 0) stack.push(below.pop() as number | Row);
  }

  private cell(page: Uint8Array, at: number, isTable: boolean): Row {
    const size = varint(page, at);
    const id = isTable ? varint(page, size.next) : { value: 0, next: size.next };
    this.left -= Math.min(size.value, MAX_PAYLOAD_BYTES) + 2;
    if (this.left < 0) throw new OutOfBytes(at, size.value, 0);
    return { id: id.value, cells: this.decode(this.payload(page, id.next, size.value, isTable)) };
  }

  /** A record in one piece: what does not fit its page goes on in a chain of others. */
  private payload(page: Uint8Array, at: number, size: number, isTable: boolean): Buffer {
    const { usable } = this;
    const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
    if (size <= most) return Buffer.from(slice(page, at, size));
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const rest = least + ((size - least) % (usable - 4));
    const here = rest <= most ? rest : least;
    const pieces = [slice(page, at, here)];
    let left = Math.min(size, MAX_PAYLOAD_BYTES) - here;
    let next = u32be(page, at + here);
    while (left > 0 && next !== 0) {
      const more = this.page(next);
      const taken = slice(more, 4, Math.min(left, usable - 4));
      pieces.push(taken);
      left -= taken.length; // each turn takes bytes: a chain that is a ring ends
      next = u32be(more, 0);
    }
    return Buffer.concat(pieces);
  }

  private decode(record: Buffer): Cell[] {
    const head = varint(record, 0);
    const cells: Cell[] = [];
    let type = head.next;
    let at = head.value;
    while (type < Math.min(head.value, record.length)) {
      const { value: serial, next } = varint(record, type);
      type = next;
      const length = lengthOf(serial);
      if (at >= record.length && length > 0) break; // cut off: the rest is told by its absence
      const some = record.subarray(at, at + length);
      at += length;
      cells.push(this.value(serial, some));
    }
    return cells;
  }

  private value(serial: number, bytes: Buffer): Cell {
    if (serial === 0) return null;
    if (serial === 8 || serial === 9) return serial - 8;
    if (serial === 7) return bytes.length < 8 ? null : bytes.readDoubleBE(0);
    if (serial < 7) {
      if (bytes.length === 0) return null;
      return bytes.length > 6 ? Number(bytes.readBigInt64BE(0)) : bytes.readIntBE(0, bytes.length);
    }
    if (serial < 12) return null;
    return serial % 2 === 0 ? bytes : new TextDecoder(this.encoding).decode(bytes);
  }
}

const SMALL = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0];

const lengthOf = (serial: number): number =>
  serial < 12 ? (SMALL[serial] ?? 0) : Math.floor((serial - 12) / 2);

/** Names of the columns in a CREATE TABLE statement: what begins each definition between the outer brackets. */
function columnsOf(sql: string): { readonly columns: string[]; readonly rowIdColumn: number } {
  const columns: string[] = [];
  let rowIdColumn = -1;
  for (const part of definitionsIn(sql)) {
    const name = /^\s*(?:"([^"]*)"|`([^`]*)`|\[([^\]]*)\]|'([^']*)'|([^\s(,]+))/.exec(part);
    const plain = name?.[5] ?? "";
    if (name === null || /^(?:primary|unique|check|foreign|constraint)$/i.test(plain)) continue;
    if (/\binteger\s+primary\s+key\b/i.test(part)) rowIdColumn = columns.length;
    columns.push(name.slice(1).find((each) => each !== undefined) ?? "");
  }
  return { columns, rowIdColumn };
}

/** The text between the first bracket and its end, cut at the commas that are inside no other bracket or quote. */
function definitionsIn(sql: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = "";
  let from = 0;
  for (let at = 0; at < sql.length; at++) {
    const c = sql[at] as string;
    if (quote !== "") {
      if (c === quote) quote = "";
      continue;
    }
    if (c === '"' || c === "'" || c === "`") quote = c;
    else if (c === "[") quote = "]";
    else if (c === "(" && depth++ === 0) from = at + 1;
    else if (c === ")" && --depth === 0) return [...parts, sql.slice(from, at)];
    else if (c === "," && depth === 1) {
      parts.push(sql.slice(from, at));
      from = at + 1;
    }
  }
  return parts;
}

/** The tables a file holds. Throws {@link OutOfBytes} when not even its list of tables can be read. */
export function openSqlite(bytes: Uint8Array, onDamage: (reason: string) => void): SqliteFile {
  const pages = new Pages(bytes);
  const tables: SqliteTable[] = [];
  for (const { cells } of pages.records(1, onDamage)) {
    const [type, name, , rootPage, sql] = cells;
    if (type !== "table" || typeof name !== "string" || typeof rootPage !== "number") continue;
    if (rootPage < 1) continue; // a virtual table: its rows are in tables of their own
    tables.push({ name, rootPage, ...columnsOf(typeof sql === "string" ? sql : "") });
  }
  return {
    tables,
    usesLog: u8(bytes, 18) === 2 || u8(bytes, 19) === 2,
    rows: function* (table, onTableDamage) {
      for (const row of pages.records(table.rootPage, onTableDamage)) {
        const { rowIdColumn } = table;
        if (rowIdColumn < 0 || row.cells[rowIdColumn] !== null) yield row;
        else yield { id: row.id, cells: row.cells.with(rowIdColumn, row.id) };
      }
    },
  };
}
