/**
 * Conversations of a whole index as trees: who answers whom over all its messages, and which conversation a hit is in. The one notion of a conversation:
 * `leaksift thread`, `thread:ID` and `--collapse thread` all read it here.
 */
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import { threadRows } from "../../catalog/thread-rows.ts";
import { readHeaderBlock } from "../match/header-block.ts";
import { buildThreads, type ThreadNode, type Threads } from "./thread-nodes.ts";

const held = new WeakMap<CatalogReader, Threads>();

/** All conversations; read once for each open catalog. About 15 microseconds a message. */
export function readThreads(catalog: CatalogReader): Threads {
  let threads = held.get(catalog);
  if (threads === undefined) {
    const threadIndex = (docId: number): string =>
      readHeaderBlock(catalog.head(docId)).find(([name]) => name === "thread-index")?.[1] ?? "";
    threads = buildThreads(threadRows(catalog.database), threadIndex);
    held.set(catalog, threads);
  }
  return threads;
}

/** The first message of the conversation a node is in. */
export function topOf(threads: Threads, node: number): number {
  return threads.nodes[node]?.top ?? node;
}

/** A node of a conversation with how deep it stands. */
export interface ThreadLine {
  readonly node: ThreadNode;
  readonly depth: number;
  /** Whether it is the last answer of its parent, for each level from the first answer down: what a drawing of the tree needs. */
  readonly lasts: readonly boolean[];
}

/** The conversation from `top` down, in reading order. Missing messages with one answer or none before anything is there are kept: a gap is a fact. */
export function linesOf(threads: Threads, top: number): ThreadLine[] {
  const lines: ThreadLine[] = [];
  const stack: { at: number; depth: number; lasts: readonly boolean[] }[] = [
    { at: top, depth: 0, lasts: [] },
  ];
  for (;;) {
    const next = stack.pop();
    if (next === undefined) return lines;
    const node = threads.nodes[next.at];
    if (node === undefined) continue;
    lines.push({ node, depth: next.depth, lasts: next.lasts });
    for (const [i, child] of [...node.children].reverse().entries()) {
      // Beyond this depth the drawing no longer moves right: keeping every level would be quadratic in a long chain.
      const lasts = next.lasts.length < MAX_DRAWN ? [...next.lasts, i === 0] : next.lasts;
      stack.push({ at: child, depth: next.depth + 1, lasts });
    }
  }
}

const MAX_DRAWN = 24;

/** The conversation of each root: equal numbers are one conversation; a loose file is one of its own (negative). */
export function conversationNumbers(catalog: CatalogReader): (rootId: number) => number {
  const threads = readThreads(catalog);
  return (rootId) => {
    const node = threads.nodeOf.get(rootId);
    return node === undefined ? -1 - rootId : topOf(threads, node);
  };
}

/** docIds of all messages of the conversations that the given documents, or the messages that carry them, are in; a loose file is in none but its own. Ascending. */
export function conversationOf(catalog: CatalogReader, docIds: readonly number[]): number[] {
  if (docIds.length === 0) return []; // an id nobody has: every message would be read for nothing
  const threads = readThreads(catalog);
  const found = new Set<number>();
  const seen = new Set<number>();
  for (const docId of docIds) {
    const node = threads.nodeOf.get(docId) ?? threads.nodeOf.get(catalog.document(docId).rootId);
    if (node === undefined) {
      found.add(docId);
      continue;
    }
    const top = topOf(threads, node);
    if (seen.has(top)) continue;
    seen.add(top);
    for (const line of linesOf(threads, top)) for (const each of line.node.docIds) found.add(each);
  }
  return [...found].sort((a, b) => a - b);
}
