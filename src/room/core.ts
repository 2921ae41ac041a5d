/** Chunk 0 of a room: what the page needs before it shows anything. Made of what was noted of the batches, and of the catalog. */
import type { StoredDocument } from "../catalog/stored-rows.ts";
import type { OpenIndex } from "../search/open-index.ts";
import { readTags } from "../search/tagged.ts";
import { readThreads } from "../search/threads/conversations.ts";
import { POSTING_FIELD_NAMES } from "../segment/format.ts";
import type { Chosen } from "./choose.ts";
import { CheckList } from "./flags.ts";
import {
  type ChunkRun,
  ROOM_FORMAT,
  type RoomCore,
  type RoomFacet,
  type RoomFlag,
  type RoomRow,
} from "./format.ts";
import type { SegmentFacts } from "./segment-facts.ts";
import { sourceLabels } from "./source-labels.ts";
import type { WriteOptions } from "./write-room.ts";

/** What is noted of a batch of documents once its chunks are written. */
export interface Batch {
  readonly details: ChunkRun<number>;
  readonly rows: ChunkRun<number>;
  readonly flags: readonly (readonly [
    document: number,
    flags: readonly Pick<RoomFlag, "check" | "level">[],
  ])[];
  /** First sender of each root, "" for none. */
  readonly senders: readonly string[];
  /** Rows of roots, for plain lists. */
  readonly list: readonly (readonly [document: number, row: RoomRow])[];
}

/** Numbers values as they first come. */
function facetOf(values: Iterable<string>): RoomFacet {
  const numbers = new Map<string, number>();
  const of: number[] = [];
  for (const value of values) {
    if (value === "") {
      of.push(-1);
      continue;
    }
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    of.push(number);
  }
  return { values: [...numbers.keys()], of };
}

const joinedRuns = (runs: readonly ChunkRun<number>[]): ChunkRun<number> => ({
  chunks: runs.flatMap(({ chunks }) => chunks),
  first: runs.flatMap(({ first }) => first),
});

/** Conversations of the documents of a room, and who answers whom among them. */
function threadsOf(
  { catalog }: OpenIndex,
  documents: readonly StoredDocument[],
): Pick<RoomCore, "threads" | "answers"> {
  const threads = readThreads(catalog);
  const numbers = new Map(documents.map(({ docId }, number) => [docId as number, number]));
  const tops = new Map<number, number>();
  const own: number[] = [];
  const answers: number[] = [];
  for (const { docId } of documents) {
    const node = threads.nodeOf.get(docId);
    if (node === undefined) {
      own.push(-1);
      answers.push(-1);
      continue;
    }
    const top = threads.nodes[node]?.top ?? node;
    const number = tops.get(top) ?? tops.size;
    tops.set(top, number);
    own.push(number);
    // The nearest message above that is in the room
    let answered = -1;
    for (
      let at = threads.nodes[node]?.parent ?? null;
      at !== null && answered < 0;
      at = threads.nodes[at]?.parent ?? null
    )
      answered =
        threads.nodes[at]?.docIds.map((id) => numbers.get(id)).find((each) => each !== undefined) ??
        -1;
    answers.push(answered);
  }
  return { threads: own, answers };
}

/** Copies share the number of the first document of the room with this content. */
function copiesOf(documents: readonly StoredDocument[]): RoomCore["copies"] {
  const first = new Map<string, number>();
  const copies: [number, number][] = [];
  for (const [number, { contentId, copyOf }] of documents.entries()) {
    if (!first.has(contentId)) first.set(contentId, number);
    if (copyOf !== null) copies.push([number, first.get(contentId) as number]);
  }
  return copies;
}

function tagsOf({ catalog }: OpenIndex, documents: readonly StoredDocument[]): RoomCore["tags"] {
  const byContent = readTags(catalog);
  const tags = new Map<string, number[]>();
  for (const [number, { contentId }] of documents.entries())
    for (const tag of byContent.get(contentId) ?? [])
      tags.set(tag, [...(tags.get(tag) ?? []), number]);
  return [...tags].sort(([a], [b]) => (a < b ? -1 : 1));
}

const LETTERS = { message: "m", attachment: "a", file: "f", member: "e" } as const;

/** What a core is made of. */
export interface Made {
  readonly index: OpenIndex;
  readonly documents: readonly StoredDocument[];
  readonly facts: SegmentFacts;
  readonly options: Pick<WriteOptions, "cover" | "claim" | "redaction">;
}

/** The core of a room whose chunks are written. */
export function coreOf(
  making: Made,
  chosen: Chosen,
  batches: readonly Batch[],
  runs: Pick<RoomCore, "postings" | "terms" | "ids">,
): RoomCore {
  const { index, documents, facts, options } = making;
  const numbers = new Map(documents.map(({ docId }, number) => [docId as number, number]));
  const checks = new CheckList();
  for (const { flags } of batches) for (const [number, own] of flags) checks.add(number, own);
  const senders = batches.flatMap((batch) => batch.senders);
  let root = 0;
  const labels = sourceLabels(index.catalog, documents, options.redaction);
  const messages = documents.filter(({ kind }) => kind === "message").length;
  return {
    format: ROOM_FORMAT,
    cover: {
      ...options.cover,
      messages,
      files: documents.length - messages,
      filesLeftOut: chosen.filesLeftOut,
      copiesLeftOut: chosen.copiesLeftOut,
    },
    claim: options.claim,
    count: documents.length,
    back: documents.map(({ rootId }, number) => number - (numbers.get(rootId) as number)),
    kinds: documents.map(({ kind }) => LETTERS[kind]).join(""),
    copies: copiesOf(documents),
    columns: facts.columns,
    senders: facetOf(
      documents.map(({ parentId }) => (parentId === null ? (senders[root++] ?? "") : "")),
    ),
    types: facetOf(documents.map(({ type }) => type)),
    sources: facetOf(documents.map(({ sourceId }) => labels.path(sourceId))),
    custodians: facetOf(documents.map(({ sourceId }) => labels.custodian(sourceId))),
    checks: checks.list(),
    tags: tagsOf(index, documents),
    ...threadsOf(index, documents),
    details: joinedRuns(batches.map(({ details }) => details)),
    rows: joinedRuns(batches.map(({ rows }) => rows)),
    ...runs,
    fields: POSTING_FIELD_NAMES,
  };
}
