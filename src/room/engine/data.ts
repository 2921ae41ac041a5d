/** The chunks of a room as documents, rows, ids and terms: loaded when first asked for, the latest kept. Knows nothing of where they come from. */
import { valuesIn } from "../../search/document-values.ts";
import { readEntries, readTerms, type TermPostings } from "../codec.ts";
import {
  type ChunkRun,
  IDS_PER_CHUNK,
  type RoomCore,
  type RoomDetail,
  type RoomRow,
} from "../format.ts";

/** Gives the unpacked bytes of a chunk. Rejects when it is missing or does not open. */
export type LoadChunk = (chunk: number) => Promise<Uint8Array>;

/** Chunks kept in memory after they were read, so that a second look costs nothing and 50,000 documents are never held at once. */
const MAX_HELD = 400;

const decoder = new TextDecoder();

/** JSON of a chunk. */
export const jsonOfChunk = <T>(bytes: Uint8Array): T => JSON.parse(decoder.decode(bytes)) as T;

/** Place of the last element that is not beyond `wanted`; -1 when all are. */
function lastUpTo<T>(list: readonly T[], wanted: T): number {
  let low = 0;
  let high = list.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as T) <= wanted) low = middle + 1;
    else high = middle - 1;
  }
  return high;
}

/** The data of one room. */
export class RoomData {
  readonly core: RoomCore;
  /** Root of each document. */
  readonly roots: Uint32Array;
  private readonly load: LoadChunk;
  private readonly held = new Map<string, Promise<unknown>>();

  constructor(core: RoomCore, load: LoadChunk) {
    this.core = core;
    this.load = load;
    this.roots = Uint32Array.from(core.back, (back, document) => document - back);
  }

  /** A chunk as `read` makes it of its bytes; read once while it is held. */
  private chunk<T>(number: number, what: string, read: (bytes: Uint8Array) => T): Promise<T> {
    const key = `${what}${number}`;
    const known = this.held.get(key);
    if (known !== undefined) {
      this.held.delete(key);
      this.held.set(key, known);
      return known as Promise<T>;
    }
    const found = this.load(number).then(read);
    this.held.set(key, found);
    const [oldest] = this.held.keys();
    if (this.held.size > MAX_HELD && oldest !== undefined) this.held.delete(oldest);
    return found;
  }

  private async among<T>(run: ChunkRun<number>, what: string, document: number): Promise<T> {
    const at = lastUpTo(run.first, document);
    const list = await this.chunk(run.chunks[at] as number, what, (bytes) =>
      jsonOfChunk<T[]>(bytes),
    );
    return list[document - (run.first[at] as number)] as T;
  }

  /** Everything of a document but its ids and numbers. */
  detail(document: number): Promise<RoomDetail> {
    return this.among(this.core.details, "d", document);
  }

  row(document: number): Promise<RoomRow> {
    return this.among(this.core.rows, "r", document);
  }

  private idChunk(at: number): Promise<readonly string[]> {
    return this.chunk(this.core.ids.chunks[at] as number, "i", (bytes) => {
      const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      return hex.match(/.{64}/g) ?? [];
    });
  }

  /** Content id of a document, 64 hex digits. */
  async id(document: number): Promise<string> {
    const ids = await this.idChunk(Math.floor(document / IDS_PER_CHUNK));
    return ids[document % IDS_PER_CHUNK] ?? "";
  }

  /** Content ids of all documents. */
  async ids(): Promise<readonly string[]> {
    const all: string[] = [];
    for (let at = 0; at < this.core.ids.first.length; at++) all.push(...(await this.idChunk(at)));
    return all;
  }

  /** The postings of a term, undefined when no document has it. */
  async term(term: string): Promise<TermPostings | undefined> {
    const { chunks, first } = this.core.postings;
    const at = lastUpTo(first, term);
    if (at < 0) return undefined;
    const entries = await this.chunk(
      chunks[at] as number,
      "p",
      (bytes) => new Map(Array.from(readEntries(bytes), (entry) => [entry.term, entry] as const)),
    );
    return entries.get(term);
  }

  /** The terms that begin with `prefix`, in order. */
  async termsFrom(prefix: string): Promise<string[]> {
    const { chunks, first } = this.core.terms;
    const found: string[] = [];
    for (let at = Math.max(0, lastUpTo(first, prefix)); at < first.length; at++) {
      if (!(first[at] as string).startsWith(prefix) && (first[at] as string) > prefix) break;
      const terms = await this.chunk(chunks[at] as number, "t", readTerms);
      for (const term of terms) if (term.startsWith(prefix)) found.push(term);
    }
    return found;
  }

  /** The values of a text field of a document, as indexed. */
  async values(document: number, field: string): Promise<readonly string[]> {
    const detail = await this.detail(document);
    const extra = detail.extra[field];
    if (extra !== undefined) return extra;
    return valuesIn(detail, field, {
      text: () => detail.text,
      headers: () => detail.headers,
      metadata: () => detail.metadata,
    });
  }
}
