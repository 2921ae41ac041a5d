/**
 * A document's bytes again, from its source: the locator's steps are walked, not guessed. Containers are read by the same readers as while
 * indexing, and the child with the same steps is the one. Only reads.
 */
import { createHash } from "node:crypto";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { UserError } from "../errors.ts";
import { pstSourceOf } from "../extract/mail/read-pst.ts";
import { readFile } from "../extract/read-file.ts";
import type { DocumentKind } from "../model/document.ts";
import type { Child, Extraction } from "../model/extraction.ts";
import type { Sha256 } from "../model/ids.ts";
import type { Locator, LocatorStep } from "../model/locator.ts";
import { parseMessage } from "../parse/parse-message.ts";
import { type Split, splitScanned, splitWithMailparser } from "../parse/part-bytes.ts";
import { decodeTransfer } from "../parse/transfer.ts";
import { neighboursOf } from "../records/beside.ts";
import { foundAs, mailboxType } from "../records/document-kind.ts";
import { mailboxMessages, PST_TYPE, pstMessages } from "../records/mailbox-inside.ts";
import { readPage } from "../records/read-page.ts";
import { sourceInPlace } from "../records/read-record.ts";
import {
  type JoinedVolumes,
  joinedSteps,
  joinVolumes,
  wholeName,
} from "../records/volume-bytes.ts";
import { SAVED_PAGE_TYPE, sniffType } from "../sources/sniff.ts";
import { VolumeFinder } from "../sources/volumes.ts";
import { messageBytes } from "../split/message-bytes.ts";
import {
  alteredSource,
  fromSource,
  hasIdOf,
  movedText,
  provedRecord,
  variantOf,
} from "./record-bytes.ts";

/** From the source file to the document. */
export function fullLocator(catalog: CatalogReader, document: StoredDocument): Locator {
  const steps: LocatorStep[] = [];
  for (let at: StoredDocument | null = document; at !== null; ) {
    steps.unshift(...at.steps);
    at = at.parentId === null ? null : catalog.document(at.parentId);
  }
  return [{ step: "file", path: catalog.sourcePath(document.sourceId) }, ...steps];
}

/** The first message of a PST that is a source itself whose steps lead on. The file is read in place: it may be larger than memory. */
function pstItemOf(
  catalog: CatalogReader,
  pst: StoredDocument,
  steps: readonly LocatorStep[],
): Inside | undefined {
  const path = catalog.sourcePath(pst.sourceId);
  return fromSource(path, (reader) => {
    for (const item of pstMessages(sourceInPlace(reader, path, pst.sizeBytes), () => undefined))
      if (leads(item.steps, steps)) return item;
    return undefined;
  });
}

/** Whether the steps of a child begin what is left of a locator. */
const leads = (steps: readonly LocatorStep[], left: readonly LocatorStep[]): boolean =>
  steps.length > 0 && JSON.stringify(steps) === JSON.stringify(left.slice(0, steps.length));

/** A file with what is known of it from where it was found. */
export interface Bytes {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly declaredType: string;
  /** "message" for a mail. */
  readonly kind: DocumentKind;
  /** Of a record: the source it is in, whose neighbours may hold its attachments. */
  readonly sourcePath?: string;
  /** What the reader of a PST gave with an item: its bytes are the JSON of that, in which no reader would find the files. */
  readonly extraction?: Extraction;
  /** A sentence for the user where its record was found at another place of its mailbox. */
  readonly moved?: string;
  /** Of the volume of an archive whose files are members of its document: the whole. Throws UserError. */
  readonly joined?: () => JoinedVolumes | null;
}

type Inside = Bytes & { readonly steps: readonly LocatorStep[] };

const NOT_THERE =
  "The source no longer holds this file at the place where it was indexed. Run leaksift verify.";

/** What stands directly inside a file, with its steps: by the readers that found it while indexing, chosen as they were (ingest/family.ts). */
async function* insideOf(file: Bytes, split: Split): AsyncGenerator<Inside> {
  const { bytes, name, declaredType, kind, extraction } = file;
  const members = (children: readonly Child[]) => children.map((each) => foundAs(each, "member"));
  if (extraction !== undefined) return yield* members(extraction.children);
  const joined = file.joined?.() ?? null;
  if (joined !== null) return yield* insideVolumes(joined, file);
  if (kind === "message") {
    const { attachments } = await parseMessage({ bytes, locator: [] }, split);
    return yield* attachments.map((each) => foundAs(each, "attachment"));
  }
  const sniffedType = sniffType(bytes, name);
  const mailbox = mailboxType(bytes, sniffedType);
  if (mailbox === PST_TYPE) return yield* pstMessages(pstSourceOf(bytes), () => undefined);
  if (mailbox !== null) return yield* (await mailboxMessages(bytes, mailbox)).found;
  yield* members(
    sniffedType === SAVED_PAGE_TYPE
      ? (await readPage(bytes)).children
      : (await readFile(bytes, { name, declaredType, sniffedType })).children,
  );
}

/** A file beside the source, decoded as the steps say, which are all there are: such a document is never a container's member. */
function besideFile(file: Bytes, steps: readonly LocatorStep[]): Bytes | null {
  const [first, ...decodes] = steps;
  if (first?.step !== "beside" || file.sourcePath === undefined) return null;
  const stored = neighboursOf(file.sourcePath).bytes(first.path);
  if (stored === null) return null;
  const bytes = decodes.reduce(
    (sofar: Uint8Array, step) =>
      step.step !== "decode"
        ? sofar
        : step.encoding === "emlx"
          ? messageBytes(sofar, "emlx")
          : decodeTransfer(sofar, step.encoding),
    stored,
  );
  const name = first.path.slice(first.path.lastIndexOf("/") + 1);
  return foundAs({ bytes, name, declaredType: "", steps }, "attachment");
}

/** What stands in an archive joined from volumes, as {@link readFile} found it while indexing. */
async function* insideVolumes(joined: JoinedVolumes, file: Bytes): AsyncGenerator<Inside> {
  const { declaredType } = file;
  const name = wholeName(file.name);
  const sniffedType = sniffType(joined.bytes, file.name);
  const context = { name, declaredType, sniffedType, volumeStarts: joined.starts };
  for (const child of (await readFile(joined.bytes, context)).children)
    yield foundAs({ ...child, steps: joinedSteps(joined, child.steps) }, "member");
}

const volumes = new VolumeFinder();

/** How the volumes around a root are joined when something inside is asked for; nothing for a file that is not the head of any. */
function joinedOf(catalog: CatalogReader, document: StoredDocument): Pick<Bytes, "joined"> {
  const path = catalog.sourcePath(document.sourceId);
  const set = variantOf(document) === "file" ? volumes.setOf(path) : null;
  if (set === null || set.headPath !== path) return {};
  return { joined: () => fromSource(path, (reader) => joinVolumes(reader, set)) };
}

/**
 * How the parts of a mail are found: as nearly all were while indexing, then by mailparser alone, as where the walks differed (ingest/walk-check.ts). Which of
 * the two a document needs, its hash says.
 */
const SPLITS: readonly Split[] = [splitScanned, splitWithMailparser];

const splitsOf = ({ kind }: Bytes): readonly Split[] =>
  kind === "message" ? SPLITS : SPLITS.slice(0, 1);

/** Walks the steps that are left, from a file to what lies in it; null when they lead nowhere. */
async function walk(
  file: Bytes,
  steps: readonly LocatorStep[],
  split: Split,
): Promise<Bytes | null> {
  if (steps.length === 0) return file;
  if (steps[0]?.step === "beside") {
    const beside = besideFile(file, steps);
    if (beside !== null) return beside;
  }
  for await (const inside of insideOf(file, split)) {
    if (leads(inside.steps, steps)) return walk(inside, steps.slice(inside.steps.length), split);
  }
  return null;
}

/** The file with these steps in another, the one with the id of the document if either walk gives it. */
async function fileIn(file: Bytes, steps: readonly LocatorStep[], document: Known): Promise<Bytes> {
  let first: Bytes | null = null;
  for (const split of splitsOf(file)) {
    const found = await walk(file, steps, split);
    if (found !== null && hasIdOf(document, found.bytes)) return found;
    first ??= found;
  }
  if (first === null) throw new UserError(NOT_THERE);
  return first;
}

/**
 * A document as {@link insideFiles} takes it: message bytes for a mail, the file's bytes for others, proved by the hash they had when they were indexed. Throws
 * UserError when the source is gone, AlteredSourceError for other bytes.
 */
export async function documentFile(
  catalog: CatalogReader,
  document: StoredDocument,
): Promise<Bytes> {
  const { name, declaredType } = document;
  if (document.record !== null)
    return proved(catalog, document, {
      ...(await rootBytes(catalog, document)),
      name,
      declaredType,
      sourcePath: catalog.sourcePath(document.sourceId),
      // A loose .msg is a message too, but no mail as RFC 5322 has it
      kind: document.type === "message/rfc822" ? "message" : "file",
      ...joinedOf(catalog, document),
    });
  const container =
    document.parentId === null
      ? catalog.containerOf(document.docId)
      : catalog.document(document.parentId);
  if (container.type === PST_TYPE && container.record !== null) {
    const item = pstItemOf(catalog, container, document.steps);
    if (item === undefined) throw new UserError(NOT_THERE);
    return proved(
      catalog,
      document,
      await fileIn(item, document.steps.slice(item.steps.length), document),
    );
  }
  const whole = await documentFile(catalog, container);
  const file = await fileIn(whole, document.steps, document);
  return proved(catalog, document, {
    ...file,
    ...(whole.moved === undefined ? {} : { moved: whole.moved }),
  });
}

/** The bytes of a root, with a sentence where its record was found elsewhere. */
async function rootBytes(
  catalog: CatalogReader,
  document: StoredDocument,
): Promise<Pick<Bytes, "bytes" | "moved">> {
  const { bytes, offset } = await provedRecord(catalog, document);
  const moved = movedText(catalog, document, offset);
  return {
    bytes: messageBytes(bytes, variantOf(document)),
    ...(moved === "" ? {} : { moved }),
  };
}

/** The file as it is. Throws AlteredSourceError when it has not the id of the document: no byte leaves under an id that it does not have. */
export function proved<T extends Bytes>(
  catalog: CatalogReader,
  document: StoredDocument,
  file: T,
): T {
  if (hasIdOf(document, file.bytes)) return file;
  const now = createHash("sha256").update(file.bytes).digest("hex") as Sha256;
  throw alteredSource(catalog, document, "The content of", document.contentId, now);
}

/** What is known of a document before its bytes are there. */
export type Known = Pick<StoredDocument, "kind" | "contentId" | "steps">;

/** Files that lie directly in another, by {@link stepsKey}; what is no longer found is left out. The container is read once, a mail again where the walks may differ. */
export async function insideFiles(
  container: Bytes,
  wanted: readonly Known[],
): Promise<ReadonlyMap<string, Bytes>> {
  const missing = new Map(wanted.map((document) => [stepsKey(document.steps), document]));
  const found = new Map<string, Bytes>();
  for (const [key, { steps }] of missing) {
    if (steps[0]?.step !== "beside") continue;
    const beside = besideFile(container, steps);
    if (beside !== null) found.set(key, beside);
    missing.delete(key);
  }
  for (const split of splitsOf(container)) {
    if (missing.size === 0) break;
    for await (const inside of insideOf(container, split)) {
      const key = stepsKey(inside.steps);
      const document = missing.get(key);
      if (document === undefined) continue;
      if (hasIdOf(document, inside.bytes)) missing.delete(key);
      else if (found.has(key)) continue;
      found.set(key, inside);
    }
  }
  return found;
}

/** Steps as one word, to look them up. */
export function stepsKey(steps: readonly LocatorStep[]): string {
  return JSON.stringify(steps);
}
