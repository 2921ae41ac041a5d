/**
 * What of a record is still to be read: the family being read, depth first and within one budget, then the families of messages found in
 * loose containers. Knows nothing of parsing or the index.
 */
import { LIMITS } from "../limits.ts";
import type { DocumentKind } from "../model/document.ts";
import type { Extraction } from "../model/extraction.ts";
import type { Locator, LocatorStep } from "../model/locator.ts";
import type { Address } from "../model/message.ts";
import type { MetadataValue } from "../model/metadata.ts";
import type { Problem } from "../model/problem.ts";

/** Bytes waiting to become a document. */
export interface Pending {
  readonly kind: DocumentKind;
  readonly parent: number | null;
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly declaredType: string;
  readonly steps: readonly LocatorStep[];
  /** The full locator. */
  readonly locator: Locator;
  readonly metadata: readonly MetadataValue[];
  readonly depth: number;
  /** Whether a message stands above it: then it belongs to that message's family. */
  readonly underMessage: boolean;
  /** Hidden recipients whom the journal report around a message names. */
  readonly hiddenByJournal?: readonly Address[];
  /** What it says, where there are no bytes of its own to read (a PST item); `bytes` are its properties then. */
  readonly extraction?: Extraction;
}

/** Something found inside a document: bytes with their place in it. */
export type Found = Pick<
  Pending,
  | "kind"
  | "bytes"
  | "name"
  | "declaredType"
  | "steps"
  | "metadata"
  | "extraction"
  | "hiddenByJournal"
>;

/** What is left of the family's budget. */
interface Budget {
  documents: number;
  /** Of {@link LIMITS}.maxFamilyBytes. */
  bytes: number;
  /** Bytes that came out of the family so far, and those it may unpack to by its own size. */
  unpackedBytes: number;
  allowedBytes: number;
}

/** Below this no ratio counts: a mail with three packed logs is no bomb. */
const FREE_BYTES = 64 * 1024 * 1024;

const freshBudget = (ownBytes: number): Budget => ({
  documents: LIMITS.maxFamilyDocuments,
  bytes: LIMITS.maxFamilyBytes,
  unpackedBytes: 0,
  allowedBytes: Math.max(FREE_BYTES, ownBytes * LIMITS.maxFamilyRatio),
});

/** Told of what is not read: the parent document, the place, and why. */
export type OnRefused = (
  parent: number,
  locator: Locator,
  problem: Omit<Problem, "locator">,
) => void;

/** Files of one container that are named when they are not read. */
const MAX_NAMED = 100;

export class FamilyQueue {
  private readonly queue: Pending[] = [];
  /** Roots of families, read when the one before is complete. */
  private readonly families: Iterator<Pending>[] = [];
  private readonly onRefused: OnRefused;
  private budget: Budget;
  /** Bytes of the documents that wait: they are in memory together. */
  private heldBytes = 0;

  /** `ownBytes` is the size of the first document where its bytes are not all of it: a volume of an archive of several. */
  constructor(first: Pending, onRefused: OnRefused, ownBytes: number = first.bytes.length) {
    this.budget = freshBudget(ownBytes);
    this.queue.push(first);
    this.heldBytes = first.bytes.length;
    this.onRefused = onRefused;
  }

  /** The next document to read: of this family, else the root of the next. */
  next(): Pending | undefined {
    const own = this.queue.pop();
    if (own !== undefined) {
      this.heldBytes -= own.bytes.length;
      return own;
    }
    for (let first = this.families[0]; first !== undefined; first = this.families[0]) {
      const { value, done } = first.next();
      if (done !== true) {
        this.budget = freshBudget(value.bytes.length);
        return value;
      }
      this.families.shift();
    }
    return undefined;
  }

  /** A document found inside another one. A message in a loose container is a root: a mailbox in a zip is many mails, not one. */
  inside(pending: Pending, parent: number, found: Found): Pending {
    const underMessage = pending.underMessage || pending.kind === "message";
    const isRoot = found.kind === "message" && !underMessage;
    const locator = [...pending.locator, ...found.steps];
    const { kind, bytes, name, declaredType, metadata, extraction, hiddenByJournal } = found;
    return {
      kind,
      parent: isRoot ? null : parent,
      bytes,
      name,
      declaredType,
      steps: isRoot ? locator.slice(1) : found.steps,
      locator,
      metadata,
      depth: pending.depth + 1,
      underMessage,
      ...(extraction === undefined ? {} : { extraction }),
      ...(hiddenByJournal === undefined ? {} : { hiddenByJournal }),
    };
  }

  /** Bytes that an archive met now may unpack to: what is left to its family, and to all that is in memory beside it. */
  roomBytes(): number {
    const { bytes, allowedBytes, unpackedBytes } = this.budget;
    const held = LIMITS.maxFamilyHeldBytes - this.heldBytes;
    return Math.max(0, Math.min(bytes, allowedBytes - unpackedBytes, held));
  }

  /** Takes what was found in a document: roots for later, the rest onto the stack. */
  add(pending: Pending, parent: number, found: readonly Found[]): void {
    const inside = found.map((each) => this.inside(pending, parent, each));
    // the files of an item of a mailbox were stored beside it, not packed in it
    if (pending.extraction !== undefined)
      for (const { bytes } of found)
        this.budget.allowedBytes += bytes.length * LIMITS.maxFamilyRatio;
    this.families.push(inside.filter((each) => each.parent === null).values());
    this.enqueue(
      parent,
      inside.filter((each) => each.parent !== null),
    );
  }

  /** Roots that come one at a time, so that a mailbox of gigabytes is never in memory as messages. */
  addFamilies(roots: Iterator<Pending>): void {
    this.families.push(roots);
  }

  /** Puts children on the stack, last first, so that they are read in order; what exceeds the budget is a problem, not silence. */
  enqueue(parent: number, children: readonly Pending[]): void {
    const admitted: Pending[] = [];
    const refused: { readonly child: Pending; readonly why: string }[] = [];
    for (const child of children) {
      const why = this.refusal(child);
      if (why !== "") {
        refused.push({ child, why });
        continue;
      }
      this.budget.documents--;
      this.budget.bytes -= child.bytes.length;
      this.budget.unpackedBytes += child.bytes.length;
      this.heldBytes += child.bytes.length;
      admitted.push(child);
    }
    this.queue.push(...admitted.toReversed());
    this.report(parent, refused);
  }

  private refusal(child: Pending): string {
    if (child.depth > LIMITS.maxFamilyDepth) return `nested deeper than ${LIMITS.maxFamilyDepth}`;
    if (this.budget.documents <= 0)
      return `more than ${LIMITS.maxFamilyDocuments} documents in one family`;
    const { bytes, allowedBytes, unpackedBytes } = this.budget;
    if (bytes < child.bytes.length)
      return `more than ${LIMITS.maxFamilyBytes} unpacked bytes in one family`;
    return unpackedBytes + child.bytes.length > allowedBytes
      ? `more than ${LIMITS.maxFamilyRatio} unpacked bytes for each byte of the family's own`
      : "";
  }

  /** One problem for each of the first files not read, one for all others: a bomb of a hundred thousand members does not fill the catalog. */
  private report(
    parent: number,
    refused: readonly { readonly child: Pending; readonly why: string }[],
  ): void {
    const tell = (child: Pending, reason: string): void =>
      this.onRefused(parent, child.locator, { code: "family-budget", severity: "lost", reason });
    for (const { child, why } of refused.slice(0, MAX_NAMED))
      tell(child, `"${child.name}" (${child.bytes.length} bytes) was not read: ${why}`);
    const rest = refused.slice(MAX_NAMED);
    const [first] = rest;
    if (first === undefined) return;
    const bytes = rest.reduce((sum, { child }) => sum + child.bytes.length, 0);
    tell(
      first.child,
      `"${first.child.name}" and ${rest.length - 1} files after it (${bytes} bytes) were not read: ${first.why}`,
    );
  }
}
