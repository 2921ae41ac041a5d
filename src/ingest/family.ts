/**
 * One record of a source -> the documents of its family: the message or loose file at the top, then everything found inside it, depth
 * first, within one budget. The only place where parse/ and extract/ meet; a reader that finds bytes returns them, the queue here reads them.
 */
import { createHash } from "node:crypto";
import { checkFile, checkMessage } from "../checks/check-document.ts";
import { EMPTY_EXTRACTION, hasReader, type ReadContext } from "../extract/read-file.ts";
import { FAULTS_ON, injectFault } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { DocumentKind, DocumentRecord, Envelope, ProblemRecord } from "../model/document.ts";
import type { Extraction } from "../model/extraction.ts";
import type { Sha256 } from "../model/ids.ts";
import type { Locator, LocatorStep } from "../model/locator.ts";
import type { Message } from "../model/message.ts";
import type { MetadataValue } from "../model/metadata.ts";
import type { Problem } from "../model/problem.ts";
import type { SourceRange } from "../model/source.ts";
import { parseMessage } from "../parse/parse-message.ts";
import type { SegmentBuilder } from "../segment/builder.ts";
import { sniffFormat, sniffType } from "../sources/sniff.ts";
import { canonicalSha256, messageBytes } from "../split/message-bytes.ts";
import { joinPlaces } from "../text-places.ts";
import {
  addFileFields,
  addMessageFields,
  type MessageContext,
  type TextAnalysis,
} from "./document-fields.ts";
import { messageOf } from "./embedded-message.ts";
import { mboxMessages, PST_TYPE, pstMessages } from "./mailbox-inside.ts";
import type { TextStore } from "./text-store.ts";

/** A record to read: where it lies and how its message bytes are made. */
export interface RecordRange {
  readonly sourceId: number;
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly variant: Extract<SourceRange, { kind: "message" }>["variant"];
}

/** Where the documents of a batch are gathered, and the tools reading needs; both are given, so that this file touches no file or process. */
export interface FamilyTarget {
  readonly builder: SegmentBuilder;
  readonly texts: TextStore;
  readonly documents: DocumentRecord[];
  readonly problems: ProblemRecord[];
  /** Reads one file's bytes; ingest decides whether in this thread or in a child process. */
  readonly readFile: (bytes: Uint8Array, context: ReadContext) => Promise<Extraction>;
  readonly analysis: TextAnalysis;
  /** Content ids whose families are left out: somebody asked to forget them. */
  readonly forgotten?: ReadonlySet<string>;
  /** Called every {@link SIGN_OF_LIFE} documents of a family: ten thousand attachments take their time, and are no hang. */
  readonly onProgress?: () => void;
}

/** Few enough that a family of the largest allowed number of documents cannot stay for ever. */
const SIGN_OF_LIFE = 500;

/** Bytes waiting to become a document. */
interface Pending {
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
  /** What it says, where there are no bytes of its own to read (a PST item); `bytes` are its properties then. */
  readonly extraction?: Extraction;
}

/** Something found inside a document: bytes with their place in it. */
type Found = Pick<
  Pending,
  "kind" | "bytes" | "name" | "declaredType" | "steps" | "metadata" | "extraction"
>;

/** What is left of the family's budget. */
interface Budget {
  documents: number;
  bytes: number;
}

const sha256 = (bytes: Uint8Array): Sha256 =>
  createHash("sha256").update(bytes).digest("hex") as Sha256;

const utf8 = (text: string): Buffer => Buffer.from(text, "utf8");

function envelopeOf(message: Message): Envelope {
  const parents = [...message.inReplyTo, ...message.references.toReversed()];
  return {
    subject: message.subject,
    from: message.from,
    to: message.to,
    cc: message.cc,
    bcc: message.bcc,
    messageId: message.messageId,
    parents: [...new Set(parents)].slice(0, LIMITS.maxReferences),
    sentAt: message.date?.at ?? null,
    sentAtText: message.date?.text ?? "",
    zoneMinutes: message.date?.zoneMinutes ?? null,
    receivedAt: message.receivedAt,
  };
}

/** Steps from the source file's bytes to the document's: the range of a record, then how its message bytes are made. */
function recordSteps(range: RecordRange): LocatorStep[] {
  if (range.variant === "file" || range.variant === "eml") return [];
  const decode: LocatorStep = { step: "decode", encoding: range.variant };
  if (range.variant === "emlx") return [decode];
  return [{ step: "range", offset: range.offset, length: range.length }, decode];
}

const contextOf = (pending: Pending): MessageContext => ({
  isRoot: pending.parent === null,
  name: pending.name,
  sizeBytes: pending.bytes.length,
});

const fileOf = (pending: Pending, type: string) => ({
  name: pending.name,
  type,
  sizeBytes: pending.bytes.length,
});

/** What is left of a record whose content was forgotten: its place, so that every byte stays accounted for. */
export const FORGOTTEN: Omit<Problem, "locator"> = {
  code: "forgotten",
  severity: "note",
  reason: "It was forgotten on request and is not indexed. Its bytes are still in the source.",
};

/** The whole record. */
export function forgottenLocator({ path, offset, length }: RecordRange): Locator {
  return [
    { step: "file", path },
    { step: "range", offset, length },
  ];
}

const freshBudget = (): Budget => ({
  documents: LIMITS.maxFamilyDocuments,
  bytes: LIMITS.maxFamilyBytes,
});

class FamilyReader {
  private readonly target: FamilyTarget;
  private readonly range: RecordRange;
  private readonly record: Uint8Array;
  private readonly options: FamilyOptions;
  private readonly queue: Pending[] = [];
  /** Messages found in loose containers, each the root of a family of its own; read when the family before is complete. */
  private readonly families: Iterator<Pending>[] = [];
  private budget: Budget = freshBudget();
  private root = 0;

  constructor(
    target: FamilyTarget,
    range: RecordRange,
    record: Uint8Array,
    options: FamilyOptions,
  ) {
    this.options = options;
    this.target = target;
    this.range = range;
    this.record = record;
  }

  async read(): Promise<void> {
    const { range } = this;
    const parse = this.options.parse ?? ((bytes, locator) => parseMessage({ bytes, locator }));
    const isFile = range.variant === "file";
    const steps = recordSteps(range);
    const bytes = isFile ? this.record : messageBytes(this.record, range.variant);
    if (this.isForgotten(bytes, isFile)) {
      this.problem(null, forgottenLocator(range), FORGOTTEN);
      return;
    }
    if (FAULTS_ON && this.options.parse === undefined) await injectFault(bytes);
    this.queue.push({
      kind: isFile ? "file" : "message",
      parent: null,
      bytes,
      name: isFile ? range.path.slice(range.path.lastIndexOf("/") + 1) : "",
      declaredType: "",
      steps,
      locator: [{ step: "file", path: range.path }, ...steps],
      metadata: [],
      depth: 0,
      underMessage: false,
    });
    if (this.options.problem !== undefined) {
      const local = this.target.builder.documentCount;
      this.problem(local, [{ step: "file", path: range.path }, ...steps], this.options.problem);
    }
    for (let next = this.next(); next !== undefined; next = this.next()) {
      if (next.kind === "message" && next.extraction === undefined)
        await this.addMessage(next, await parse(next.bytes, next.locator));
      else await this.addFile(next);
    }
  }

  /** The next document to read: of this family, else the root of the next. */
  private next(): Pending | undefined {
    const own = this.queue.pop();
    if (own !== undefined) return own;
    for (let first = this.families[0]; first !== undefined; first = this.families[0]) {
      const { value, done } = first.next();
      if (done !== true) {
        this.budget = freshBudget();
        return value;
      }
      this.families.shift();
    }
    return undefined;
  }

  /** A document found inside another one. A message in a loose container is a root: a mailbox in a zip is many mails, not one. */
  private inside(pending: Pending, parent: number, found: Found): Pending {
    const underMessage = pending.underMessage || pending.kind === "message";
    const isRoot = found.kind === "message" && !underMessage;
    const locator = [...pending.locator, ...found.steps];
    return {
      ...found,
      parent: isRoot ? null : parent,
      steps: isRoot ? locator.slice(1) : found.steps,
      locator,
      depth: pending.depth + 1,
      underMessage,
    };
  }

  /** Takes what was found in a document: roots for later, the rest onto the stack. */
  private addInside(pending: Pending, parent: number, found: readonly Found[]): void {
    const inside = found.map((each) => this.inside(pending, parent, each));
    this.families.push(inside.filter((each) => each.parent === null).values());
    this.enqueue(
      parent,
      inside.filter((each) => each.parent !== null),
    );
  }

  private isForgotten(bytes: Uint8Array, isFile: boolean): boolean {
    const { forgotten } = this.target;
    if (forgotten === undefined || forgotten.size === 0) return false;
    const whole = isFile ? (this.options.recordSha256 ?? sha256(bytes)) : null;
    return forgotten.has(this.options.contentId ?? whole ?? canonicalSha256(bytes));
  }

  private problem(local: number | null, locator: Locator, problem: Omit<Problem, "locator">): void {
    this.target.problems.push({ ...problem, local, locator, sourceId: this.range.sourceId });
  }

  /** Puts children on the stack, last first, so that they are read in order; what exceeds the budget is a problem, not silence. */
  private enqueue(parent: number, children: readonly Pending[]): void {
    const admitted: Pending[] = [];
    for (const child of children) {
      const exceeded =
        child.depth > LIMITS.maxFamilyDepth
          ? `nested deeper than ${LIMITS.maxFamilyDepth}`
          : this.budget.documents <= 0
            ? `more than ${LIMITS.maxFamilyDocuments} documents in one family`
            : this.budget.bytes < child.bytes.length
              ? `more than ${LIMITS.maxFamilyBytes} unpacked bytes in one family`
              : "";
      if (exceeded !== "") {
        this.problem(parent, child.locator, {
          code: "family-budget",
          severity: "lost",
          reason: `"${child.name}" (${child.bytes.length} bytes) was not read: ${exceeded}`,
        });
        continue;
      }
      this.budget.documents--;
      this.budget.bytes -= child.bytes.length;
      admitted.push(child);
    }
    this.queue.push(...admitted.toReversed());
  }

  private begin(pending: Pending): number {
    const local = this.target.builder.begin(pending.parent === null);
    if (pending.parent === null) this.root = local;
    else if ((local - this.root) % SIGN_OF_LIFE === 0) this.target.onProgress?.();
    return local;
  }

  private recordOf(pending: Pending): DocumentRecord["record"] {
    if (pending.depth > 0) return null;
    return {
      offset: this.range.offset,
      length: this.range.length,
      sha256: this.options.recordSha256 ?? sha256(this.record),
    };
  }

  private async addMessage(pending: Pending, message: Message): Promise<void> {
    const { target } = this;
    const local = this.begin(pending);
    addMessageFields(target.builder, message, contextOf(pending), target.analysis);
    target.builder.end();
    for (const problem of message.problems) this.problem(local, pending.locator, problem);
    const head = Buffer.from(
      pending.bytes.subarray(0, Math.min(message.bodyOffsetBytes, LIMITS.maxHeaderBytes)),
    );
    target.documents.push({
      local,
      parent: pending.parent,
      root: this.root,
      kind: "message",
      sourceId: this.range.sourceId,
      contentId:
        (pending.depth === 0 ? this.options.contentId : undefined) ??
        canonicalSha256(pending.bytes),
      steps: pending.steps,
      record: this.recordOf(pending),
      name: pending.name,
      declaredType: pending.declaredType,
      type: "message/rfc822",
      sizeBytes: pending.bytes.length,
      envelope: envelopeOf(message),
      attachmentCount: message.attachments.length,
      text: target.texts.add(utf8(message.text)),
      head: target.texts.add(head),
      metadata: pending.metadata,
      checked: checkMessage(message),
    });
    this.addInside(
      pending,
      local,
      message.attachments.map((attachment) => ({
        kind: isMessage(attachment.declaredType, attachment.bytes) ? "message" : "attachment",
        bytes: attachment.bytes,
        name: attachment.name,
        declaredType: attachment.declaredType,
        steps: attachment.steps,
        metadata: [],
      })),
    );
  }

  private async addFile(pending: Pending): Promise<void> {
    const { target } = this;
    const sniffedType = sniffType(pending.bytes, pending.name);
    const context = { name: pending.name, declaredType: pending.declaredType, sniffedType };
    const mailbox =
      pending.extraction === undefined ? mailboxType(pending.bytes, sniffedType) : null;
    const extraction =
      pending.extraction ??
      (mailbox === null &&
      hasReader(sniffedType, pending.bytes) &&
      this.options.readNoFiles !== true
        ? await target.readFile(pending.bytes, context)
        : null);
    const local = this.begin(pending);
    const type = mailbox ?? extraction?.contentType ?? sniffedType;
    const metadata = [...pending.metadata, ...(extraction?.metadata ?? [])];
    const message = extraction?.message === undefined ? null : messageOf(extraction.message);
    const texts = (extraction?.text ?? []).filter((block) => block.text !== "");
    if (message !== null) {
      addMessageFields(target.builder, message, contextOf(pending), target.analysis);
    } else {
      addFileFields(
        target.builder,
        {
          isRoot: pending.parent === null,
          kind: pending.kind,
          name: pending.name,
          type,
          sizeBytes: pending.bytes.length,
          texts: texts.map((block) => block.text),
          metadata,
          features: extraction?.features ?? [],
          markers: extraction?.markers ?? [],
        },
        target.analysis,
      );
    }
    target.builder.end();
    for (const problem of extraction?.problems ?? []) this.problem(local, pending.locator, problem);
    const children = extraction?.children ?? [];
    target.documents.push({
      local,
      parent: pending.parent,
      root: this.root,
      kind: message === null ? pending.kind : "message",
      sourceId: this.range.sourceId,
      contentId:
        pending.depth === 0
          ? (this.options.recordSha256 ?? sha256(pending.bytes))
          : sha256(pending.bytes),
      steps: pending.steps,
      record: this.recordOf(pending),
      name: pending.name,
      declaredType: pending.declaredType,
      type,
      sizeBytes: pending.bytes.length,
      envelope: message === null ? null : envelopeOf(message),
      attachmentCount: children.length,
      text: target.texts.add(utf8(message?.text ?? joinPlaces(texts))),
      head:
        message === null ? null : target.texts.add(utf8(extraction?.message?.headersText ?? "")),
      metadata,
      checked:
        message === null
          ? checkFile({
              ...(extraction ?? EMPTY_EXTRACTION),
              ...fileOf(pending, type),
              metadata,
              texts,
            })
          : checkMessage(message),
    });
    this.addInside(
      pending,
      local,
      children.map((child) => ({
        kind: isMessage(child.declaredType, child.bytes) ? "message" : "member",
        bytes: child.bytes,
        name: child.name,
        declaredType: child.declaredType,
        steps: child.steps,
        metadata: child.metadata,
      })),
    );
    if (mailbox !== null && this.options.readNoFiles !== true)
      await this.addMailbox(pending, local, mailbox);
  }

  /** The messages of a mailbox that is itself a document: an mbox in an archive or attached, a PST file. */
  private async addMailbox(pending: Pending, local: number, type: string): Promise<void> {
    const problem = (code: string, reason: string): void =>
      this.problem(local, pending.locator, { code, severity: "partial", reason });
    if (type !== PST_TYPE) {
      const { found, gaps } = await mboxMessages(pending.bytes);
      for (const gap of gaps) problem("mailbox-gap", gap);
      this.addInside(pending, local, found);
      return;
    }
    const items = pstMessages(pending.bytes, (reason) => problem("mailbox-damaged", reason));
    const place = (item: Found): Pending => this.inside(pending, local, item);
    if (pending.underMessage) this.enqueue(local, Array.from(items, place));
    else this.families.push(placed(items, place));
  }
}

/** One at a time, so that a mailbox of gigabytes is never in memory as messages. */
function* placed(items: Iterable<Found>, place: (item: Found) => Pending): Generator<Pending> {
  for (const item of items) yield place(item);
}

/** `application/mbox` or the PST type for bytes that are a mailbox, null for all others. */
function mailboxType(bytes: Uint8Array, sniffedType: string): string | null {
  if (sniffedType === PST_TYPE) return PST_TYPE;
  return sniffFormat(bytes.subarray(0, 16 << 10), bytes.length, "") === "mbox"
    ? "application/mbox"
    : null;
}

/** Decided by content where it can be: a declared message/rfc822 that holds no headers is a file, an .eml in a zip is a message. */
function isMessage(declaredType: string, bytes: Uint8Array): boolean {
  const declared = declaredType === "message/rfc822" || declaredType === "message/global";
  const head = bytes.subarray(0, 16 << 10);
  const format = sniffFormat(head, bytes.length, "");
  return format === "eml" || (declared && bytes.length > 0 && format !== "file");
}

/** How a record is read when it is not read as usual. */
export interface FamilyOptions {
  readonly parse?: (bytes: Uint8Array, locator: Locator) => Promise<Message>;
  /** SHA-256 of the whole record when `record` is only its beginning; for a message its id as well. */
  readonly recordSha256?: Sha256;
  readonly contentId?: Sha256;
  /** A problem to record on the root. */
  readonly problem?: Omit<Problem, "locator">;
  /** Keep to the root: no reader is run on anything. */
  readonly readNoFiles?: boolean;
}

/** Reads one record and adds its whole family to the target. Bad input becomes problems; only a bug throws. */
export async function addFamily(
  target: FamilyTarget,
  range: RecordRange,
  record: Uint8Array,
  options: FamilyOptions = {},
): Promise<void> {
  await new FamilyReader(target, range, record, options).read();
}
