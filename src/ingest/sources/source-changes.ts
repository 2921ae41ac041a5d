/**
 * What became of sources since they were read: compares each with what the catalog holds and decides, by hashes where size or time differ,
 * whether it is the same, was appended to, changed, cut short, or is gone. Decides only; apply-changes.ts writes.
 */
import { createHash } from "node:crypto";
import { resolve, sep } from "node:path";
import { inflateRawSync } from "node:zlib";
import type { SourceState } from "../../catalog/source-rows.ts";
import { bytesOf, numberOf, type Sqlite } from "../../catalog/sqlite.ts";
import { isFileError } from "../../errors.ts";
import { openablePath } from "../../file-path.ts";
import type { Sha256 } from "../../model/ids.ts";
import type { FoundFile, SourceFormat } from "../../model/source.ts";
import { withFile } from "../../sources/hash-file.ts";
import { type ByteSource, fileSource, headOf, readAt } from "../../split/byte-source.ts";
import { HashingSource } from "../../split/hashing-source.ts";
import { splittingStyle } from "../../split/split-mbox.ts";

/** The outcome for one source that was found again. */
export type SourceChange =
  /** Nothing differs, or only the time did and the hash is the same. */
  | { readonly kind: "same" }
  | { readonly kind: "touched" }
  /** The old bytes are unchanged and more follow: only new records are read. */
  | { readonly kind: "appended" }
  /** It ended early and every record that is still whole is unchanged: what was indexed stays. */
  | { readonly kind: "truncated"; readonly lostBytes: number }
  /** Other bytes: what was indexed from it is taken out, and it is read again. */
  | { readonly kind: "changed" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Compares a source with the file found at its path. Reads the file only when size or time differ. */
export async function compareSource(
  database: Sqlite,
  source: SourceState,
  found: FoundFile,
  format: (found: FoundFile) => SourceFormat,
): Promise<SourceChange> {
  const sameStat =
    found.sizeBytes === source.sizeBytes && found.modifiedAtMs === source.modifiedAtMs;
  if (sameStat && source.condition !== "unstable") return { kind: "same" };
  try {
    if (format(found) !== source.format) return { kind: "changed" };
    return await compareBytes(database, source, found);
  } catch (error) {
    if (!isFileError(error)) throw error;
    return { kind: "unreadable", reason: error.message };
  }
}

async function compareBytes(
  database: Sqlite,
  source: SourceState,
  found: FoundFile,
): Promise<SourceChange> {
  const isMbox = source.format === "mbox";
  return withFile(found.path, async (file) => {
    const bytes = fileSource(file, found.sizeBytes);
    if (found.sizeBytes < source.sizeBytes) {
      const cut = isMbox && source.finished && found.sizeBytes > 0;
      const holds = cut && (await recordsHold(database, source, bytes));
      if (!holds || !(await endFits(database, source, bytes))) return { kind: "changed" };
      return { kind: "truncated", lostBytes: source.sizeBytes - found.sizeBytes };
    }
    // An interrupted run left no hash of the whole: what it committed is compared record by record.
    const holds =
      source.sha256 === "" || !source.finished
        ? source.doneBytes > 0 &&
          (await recordsHold(database, source, headOf(bytes, source.doneBytes)))
        : source.sha256 === (await new HashingSource(bytes).hashTo(source.sizeBytes));
    // It changed while it was read last time: the readers may have seen other bytes than were hashed.
    if (holds && source.condition === "unstable" && !(await recordsHold(database, source, bytes)))
      return { kind: "changed" };
    if (!holds) return { kind: "changed" };
    if (found.sizeBytes === source.sizeBytes) return { kind: "touched" };
    // What follows may change how the file is split (is Content-Length right now?): then nothing of the old reading holds.
    const before = await splittingStyle(headOf(bytes, source.sizeBytes));
    const now = await splittingStyle(bytes);
    return isMbox && before === now ? { kind: "appended" } : { kind: "changed" };
  });
}

/** Whether every committed record that lies wholly in `bytes` still has its hash, and there is one. */
async function recordsHold(
  database: Sqlite,
  source: SourceState,
  bytes: ByteSource,
): Promise<boolean> {
  const page = database.prepare(
    "SELECT recordOffset, recordLength, recordSha256 FROM document WHERE sourceId = ? AND parentId IS NULL AND recordOffset >= ? ORDER BY recordOffset LIMIT 1000",
  );
  let held = 0;
  for (let from = 0; ; ) {
    const rows = page.all([source.sourceId, from]);
    for (const row of rows) {
      const offset = numberOf(row["recordOffset"]);
      const length = numberOf(row["recordLength"]);
      from = offset + 1;
      if (offset + length > bytes.sizeBytes) continue;
      const sha256 = await hashRange(bytes, offset, length);
      if (sha256 !== bytesOf(row["recordSha256"]).toString("hex")) return false;
      held++;
    }
    if (rows.length < 1000) return held > 0;
  }
}

/**
 * Whether the bytes after the last whole record can be the beginning of the record that stood there: its headers were stored, and as far as
 * both go they must be the same. Else a shorter message has taken its place.
 */
async function endFits(database: Sqlite, source: SourceState, bytes: ByteSource): Promise<boolean> {
  const row = database
    .prepare(
      "SELECT recordOffset, bytes, headStart, headLength FROM document JOIN textblock ON blockId = headBlock WHERE sourceId = ? AND recordOffset < ? AND recordOffset + recordLength > ? ORDER BY docId DESC LIMIT 1",
    )
    .get([source.sourceId, bytes.sizeBytes, bytes.sizeBytes]);
  if (row === undefined) return true;
  const from = numberOf(row["headStart"]);
  const head = inflateRawSync(bytesOf(row["bytes"])).subarray(
    from,
    from + numberOf(row["headLength"]),
  );
  const tail = await readAt(bytes, numberOf(row["recordOffset"]), head.length + 1024);
  const lineEnd = tail.indexOf("\n");
  if (lineEnd < 0) return true;
  const message = tail.subarray(lineEnd + 1);
  const length = Math.min(head.length, message.length);
  return head.subarray(0, length).equals(message.subarray(0, length));
}

/** SHA-256 of a range, a megabyte at a time. */
async function hashRange(bytes: ByteSource, offset: number, length: number): Promise<Sha256> {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(Math.min(length, 1 << 20));
  for (let done = 0; done < length; ) {
    const part = buffer.subarray(0, Math.min(buffer.length, length - done));
    const count = await bytes.read(part, offset + done);
    if (count === 0) break;
    hash.update(part.subarray(0, count));
    done += count;
  }
  return hash.digest("hex") as Sha256;
}

const bytesOfPath = (path: string): Buffer => Buffer.from(openablePath(path));

/** Known sources that lie in a named folder, or are named themselves, and were not found there. */
export function vanishedSources(
  known: readonly SourceState[],
  inputs: readonly string[],
  workingFolder: string,
  found: ReadonlySet<string>,
): SourceState[] {
  const roots = inputs.map((input) => Buffer.from(resolve(workingFolder, input)));
  return known.filter((source) => {
    if (found.has(source.path)) return false;
    const path = bytesOfPath(source.path);
    return roots.some(
      (root) =>
        path.subarray(0, root.length).equals(root) &&
        (path.length === root.length ||
          path[root.length] === sep.charCodeAt(0) ||
          root.at(-1) === sep.charCodeAt(0)),
    );
  });
}
