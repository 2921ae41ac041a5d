/** Writes a reading room: documents in batches, then postings, then what the page opens with. Same index, query and options: same bytes, but for a password's. */
import type { StoredDocument } from "../catalog/stored-rows.ts";
import type { OpenIndex } from "../search/open-index.ts";
import type { Chosen } from "./choose.ts";
import { type Batch, coreOf } from "./core.ts";
import { flagReader } from "./flags.ts";
import {
  type ChunkRun,
  IDS_PER_CHUNK,
  type RoomClaim,
  type RoomCore,
  type RoomCover,
  type RoomFlag,
  type RoomRow,
} from "./format.ts";
import { DOCUMENTS_PER_RUN, RoomPostings, writePostings } from "./postings.ts";
import { type ReadOptions, readDocument, termsOfDocument } from "./read-document.ts";
import type { RoomFolder } from "./room-folder.ts";
import { type SegmentFacts, segmentFacts } from "./segment-facts.ts";

/** Characters of JSON in a chunk of details, and of rows. */
const DETAIL_CHARS = 96 * 1024;
const ROW_CHARS = 24 * 1024;

export interface WriteOptions extends ReadOptions {
  readonly cover: Omit<RoomCover, "messages" | "files" | "filesLeftOut" | "copiesLeftOut">;
  readonly claim: RoomClaim | null;
  /** Path of the original of a document below the room, by docId; undefined where it is not there. */
  readonly fileOf: (docId: number) => string | undefined;
  /** Told after each batch. */
  readonly onProgress: (done: number, of: number) => void;
  /** Asked between two documents: true ends the run, which may go on later. */
  readonly stopped: () => boolean;
}

/** Collects JSON of documents into chunks of about a size. */
class Collected {
  readonly chunks: number[] = [];
  readonly first: number[] = [];
  private held: string[] = [];
  private chars = 0;
  private readonly most: number;
  private readonly folder: RoomFolder;

  constructor(folder: RoomFolder, most: number) {
    this.folder = folder;
    this.most = most;
  }

  add(document: number, value: unknown): void {
    if (this.held.length === 0) this.first.push(document);
    const json = JSON.stringify(value);
    this.held.push(json);
    this.chars += json.length;
    if (this.chars >= this.most) this.close();
  }

  close(): void {
    if (this.held.length === 0) return;
    this.chunks.push(this.folder.chunk(Buffer.from(`[${this.held.join(",")}]`, "utf8")));
    this.held = [];
    this.chars = 0;
  }
}

interface Making {
  readonly index: OpenIndex;
  readonly documents: readonly StoredDocument[];
  readonly folder: RoomFolder;
  readonly facts: SegmentFacts;
  readonly flagsOf: (docId: number) => RoomFlag[];
  readonly options: WriteOptions;
}

/** Writes the documents of one batch; null when the run was stopped. */
function writeBatch(
  making: Making,
  from: number,
  to: number,
): { batch: Batch; run: Uint8Array } | null {
  const { index, documents, folder, facts, flagsOf, options } = making;
  const details = new Collected(folder, DETAIL_CHARS);
  const rows = new Collected(folder, ROW_CHARS);
  const postings = new RoomPostings();
  const flags: [number, RoomFlag[]][] = [];
  const senders: string[] = [];
  const list: [number, RoomRow][] = [];
  for (let number = from; number < to; number++) {
    if (options.stopped()) return null;
    const document = documents[number] as StoredDocument;
    const own = flagsOf(document.docId);
    const read = readDocument(index.catalog, document, number, facts, own, options);
    const file = options.fileOf(document.docId);
    const row = file === undefined ? read.row : { ...read.row, file };
    details.add(number, read.detail);
    rows.add(number, row);
    if (own.length > 0) flags.push([number, own]);
    for (const [field, terms] of termsOfDocument(read.detail, number, facts, options))
      postings.add(number, field, terms);
    if (document.parentId !== null) continue;
    list.push([number, row]);
    const sender = read.detail.envelope?.from[0];
    senders.push(sender === undefined ? "" : sender.address.toLowerCase() || sender.name);
  }
  details.close();
  rows.close();
  const { chunks, first } = details;
  const batch = {
    details: { chunks, first },
    rows: { chunks: rows.chunks, first: rows.first },
    flags: flags.map(
      ([number, all]) => [number, all.map(({ check, level }) => ({ check, level }))] as const,
    ),
    senders,
    list,
  };
  return { batch, run: postings.takeRun() };
}

function writeIds(documents: readonly StoredDocument[], folder: RoomFolder): ChunkRun<number> {
  const chunks: number[] = [];
  const first: number[] = [];
  for (let at = 0; at < documents.length; at += IDS_PER_CHUNK) {
    const some = documents.slice(at, at + IDS_PER_CHUNK);
    first.push(at);
    chunks.push(folder.chunk(Buffer.from(some.map(({ contentId }) => contentId).join(""), "hex")));
  }
  return { chunks, first };
}

/** A room whose data is written: what the page and the plain lists still need. */
export interface WrittenRoom {
  readonly core: RoomCore;
  /** Roots with their rows, in order. */
  readonly list: readonly (readonly [document: number, row: RoomRow])[];
}

/** Writes all data of a room; null when the run was stopped, to go on later. */
export function writeRoom(
  index: OpenIndex,
  chosen: Chosen,
  folder: RoomFolder,
  options: WriteOptions,
): WrittenRoom | null {
  const { documents } = chosen;
  const facts = segmentFacts(
    index.segments,
    documents.map(({ docId }) => docId),
  );
  const making: Making = {
    index,
    documents,
    folder,
    facts,
    flagsOf: flagReader(index.catalog),
    options,
  };
  const batches: Batch[] = [];
  for (let from = 0; from < documents.length; from += DOCUMENTS_PER_RUN) {
    const to = Math.min(documents.length, from + DOCUMENTS_PER_RUN);
    const known = folder.batch<Batch>(batches.length);
    if (known !== null) batches.push(known);
    else {
      const made = writeBatch(making, from, to);
      if (made === null) return null;
      folder.keep(`run-${batches.length}`, made.run);
      folder.noteBatch(batches.length, made.batch);
      batches.push(made.batch);
    }
    options.onProgress(to, documents.length);
  }
  const runs = batches.map((_, batch) => folder.kept(`run-${batch}`));
  const ids = writeIds(documents, folder);
  const core = coreOf(making, chosen, batches, {
    ids,
    ...writePostings(runs, (bytes) => folder.chunk(bytes)),
  });
  folder.chunk(Buffer.from(JSON.stringify(core), "utf8"), 0);
  return { core, list: batches.flatMap(({ list }) => list) };
}
