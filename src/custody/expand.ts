/**
 * Unpacks a record again with the same readers as while indexing and compares with what is stored: same documents, same places, same ids, same
 * problems. Builds no segment and keeps no text.
 */
import type { ProblemRow, StoredDocument } from "../catalog/stored-rows.ts";
import { readFile } from "../extract/read-file.ts";
import type { ReadContext } from "../extract/reader.ts";
import { addFamily } from "../ingest/family.ts";
import { isRisky, ReaderProcess } from "../ingest/reader-process.ts";
import type { RecordRange } from "../ingest/record-range.ts";
import { TextStore } from "../ingest/text-store.ts";
import { WALKS_DIFFER, WalkCheck } from "../ingest/walk-check.ts";
import type { DocumentRecord, ProblemRecord } from "../model/document.ts";
import type { Extraction } from "../model/extraction.ts";
import { neighboursOf } from "../records/beside.ts";
import { RecordReader } from "../records/read-record.ts";
import { readVolume } from "../records/volume-bytes.ts";
import { SegmentBuilder } from "../segment/builder.ts";
import { VolumeFinder } from "../sources/volumes.ts";

/** Takes documents and keeps nothing of them but their number. */
class NoSegment extends SegmentBuilder {
  override addText(): void {}
  override addTokens(): void {}
  override addNumber(): void {}
}

class NoTexts extends TextStore {
  override add(): null {
    return null;
  }
}

/** Families that were not read as usual cannot be compared: why they were not depends on time and memory. */
const UNUSUAL = new Set(["reader-killed", "too-large"]);

const shape = (parent: number | null, document: Omit<DocumentRecord | StoredDocument, "record">) =>
  JSON.stringify([parent, document.kind, document.contentId, document.steps, document.sizeBytes]);

const countCodes = (codes: readonly string[]): string => codes.toSorted().join(", ");

/** Lives for one verification: keeps the child process of the risky readers. */
export class Expander {
  private readonly readers = new ReaderProcess();
  private readonly records = new RecordReader();
  private readonly volumes = new VolumeFinder();
  private readonly forgotten: ReadonlySet<string>;

  /** Families of these contents are expected to be missing. */
  constructor(forgotten: readonly string[]) {
    this.forgotten = new Set(forgotten);
  }

  private readonly readAny = (bytes: Uint8Array, context: ReadContext): Promise<Extraction> =>
    isRisky(context.sniffedType, bytes)
      ? this.readers.read(bytes, context, () => undefined)
      : readFile(bytes, context);

  /**
   * What differs, in words; "" when nothing does. `family` is what is stored, root first. Behind a difference of the walks a source goes on with mailparser, so a
   * family may be as either of the two gives it.
   */
  async compare(
    range: RecordRange,
    record: Uint8Array,
    family: readonly StoredDocument[],
    stored: readonly ProblemRow[],
  ): Promise<string> {
    if (stored.some((problem) => UNUSUAL.has(problem.code))) return "";
    const problems = stored.filter((problem) => problem.code !== WALKS_DIFFER);
    const fault = await this.compareWith(undefined, range, record, family, problems);
    if (fault === "") return "";
    const mailparser = new WalkCheck(true);
    return (await this.compareWith(mailparser, range, record, family, problems)) && fault;
  }

  private async compareWith(
    walks: WalkCheck | undefined,
    range: RecordRange,
    record: Uint8Array,
    family: readonly StoredDocument[],
    problems: readonly ProblemRow[],
  ): Promise<string> {
    const set = range.variant === "file" ? this.volumes.setOf(range.path) : null;
    const documents: DocumentRecord[] = [];
    const found: ProblemRecord[] = [];
    await addFamily(
      {
        builder: new NoSegment(),
        texts: new NoTexts(),
        documents,
        problems: found,
        readFile: this.readAny,
        analysis: { scriptsOf: () => [], languageOf: () => "" },
        neighboursOf,
        ...(walks === undefined ? {} : { walks }),
        forgotten: this.forgotten,
      },
      range,
      record,
      set === null ? {} : { volume: readVolume(this.records, set, range.path) },
    );
    if (found.some((problem) => UNUSUAL.has(problem.code))) return "";
    const numbers = new Map<number, number>(family.map((document, i) => [document.docId, i]));
    const stored = family.map((document) =>
      shape(document.parentId === null ? null : (numbers.get(document.parentId) ?? null), document),
    );
    const now = documents.map((document) => shape(document.parent, document));
    if (stored.length !== now.length)
      return `${stored.length} documents are stored, ${now.length} are there`;
    const at = stored.findIndex((each, i) => each !== now[i]);
    if (at >= 0) return `document ${at + 1} of the family is another`;
    const storedCodes = countCodes(problems.map((problem) => problem.code));
    const foundCodes = countCodes(
      found.filter((problem) => problem.local !== null).map((problem) => problem.code),
    );
    return storedCodes === foundCodes
      ? ""
      : `problems [${storedCodes}] are stored, [${foundCodes}] are found`;
  }

  close(): void {
    this.readers.stop();
    this.records.close();
  }
}
