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
}

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

class FamilyReader {
  private readonly target: FamilyTarget;
  private readonly range: RecordRange;
  private readonly record: Uint8Array;
  private readonly options: FamilyOptions;
  private readonly queue: Pending[] = [];
  private readonly budget: Budget = {
    documents: LIMITS.maxFamilyDocuments,
    bytes: LIMITS.maxFamilyBytes,
  };
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
    });
    if (this.options.problem !== undefined) {
      const local = this.target.builder.documentCount;
      this.problem(local, [{ step: "file", path: range.path }, ...steps], this.options.problem);
    }
    for (let next = this.queue.pop(); next !== undefined; next = this.queue.pop()) {
      if (next.kind === "message")
        await this.addMessage(next, await parse(next.bytes, next.locator));
      else await this.addFile(next);
    }
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
    if (pending.parent !== null) return null;
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
        (pending.parent === null ? this.options.contentId : undefined) ??
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
    this.enqueue(
      local,
      message.attachments.map((attachment) => ({
        kind: isMessage(attachment.declaredType, attachment.bytes) ? "message" : "attachment",
        parent: local,
        bytes: attachment.bytes,
        name: attachment.name,
        declaredType: attachment.declaredType,
        steps: attachment.steps,
        locator: [...pending.locator, ...attachment.steps],
        metadata: [],
        depth: pending.depth + 1,
      })),
    );
  }

  private async addFile(pending: Pending): Promise<void> {
    const { target } = this;
    const sniffedType = sniffType(pending.bytes, pending.name);
    const context = { name: pending.name, declaredType: pending.declaredType, sniffedType };
    const extraction =
      hasReader(sniffedType) && this.options.readNoFiles !== true
        ? await target.readFile(pending.bytes, context)
        : null;
    const local = this.begin(pending);
    const type = extraction?.contentType ?? sniffedType;
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
        pending.parent === null
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
    this.enqueue(
      local,
      children.map((child) => ({
        kind: isMessage(child.declaredType, child.bytes) ? "message" : "member",
        parent: local,
        bytes: child.bytes,
        name: child.name,
        declaredType: child.declaredType,
        steps: child.steps,
        locator: [...pending.locator, ...child.steps],
        metadata: child.metadata,
        depth: pending.depth + 1,
      })),
    );
  }
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
