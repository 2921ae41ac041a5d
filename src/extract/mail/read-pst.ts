/**
 * Reads the messages of a PST or OST ([MS-PST] 2.4), one at a time: a mailbox of gigabytes is never in memory.
 *
 * Messages are found by walking all nodes of the file, not the folders' tables, so that items no folder lists any more are read too.
 * ingest/ gives the source; nothing here opens a file.
 */
import { LIMITS } from "../../limits.ts";
import type { Extraction } from "../../model/extraction.ts";
import type { LocatorStep } from "../../model/locator.ts";
import { guarded, u32 } from "../bytes.ts";
import { createDraft, type Draft } from "../draft.ts";
import {
  addMapiMessage,
  MAPI,
  MAPI_TYPE,
  type MapiPages,
  type MapiRecipient,
  mapiNumber,
  mapiPages,
  mapiRecipient,
  mapiText,
} from "./mapi.ts";
import type { PstSource } from "./pst-pages.ts";
import { openPst, type PstNode, type PstStore } from "./pst-store.ts";
import { openHeap, type PstHeap, readPropertyContext, readTable } from "./pst-tables.ts";
import { attachmentMetadata, attachmentName } from "./read-msg.ts";

/**
 * One message of the file. Example: `{steps:[{step:"pstItem",id:"2097188"}], parentId:null, folder:"Top of Personal Folders/Inbox",
 * extraction:{message:{…}, children:[…]}}`. A message attached to a message comes after it, with the carrier's id as `parentId`.
 */
export interface PstItem {
  readonly id: string;
  readonly steps: readonly LocatorStep[];
  readonly parentId: string | null;
  /** Folder names from the top, joined by "/"; "" for an item no folder holds any more. */
  readonly folder: string;
  readonly extraction: Extraction;
}

/** Low five bits of a node id say what it is ([MS-PST] 2.2.2.1). */
const KIND = { folder: 2, message: 4, attachment: 5 } as const;
const RECIPIENT_TABLE = 0x692;
const ROOT_FOLDER = 0x122;
/** The node every mailbox has ([MS-PST] 2.4.1). */
const MESSAGE_STORE = 0x21;
const EMBEDDED_MESSAGE = 5;

const kindOf = (nodeId: number): number => nodeId & 0x1f;

/** A source over bytes already in memory. */
export function pstSourceOf(bytes: Uint8Array): PstSource {
  return {
    sizeBytes: bytes.length,
    read: (offset, length) =>
      offset >= 0 && offset < bytes.length
        ? bytes.subarray(offset, Math.min(offset + length, bytes.length))
        : new Uint8Array(0),
  };
}

/** Gives the messages in order of their node ids. `onProblem` hears what concerns the file as a whole. */
export function* readPst(
  source: PstSource,
  onProblem: (reason: string) => void,
): Generator<PstItem> {
  const store = guarded(() => openPst(source, onProblem), null, onProblem);
  if (store === null) return;
  const folders = folderNames(store);
  checkRoots(store, onProblem);
  const nodes = store.nodes();
  let isStoreThere = false;
  while (true) {
    const next = guarded(() => nodes.next(), { done: true, value: undefined } as const, onProblem);
    if (next.done === true || next.value === undefined) {
      if (!isStoreThere) onProblem("its tree of nodes does not hold the mailbox itself");
      return;
    }
    isStoreThere ||= next.value.id === MESSAGE_STORE;
    if (kindOf(next.value.id) !== KIND.message) continue;
    yield* readItem(store, next.value, String(next.value.id), null, folders(next.value.parent), 0);
  }
}

/** Every sound file has these two records; without them an empty answer is not an empty mailbox. */
function checkRoots(store: PstStore, onProblem: (reason: string) => void): void {
  for (const [id, what] of [
    [MESSAGE_STORE, "message store"],
    [ROOT_FOLDER, "root folder"],
  ] as const) {
    const isThere = guarded(
      () => {
        const node = store.node(id);
        // a tree without the store itself is told of when it has been walked
        if (node === null) return id === MESSAGE_STORE || store.node(MESSAGE_STORE) === null;
        return store.blocks(node.dataBlock).length > 0;
      },
      false,
      () => {
        // told below, in the words of what is missing
      },
    );
    if (!isThere)
      onProblem(`the record of its ${what} is missing or cannot be read: messages may be lost`);
  }
}

/** Path of a folder by node id, remembered; a chain of parents that runs in a circle ends at the first folder seen twice. */
function folderNames(store: PstStore): (id: number) => string {
  const paths = new Map<number, string>();
  const names = new Map<number, string>();
  const nameOf = (node: PstNode): string => {
    const known = names.get(node.id);
    if (known !== undefined) return known;
    const name = guarded(
      () => {
        const properties = readPropertyContext(openHeap(store, node), () => {});
        return mapiText(properties, MAPI.displayName, mapiPages(properties));
      },
      "",
      () => {
        // a folder without a readable name still holds its messages
      },
    );
    names.set(node.id, name);
    return name;
  };
  return (id) => {
    const known = paths.get(id);
    if (known !== undefined) return known;
    const parts: string[] = [];
    const seen = new Set<number>();
    let at = id;
    while (at !== 0 && at !== ROOT_FOLDER && !seen.has(at) && seen.size < LIMITS.maxOleDepth) {
      seen.add(at);
      const here = at;
      const node = guarded(
        () => store.node(here),
        null,
        () => {},
      );
      if (node === null) break;
      parts.unshift(nameOf(node));
      at = node.parent;
    }
    const path = parts.join("/");
    paths.set(id, path);
    return path;
  };
}

function* readItem(
  store: PstStore,
  node: PstNode,
  id: string,
  parentId: string | null,
  folder: string,
  depth: number,
): Generator<PstItem> {
  const draft = createDraft();
  const onProblem = (reason: string): void =>
    draft.problem("message-damaged", "partial", `message ${id}: ${reason}`);
  const inner: { node: PstNode; id: string }[] = [];
  guarded(
    () => {
      const heap = openHeap(store, node);
      const properties = readPropertyContext(heap, onProblem);
      const pages = mapiPages(properties);
      const recipients = guarded(() => readRecipients(store, heap, pages), [], onProblem);
      addMapiMessage(draft, properties, recipients, pages);
      let index = 0;
      for (const sub of heap.subnodes.values()) {
        if (kindOf(sub.id) !== KIND.attachment) continue;
        const found = guarded(
          () => addAttachment(draft, store, sub, `${id}/${sub.id}`, pages, index++),
          null,
          onProblem,
        );
        if (found !== null) inner.push({ node: found, id: `${id}/${sub.id}` });
      }
    },
    undefined,
    onProblem,
  );
  yield { id, steps: [{ step: "pstItem", id }], parentId, folder, extraction: draft.finish() };
  if (depth >= LIMITS.maxPartDepth) return;
  for (const { node: message, id: innerId } of inner) {
    yield* readItem(store, message, innerId, id, folder, depth + 1);
  }
}

function readRecipients(store: PstStore, heap: PstHeap, pages: MapiPages): MapiRecipient[] {
  const table = heap.subnodes.get(RECIPIENT_TABLE);
  if (table === undefined) return [];
  const found: MapiRecipient[] = [];
  for (const row of readTable(openHeap(store, table))) {
    const recipient = mapiRecipient(row, pages);
    if (recipient !== null) found.push(recipient);
  }
  return found;
}

/** Adds an attachment's bytes as a child; for an attached message returns the node it lies in. */
function addAttachment(
  draft: Draft,
  store: PstStore,
  node: PstNode,
  id: string,
  pages: MapiPages,
  index: number,
): PstNode | null {
  const heap = openHeap(store, node);
  const properties = readPropertyContext(heap, (reason) =>
    draft.problem("attachment-damaged", "partial", `attachment ${index}: ${reason}`),
  );
  const name = attachmentName(properties, pages);
  const data = properties.get(MAPI.attachData);
  if (mapiNumber(properties, MAPI.attachMethod) === EMBEDDED_MESSAGE) {
    // an object is the id of a subnode and its size
    const sub = data?.type === MAPI_TYPE.object ? heap.subnodes.get(u32(data.bytes, 0)) : undefined;
    if (sub !== undefined) return sub;
  }
  const isObject = data?.type === MAPI_TYPE.object;
  const object = isObject ? heap.subnodes.get(u32(data.bytes, 0)) : undefined;
  const bytes =
    object !== undefined
      ? Buffer.concat(store.blocks(object.dataBlock))
      : isObject
        ? null
        : data?.bytes;
  if (bytes === undefined || bytes === null) {
    draft.problem("attachment-without-bytes", "note", `attachment "${name}" holds no bytes`);
    return null;
  }
  draft.child({
    name,
    declaredType: mapiText(properties, MAPI.attachType, pages).toLowerCase(),
    bytes,
    steps: [{ step: "pstItem", id }],
    metadata: attachmentMetadata(properties, pages),
  });
  return null;
}
