/**
 * The record of a root out of its source, proved: it has the hash that was stored when it was indexed, or it is not handed out. Where a mailbox has changed and the
 * record has only moved in it, it is found by its hash. Only reads.
 */
import { hash } from "node:crypto";
import { statSync } from "node:fs";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { SourceRow, StoredDocument } from "../catalog/stored-rows.ts";
import { EXIT, isFileError, UserError } from "../errors.ts";
import { openablePath } from "../file-path.ts";
import type { Sha256 } from "../model/ids.ts";
import { RecordReader, SourceChangedError } from "../records/read-record.ts";
import { canonicalSha256, messageBytes, type RecordVariant } from "../split/message-bytes.ts";
import { splitMbox } from "../split/split-mbox.ts";

/** The source no longer has the bytes that were indexed: nothing is handed out, exit 3. */
export class AlteredSourceError extends UserError {
  override readonly exitCode: number = EXIT.someUnread;
}

/** A record's bytes. */
export interface ProvedRecord {
  readonly bytes: Buffer;
  /** Where they are now: the place that was stored, or the one they were found at. */
  readonly offset: number;
  /** False when only the message in it is unchanged, not what frames it: the blank line after the last message of an mbox, say. */
  readonly isExact: boolean;
}

/**
 * How the record of a root becomes its bytes. A loose .msg or winmail.dat is a message that is no mail as RFC 5322 has it: a file, whose id is the
 * hash of its bytes as they are.
 */
export function variantOf(document: StoredDocument): RecordVariant {
  const decode = document.steps.find((step) => step.step === "decode");
  if (decode === undefined) return document.type === "message/rfc822" ? "eml" : "file";
  return decode.encoding as RecordVariant;
}

const sha256 = (bytes: Uint8Array): Sha256 => hash("sha256", bytes, "hex") as Sha256;

/** Whether bytes have the id of a document: of a mail its canonical bytes, of all else the bytes as they are. */
export function hasIdOf(
  document: Pick<StoredDocument, "contentId" | "kind">,
  bytes: Uint8Array,
): boolean {
  const { contentId, kind } = document;
  return (
    (kind === "message" && canonicalSha256(bytes) === contentId) || sha256(bytes) === contentId
  );
}

const timeText = (ms: number): string =>
  Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString() : "unknown";

/** Size and time of a source as they were recorded and as they are. */
function thenAndNow({ path, sizeBytes, modifiedAtMs }: SourceRow): string {
  const then = `It had ${sizeBytes} bytes and was last written ${timeText(modifiedAtMs)} when it was indexed`;
  try {
    const { size, mtimeMs } = statSync(openablePath(path));
    return `${then}; now it has ${size} bytes and was last written ${timeText(mtimeMs)}`;
  } catch (error) {
    if (!isFileError(error)) throw error;
    return `${then}; now it cannot be looked at (${error.code})`;
  }
}

/** What to say where the bytes of a document are not those that were indexed. `now` is their hash, "" where they are not there in full. */
export function alteredSource(
  catalog: CatalogReader,
  document: StoredDocument,
  what: string,
  then: Sha256,
  now: Sha256 | "",
): AlteredSourceError {
  const source = catalog.source(document.sourceId);
  const hashes = `its SHA-256 was ${then}${now === "" ? " and it is not there in full" : ` and is ${now} now`}`;
  return new AlteredSourceError(
    `${what} ${document.contentId.slice(0, 12)} is not as it was indexed: ${hashes}. The source is ${source.path}. ${thenAndNow(source)}. Nothing of it was handed out. Put the file back as it was, or read it again with "leaksift index"; "leaksift verify" lists all that changed.`,
  );
}

/** Reads from a source. Throws UserError when it is gone, AlteredSourceError when it is shorter, cannot be read, or is no file any more. */
export function fromSource<T>(path: string, read: (reader: RecordReader) => T): T {
  const reader = new RecordReader();
  try {
    return read(reader);
  } catch (error) {
    if (!(error instanceof SourceChangedError)) throw error;
    const { cause } = error;
    const isGone = isFileError(cause) && (cause.code === "ENOENT" || cause.code === "ENOTDIR");
    const Kind = isGone ? UserError : AlteredSourceError;
    throw new Kind(
      `The bytes are in ${path}, and ${error.message}. Connect the disk it was on, or tell leaksift where it is now: leaksift sources relocate OLD NEW`,
      { cause: error },
    );
  } finally {
    reader.close();
  }
}

/** The record at the place where it was indexed, proved by its hash. Throws AlteredSourceError for other bytes, UserError when the source is gone. */
export function recordInPlace(catalog: CatalogReader, document: StoredDocument): Buffer {
  const { record } = document;
  if (record === null) throw new Error("only a root has a record");
  const path = catalog.sourcePath(document.sourceId);
  const isWhole = (reader: RecordReader): Buffer | null => {
    try {
      return reader.read(path, record.offset, record.length);
    } catch (error) {
      // Shorter than it was: it can be said what it has now. What cannot be opened or read is told by fromSource.
      if (error instanceof SourceChangedError && error.cause === undefined) return null;
      throw error;
    }
  };
  const bytes = fromSource(path, isWhole);
  const now = bytes === null ? "" : sha256(bytes);
  if (bytes !== null && now === record.sha256) return bytes;
  throw alteredSource(catalog, document, "The record of", record.sha256, now);
}

/** Where the records of a mailbox that changed are now, by their length. */
type Places = ReadonlyMap<number, readonly number[]>;

/** Kept for one run: an export asks for every message of a mailbox. */
const SPLIT_ANEW = new WeakMap<CatalogReader, Map<number, Places>>();

async function placesOf(catalog: CatalogReader, sourceId: number): Promise<Places> {
  const known = SPLIT_ANEW.get(catalog) ?? new Map<number, Places>();
  SPLIT_ANEW.set(catalog, known);
  const found = known.get(sourceId);
  if (found !== undefined) return found;
  const places = new Map<number, number[]>();
  const { path, format } = catalog.source(sourceId);
  try {
    const sizeBytes = statSync(openablePath(path)).size;
    for await (const ranges of format === "mbox" ? splitMbox(path, sizeBytes) : [])
      for (const { kind, offset, length } of ranges) {
        if (kind !== "message") continue;
        const there = places.get(length);
        if (there === undefined) places.set(length, [offset]);
        else there.push(offset);
      }
  } catch (error) {
    if (!isFileError(error)) throw error; // it cannot be read now: then nothing is found in it
  }
  known.set(sourceId, places);
  return places;
}

/** Line ends by which the last record of an mbox differs from the same record with others behind it. */
const FRAME_BYTES = [0, 1, 2, -1, -2];

/** The record elsewhere in its mailbox; null when it is not there. */
async function recordElsewhere(
  catalog: CatalogReader,
  document: StoredDocument,
): Promise<ProvedRecord | null> {
  const { record, sourceId } = document;
  if (record === null) return null;
  const path = catalog.sourcePath(sourceId);
  const places = await placesOf(catalog, sourceId);
  for (const more of FRAME_BYTES) {
    for (const offset of places.get(record.length + more) ?? []) {
      const bytes = fromSource(path, (reader) => reader.read(path, offset, record.length + more));
      const isExact = sha256(bytes) === record.sha256;
      if (isExact || hasIdOf(document, messageBytes(bytes, variantOf(document))))
        return { bytes, offset, isExact };
    }
  }
  return null;
}

/** The record of a root, proved. Throws UserError when the source is gone, AlteredSourceError when its bytes are not those that were indexed. */
export async function provedRecord(
  catalog: CatalogReader,
  document: StoredDocument,
): Promise<ProvedRecord> {
  try {
    const bytes = recordInPlace(catalog, document);
    return { bytes, offset: document.record?.offset ?? 0, isExact: true };
  } catch (error) {
    if (!(error instanceof AlteredSourceError)) throw error;
    const moved = await recordElsewhere(catalog, document);
    if (moved === null) throw error;
    return moved;
  }
}

/** What to say of a record that was found elsewhere; "" where it is in its place. */
export function movedText(
  catalog: CatalogReader,
  document: StoredDocument,
  offset: number,
): string {
  if (document.record === null || offset === document.record.offset) return "";
  return `${document.contentId.slice(0, 12)} has moved: ${catalog.sourcePath(document.sourceId)} was changed, and the bytes that were indexed at ${document.record.offset} were found unchanged, by their hash, at ${offset}.`;
}
