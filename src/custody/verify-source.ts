/**
 * Proves for one source, by reading it again, that every byte is a record, a gap or a problem, that every hash is what was stored, and that every
 * container still unpacks to the documents that were indexed. Reads the catalog and the source; writes nothing.
 */
import { createHash } from "node:crypto";
import { closeSync, fstatSync, readSync } from "node:fs";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { jsonOf, numberOf } from "../catalog/sqlite.ts";
import type { SourceRow, StoredDocument } from "../catalog/stored-rows.ts";
import { isSteps } from "../catalog/stored-rows.ts";
import { isFileError } from "../errors.ts";
import { openablePath } from "../file-path.ts";
import { LIMITS } from "../limits.ts";
import type { Locator } from "../model/locator.ts";
import { openRegular } from "../regular-file.ts";
import { variantOf } from "../replay/record-bytes.ts";
import { canonicalSha256, messageBytes } from "../split/message-bytes.ts";
import { streamedContentId } from "../split/stream-message.ts";
import type { Expander } from "./expand.ts";

/** What was found for one source. The four byte sums add up to `sizeBytes` when nothing is wrong. */
export interface SourceProof {
  readonly path: string;
  readonly sizeBytes: number;
  readonly recordBytes: number;
  readonly gapBytes: number;
  readonly problemBytes: number;
  /** Not indexed yet: the run was interrupted, or the source only recorded. */
  readonly pendingBytes: number;
  readonly records: number;
  /** Documents inside messages and containers that were unpacked again and compared. */
  readonly inside: number;
  /** What does not hold, in words, with the place; empty when all does. */
  readonly faults: readonly string[];
  /** The source is not there or cannot be read: nothing of it could be proven. */
  readonly missing: boolean;
}

export interface VerifyOptions {
  /** Unpacks families again; null checks the hashes only. */
  readonly expander: Expander | null;
  /** Called with bytes read since the last call. */
  readonly onBytes: (bytes: number) => void;
}

/** More faults of one source than this are counted, not listed. */
const MAX_FAULTS = 50;
const PIECE_BYTES = 4 << 20;

interface Range {
  readonly kind: "record" | "gap" | "problem";
  readonly offset: number;
  readonly length: number;
  readonly root: StoredDocument | null;
}

/** Gaps and problems with a place, ascending. */
function accountedRanges(catalog: CatalogReader, source: SourceRow): Range[] {
  const ranges: Range[] = catalog.database
    .prepare("SELECT offset, length FROM gap WHERE sourceId = ?")
    .all([source.sourceId])
    .map((row) => ({
      kind: "gap",
      offset: numberOf(row["offset"]),
      length: numberOf(row["length"]),
      root: null,
    }));
  const problems = catalog.database
    .prepare(
      "SELECT locator FROM problem WHERE sourceId = ? AND docId IS NULL AND code <> 'source-truncated'",
    )
    .all([source.sourceId]);
  for (const row of problems) {
    // A longer one is of something inside a container, whose bytes are a record.
    const [, step, ...inside] = jsonOf<Locator>(row["locator"], "the place of a problem", isSteps);
    if (step?.step !== "range" || inside.length > 0) continue;
    ranges.push({ kind: "problem", offset: step.offset, length: step.length, root: null });
  }
  return ranges.sort((a, b) => a.offset - b.offset);
}

/** Records in the order of the file: a source's roots have ascending numbers. */
function* records(catalog: CatalogReader, source: SourceRow): Generator<Range> {
  const page = catalog.database.prepare(
    "SELECT docId FROM document WHERE sourceId = ? AND parentId IS NULL AND docId > ? ORDER BY docId LIMIT 500",
  );
  for (let after = -1; ; ) {
    const rows = page.all([source.sourceId, after]);
    for (const row of rows) {
      after = numberOf(row["docId"]);
      const root = catalog.document(after);
      if (root.record === null) continue;
      const { offset, length } = root.record;
      yield { kind: "record", offset, length, root };
    }
    if (rows.length < 500) return;
  }
}

/** Both in one ascending order. */
function* inOrder(accounted: readonly Range[], found: Iterable<Range>): Generator<Range> {
  let at = 0;
  for (const record of found) {
    for (; at < accounted.length && (accounted[at] as Range).offset < record.offset; at++)
      yield accounted[at] as Range;
    yield record;
  }
  yield* accounted.slice(at);
}

class Proof {
  private readonly catalog: CatalogReader;
  private readonly source: SourceRow;
  private readonly options: VerifyOptions;
  private readonly file: number;
  private readonly whole = createHash("sha256");
  private cursor = 0;
  readonly sums = { record: 0, gap: 0, problem: 0, pending: 0 };
  readonly counts = { records: 0, inside: 0 };
  readonly faults: string[] = [];

  constructor(catalog: CatalogReader, source: SourceRow, file: number, options: VerifyOptions) {
    this.catalog = catalog;
    this.source = source;
    this.file = file;
    this.options = options;
  }

  private fault(text: string): void {
    if (this.faults.length < MAX_FAULTS) this.faults.push(text);
    else if (this.faults.length === MAX_FAULTS) this.faults.push("… and more of this source");
  }

  private readAt(offset: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const count = readSync(this.file, buffer, done, length - done, offset + done);
      if (count === 0) break;
      done += count;
    }
    return buffer.subarray(0, done);
  }

  /** Hashes bytes on the way from the cursor to `end`, as part of the whole and by themselves. */
  private pass(end: number): string {
    const own = createHash("sha256");
    while (this.cursor < end) {
      const bytes = this.readAt(this.cursor, Math.min(PIECE_BYTES, end - this.cursor));
      if (bytes.length === 0) break;
      this.whole.update(bytes);
      own.update(bytes);
      this.cursor += bytes.length;
      this.options.onBytes(bytes.length);
    }
    return own.digest("hex");
  }

  async run(): Promise<void> {
    const { source } = this;
    const size = fstatSync(this.file).size;
    if (size !== source.sizeBytes)
      this.fault(`it has ${size} bytes; ${source.sizeBytes} were recorded`);
    const readable = Math.min(size, source.sizeBytes);
    const ranges = inOrder(accountedRanges(this.catalog, source), records(this.catalog, source));
    for (const range of ranges) {
      if (range.offset < this.cursor && range.length > 0) {
        this.fault(`bytes ${range.offset} to ${this.cursor} are accounted for twice`);
        continue;
      }
      if (range.offset > this.cursor) this.unaccounted(Math.min(range.offset, readable));
      this.sums[range.kind] += range.length;
      const sha256 = this.pass(Math.min(range.offset + range.length, readable));
      if (range.root !== null) await this.record(range, range.root, sha256, readable);
    }
    if (this.cursor < readable) {
      if (source.state === "done") this.unaccounted(readable);
      else {
        this.sums.pending += readable - this.cursor;
        this.pass(readable);
      }
    }
    const sha256 = this.whole.digest("hex");
    if (source.sha256 !== "" && sha256 !== source.sha256)
      this.fault(`its SHA-256 is ${sha256}; ${source.sha256} was recorded`);
    if (source.sha256 === "" && source.state === "done")
      this.fault("no SHA-256 was recorded for it");
  }

  private unaccounted(end: number): void {
    if (end <= this.cursor) return;
    this.fault(`bytes ${this.cursor} to ${end} are neither record, gap nor problem`);
    this.pass(end);
  }

  private async record(
    range: Range,
    root: StoredDocument,
    sha256: string,
    readable: number,
  ): Promise<void> {
    this.counts.records++;
    const place = `the record at byte ${range.offset} (${root.contentId.slice(0, 12)})`;
    if (range.offset + range.length > readable) {
      this.fault(`${place} is no longer there in full`);
      return;
    }
    if (sha256 !== root.record?.sha256) {
      this.fault(`${place} has the SHA-256 ${sha256}; ${root.record?.sha256} was stored`);
      return;
    }
    const variant = variantOf(root);
    const limit = variant === "file" ? LIMITS.maxLooseFileBytes : LIMITS.maxMessageBytes;
    if (range.length > limit) {
      if (variant === "file") return; // its id is the hash just compared
      const read = (offset: number, length: number): Buffer =>
        this.readAt(range.offset + offset, length);
      if (streamedContentId(read, range.length, variant) !== root.contentId)
        this.fault(`the message id of ${place} is another`);
      return;
    }
    const record = this.readAt(range.offset, range.length);
    const id = variant === "file" ? sha256 : canonicalSha256(messageBytes(record, variant));
    if (id !== root.contentId) {
      this.fault(`the id of ${place} is ${id}; ${root.contentId} was stored`);
      return;
    }
    if (this.options.expander === null) return;
    const { path, sourceId } = this.source;
    const { offset, length } = range;
    const family = this.catalog.ofRecord(root.docId);
    const outcome = await this.options.expander.compare(
      { sourceId, path, offset, length, variant },
      record,
      family,
      family.flatMap((document) => this.catalog.problemsOf(document.docId)),
    );
    this.counts.inside += family.length - 1;
    if (outcome !== "") this.fault(`what is inside ${place} differs: ${outcome}`);
  }
}

/** Proves one source. Never throws for what the source is like. */
export async function verifySource(
  catalog: CatalogReader,
  source: SourceRow,
  options: VerifyOptions,
): Promise<SourceProof> {
  const { path, sizeBytes } = source;
  const nothing = {
    recordBytes: 0,
    gapBytes: 0,
    problemBytes: 0,
    pendingBytes: 0,
    records: 0,
    inside: 0,
  };
  let file: number;
  try {
    file = openRegular(openablePath(path));
  } catch (error) {
    if (!isFileError(error)) throw error;
    return {
      path,
      sizeBytes,
      ...nothing,
      missing: true,
      faults: [`it cannot be opened (${error.code})`],
    };
  }
  const proof = new Proof(catalog, source, file, options);
  try {
    await proof.run();
  } catch (error) {
    if (!isFileError(error)) throw error;
    proof.faults.push(`it cannot be read (${error.message})`);
  } finally {
    closeSync(file);
  }
  const { sums, counts, faults } = proof;
  return {
    path,
    sizeBytes,
    recordBytes: sums.record,
    gapBytes: sums.gap,
    problemBytes: sums.problem,
    pendingBytes: sums.pending,
    records: counts.records,
    inside: counts.inside,
    faults,
    missing: false,
  };
}
