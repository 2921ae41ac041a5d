/**
 * One record of a source -> the documents of its family: the message or loose file at the top, then everything found inside it, depth
 * first, within one budget. The only place where parse/ and extract/ meet; a reader that finds bytes returns them, the queue here reads them.
 */
import { hash } from "node:crypto";
import { checkFile, checkMessage } from "../checks/engine/check-document.ts";
import { decodeText } from "../decode/charset.ts";
import type { PstSource } from "../extract/mail/pst-pages.ts";
import { pstSourceOf } from "../extract/mail/read-pst.ts";
import { EMPTY_EXTRACTION } from "../extract/read-file.ts";
import type { ReadContext } from "../extract/reader.ts";
import { FAULTS_ON, injectFault } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { DocumentRecord, ProblemRecord } from "../model/document.ts";
import { CHAT_MESSAGE_TYPE, type Extraction } from "../model/extraction.ts";
import type { Sha256 } from "../model/ids.ts";
import type { Locator } from "../model/locator.ts";
import type { Message } from "../model/message.ts";
import type { Problem } from "../model/problem.ts";
import { notNamed } from "../parse/journal.ts";
import { parseMessage } from "../parse/parse-message.ts";
import type { Neighbours } from "../records/beside.ts";
import { foundAs, mailboxType } from "../records/document-kind.ts";
import { mailboxMessages, PST_TYPE, pstMessages } from "../records/mailbox-inside.ts";
import { readPage } from "../records/read-page.ts";
import type { VolumePart } from "../records/volume-bytes.ts";
import type { SegmentBuilder } from "../segment/builder.ts";
import { SAVED_PAGE_TYPE, sniffType } from "../sources/sniff.ts";
import { canonicalSha256, messageBytes } from "../split/message-bytes.ts";
import { joinPlaces } from "../text-places.ts";
import { joinBeside, NO_NEIGHBOURS } from "./beside-attachments.ts";
import {
  addFileFields,
  addMessageFields,
  type MessageContext,
  type TextAnalysis,
} from "./document-fields.ts";
import { messageOf } from "./embedded-message.ts";
import { envelopeOf } from "./envelope.ts";
import { FamilyQueue, type Found, type Pending } from "./family-queue.ts";
import { FORGOTTEN, type RecordRange, recordSteps, wholeRecord } from "./record-range.ts";
import type { TextStore } from "./text-store.ts";
import { readVolumeFiles } from "./volume-files.ts";
import type { WalkCheck } from "./walk-check.ts";

/** Where the documents of a batch are gathered, and the tools reading needs; both are given, so that this file touches no file or process. */
export interface FamilyTarget {
  readonly builder: SegmentBuilder;
  readonly texts: TextStore;
  readonly documents: DocumentRecord[];
  readonly problems: ProblemRecord[];
  /** Reads one file's bytes; ingest decides whether in this thread or in a child process. */
  readonly readFile: (bytes: Uint8Array, context: ReadContext) => Promise<Extraction>;
  readonly analysis: TextAnalysis;
  /** What lies around a source file: some programs keep attachments there. */
  readonly neighboursOf: (sourcePath: string) => Neighbours;
  /** How mails are split and the walks compared; as parse/ does it when absent. */
  readonly walks?: WalkCheck;
  /** Content ids whose families are left out: somebody asked to forget them. */
  readonly forgotten?: ReadonlySet<string>;
  /** Called every {@link SIGN_OF_LIFE} documents of a family: ten thousand attachments take their time, and are no hang. */
  readonly onProgress?: () => void;
}

/** Few enough that a family of the largest allowed number of documents cannot stay for ever. */
const SIGN_OF_LIFE = 500;

const sha256 = (bytes: Uint8Array): Sha256 => hash("sha256", bytes, "hex") as Sha256;

const contextOf = (pending: Pending, files: number, type = ""): MessageContext => ({
  isRoot: pending.parent === null,
  name: pending.name,
  sizeBytes: pending.bytes.length,
  files,
  otherType: type === CHAT_MESSAGE_TYPE ? type : "",
});

const fileOf = (pending: Pending, type: string, sizeBytes: number) => ({
  name: pending.name,
  type,
  sizeBytes,
});

/** The message with the recipients that only the journal report around it names. */
function withHidden(message: Message, { hiddenByJournal }: Pending): Message {
  if (hiddenByJournal === undefined || hiddenByJournal.length === 0) return message;
  const added = notNamed(hiddenByJournal, [...message.to, ...message.cc, ...message.bcc]);
  return { ...message, bcc: [...message.bcc, ...added] };
}

class FamilyReader {
  private readonly target: FamilyTarget;
  private readonly range: RecordRange;
  private readonly record: Uint8Array;
  private readonly options: FamilyOptions;
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
    const parse =
      this.options.parse ??
      ((bytes, locator, contentId: Sha256) =>
        parseMessage({ bytes, locator }, this.target.walks?.splitFor(contentId, bytes)));
    const isFile = range.variant === "file";
    const steps = recordSteps(range);
    const bytes = isFile ? this.record : messageBytes(this.record, range.variant);
    if (this.isForgotten(bytes, isFile ? "bytes" : "message", this.options)) {
      this.problem(null, wholeRecord(range), FORGOTTEN);
      return;
    }
    if (FAULTS_ON && this.options.parse === undefined) await injectFault(bytes);
    if (this.options.problem !== undefined) {
      const local = this.target.builder.documentCount;
      this.problem(local, [{ step: "file", path: range.path }, ...steps], this.options.problem);
    }
    const queue = new FamilyQueue(
      {
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
      },
      (parent, locator, problem) => this.problem(parent, locator, problem),
      this.options.volume?.joined?.bytes.length,
    );
    for (let next = queue.next(); next !== undefined; next = queue.next()) {
      const isMessage = next.kind === "message" && next.extraction === undefined;
      if (next.parent === null && next.depth > 0) {
        if (this.isForgotten(next.bytes, isMessage ? "message" : "bytes")) {
          this.problem(null, next.locator, FORGOTTEN);
          continue;
        }
      }
      if (isMessage) {
        const contentId =
          (next.depth === 0 ? this.options.contentId : undefined) ?? canonicalSha256(next.bytes);
        const message = withHidden(await parse(next.bytes, next.locator, contentId), next);
        this.addMessage(queue, next, message, contentId);
      } else await this.addFile(queue, next);
    }
  }

  private isForgotten(
    bytes: Uint8Array,
    idOf: "message" | "bytes",
    { contentId, recordSha256 }: FamilyOptions = {},
  ): boolean {
    const { forgotten } = this.target;
    if (forgotten === undefined || forgotten.size === 0) return false;
    if (idOf === "bytes") return forgotten.has(recordSha256 ?? sha256(bytes));
    return forgotten.has(contentId ?? canonicalSha256(bytes));
  }

  private problem(local: number | null, locator: Locator, problem: Omit<Problem, "locator">): void {
    const { code, severity, reason } = problem;
    const { sourceId } = this.range;
    this.target.problems.push({ code, severity, reason, local, locator, sourceId });
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

  /** The message with what is kept apart from it, and all its words. */
  private completed(pending: Pending, message: Message): Message {
    const { path } = this.range;
    const isRecord = pending.depth === 0;
    const name = isRecord ? path.slice(path.lastIndexOf("/") + 1) : pending.name;
    const joined = joinBeside(message, name, () =>
      isRecord ? this.target.neighboursOf(path) : NO_NEIGHBOURS,
    );
    const whole =
      joined === null
        ? message
        : { ...message, ...joined, problems: [...message.problems, ...joined.problems] };
    if (!pending.declaredType.startsWith("text/")) return whole;
    // A text that begins like a mail: its headers are words of the text
    const head = pending.bytes.subarray(
      0,
      Math.min(message.bodyOffsetBytes, LIMITS.maxHeaderBytes),
    );
    return { ...whole, text: `${decodeText(head, "").text}${whole.text}` };
  }

  private addMessage(
    queue: FamilyQueue,
    pending: Pending,
    parsed: Message,
    contentId: Sha256,
  ): void {
    const { target } = this;
    const message = this.completed(pending, parsed);
    const local = this.begin(pending);
    addMessageFields(target.builder, message, contextOf(pending, 0), target.analysis);
    for (const problem of message.problems) this.problem(local, pending.locator, problem);
    const head = pending.bytes.subarray(
      0,
      Math.min(message.bodyOffsetBytes, LIMITS.maxHeaderBytes),
    );
    target.documents.push({
      local,
      parent: pending.parent,
      root: this.root,
      kind: "message",
      sourceId: this.range.sourceId,
      contentId,
      steps: pending.steps,
      record: this.recordOf(pending),
      name: pending.name,
      declaredType: pending.declaredType,
      type: "message/rfc822",
      sizeBytes: pending.bytes.length,
      envelope: envelopeOf(message),
      attachmentCount: message.attachments.length,
      text: target.texts.add(message.text),
      head: target.texts.add(head),
      metadata: pending.metadata,
      checked: checkMessage(message, pending.bytes),
    });
    queue.add(
      pending,
      local,
      message.attachments.map(({ bytes, name, declaredType, steps }) =>
        foundAs(
          {
            bytes,
            name,
            declaredType,
            steps,
            metadata: [],
            hiddenByJournal: message.hiddenByJournal,
          },
          "attachment",
        ),
      ),
    );
  }

  /** What a file is and says: the type of a mailbox inside, else what its reader found; null where nothing is to be read. */
  private async readPending(
    queue: FamilyQueue,
    pending: Pending,
  ): Promise<{
    readonly mailbox: ReturnType<typeof mailboxType>;
    readonly extraction: Extraction | null;
    readonly type: string;
  }> {
    const volume = pending.depth === 0 ? this.options.volume : undefined;
    const sniffedType = sniffType(volume?.joined?.bytes ?? pending.bytes, pending.name);
    if (pending.extraction !== undefined) {
      const { extraction } = pending;
      return { mailbox: null, extraction, type: extraction.contentType ?? sniffedType };
    }
    const mailbox = volume === undefined ? mailboxType(pending.bytes, sniffedType) : null;
    if (mailbox !== null || this.options.readNoFiles === true)
      return { mailbox, extraction: null, type: mailbox ?? sniffedType };
    const context = {
      name: pending.name,
      declaredType: pending.declaredType,
      sniffedType,
      roomBytes: queue.roomBytes(),
    };
    const extraction = await (volume === undefined
      ? this.readWhole(pending, context)
      : readVolumeFiles(volume, context, this.target.readFile));
    return { mailbox, extraction, type: extraction.contentType ?? sniffedType };
  }

  private async addFile(queue: FamilyQueue, pending: Pending): Promise<void> {
    const { target } = this;
    const { mailbox, extraction, type } = await this.readPending(queue, pending);
    const local = this.begin(pending);
    // Of a file too large to hold only the beginning is here
    const sizeBytes = pending.depth === 0 ? this.range.length : pending.bytes.length;
    const metadata = [...pending.metadata, ...(extraction?.metadata ?? [])];
    const message = extraction?.message === undefined ? null : messageOf(extraction.message);
    const texts = (extraction?.text ?? []).filter((block) => block.text !== "");
    const children = extraction?.children ?? [];
    const file = {
      ...(extraction ?? EMPTY_EXTRACTION),
      ...fileOf(pending, type, sizeBytes),
      metadata,
      texts,
    };
    if (message !== null) {
      const context = contextOf(pending, children.length, type);
      addMessageFields(target.builder, message, context, target.analysis);
    } else {
      addFileFields(
        target.builder,
        {
          isRoot: pending.parent === null,
          kind: pending.kind,
          name: pending.name,
          type,
          sizeBytes,
          texts: texts.map((block) => block.text),
          metadata,
          features: extraction?.features ?? [],
          markers: extraction?.markers ?? [],
        },
        target.analysis,
      );
    }
    for (const problem of extraction?.problems ?? []) this.problem(local, pending.locator, problem);
    target.documents.push({
      local,
      parent: pending.parent,
      root: this.root,
      kind: message === null ? pending.kind : "message",
      sourceId: this.range.sourceId,
      contentId:
        (pending.depth === 0 ? this.options.recordSha256 : undefined) ?? sha256(pending.bytes),
      steps: pending.steps,
      record: this.recordOf(pending),
      name: pending.name,
      declaredType: pending.declaredType,
      type,
      sizeBytes,
      envelope: message === null ? null : envelopeOf(message),
      attachmentCount: children.length,
      text: target.texts.add(message?.text ?? joinPlaces(texts)),
      head: message === null ? null : target.texts.add(extraction?.message?.headersText ?? ""),
      metadata,
      ...(type === CHAT_MESSAGE_TYPE
        ? {}
        : { checked: message === null ? checkFile(file) : checkMessage(message) }),
    });
    queue.add(
      pending,
      local,
      children.map((child) => foundAs(child, "member")),
    );
    if (mailbox !== null && this.options.readNoFiles !== true)
      await this.addMailbox(queue, pending, local, mailbox);
  }

  /** What a file says that is neither mail nor mailbox. A saved web page is read as the MIME entity it is. */
  private async readWhole(pending: Pending, context: ReadContext): Promise<Extraction> {
    const { bytes } = pending;
    return context.sniffedType === SAVED_PAGE_TYPE
      ? readPage(bytes)
      : this.target.readFile(bytes, context);
  }

  /** The messages of a mailbox that is itself a document: an mbox in an archive or attached, a PST file. */
  private async addMailbox(
    queue: FamilyQueue,
    pending: Pending,
    local: number,
    type: string,
  ): Promise<void> {
    const problem = (code: string, reason: string): void =>
      this.problem(local, pending.locator, { code, severity: "partial", reason });
    if (type !== PST_TYPE) {
      const { found, gaps } = await mailboxMessages(pending.bytes, type);
      for (const gap of gaps) problem("mailbox-gap", gap);
      queue.add(pending, local, found);
      return;
    }
    const { mailbox = pstSourceOf(pending.bytes) } = pending.depth === 0 ? this.options : {};
    const items = pstMessages(mailbox, (reason) => problem("mailbox-damaged", reason));
    const place = (item: Found): Pending => queue.inside(pending, local, item);
    if (pending.underMessage) queue.enqueue(local, Array.from(items, place));
    else queue.addFamilies(placed(items, place));
  }
}

/** One at a time, so that a mailbox of gigabytes is never in memory as messages. */
function* placed(items: Iterable<Found>, place: (item: Found) => Pending): Generator<Pending> {
  for (const item of items) yield place(item);
}

/** How a record is read when it is not read as usual. */
export interface FamilyOptions {
  readonly parse?: (bytes: Uint8Array, locator: Locator, contentId: Sha256) => Promise<Message>;
  /** SHA-256 of the whole record when `record` is only its beginning; for a message its id as well. */
  readonly recordSha256?: Sha256;
  readonly contentId?: Sha256;
  /** A PST or OST that is read in place; `record` is its beginning. */
  readonly mailbox?: PstSource;
  /** The record is a volume of an archive of several; the head's volume holds them all. */
  readonly volume?: VolumePart;
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
