/** Plain export: message bytes and the files they carry, a folder a family, or all messages as one mbox. */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { isFileError, UserError } from "../errors.ts";
import { documentFile } from "../replay/replay.ts";
import type { ExportFolder } from "./export-folder.ts";
import { familyBytes } from "./family-bytes.ts";
import { mboxRecord } from "./mbox-writer.ts";
import { documentName, familyFolder } from "./plan-names.ts";

/** What became of the families. A family whose source is gone is told, the others are written. */
export interface ExportCounts {
  families: number;
  files: number;
  /** Sentences about what could not be written. */
  readonly missed: string[];
  /** Sentences about records that were found elsewhere in their mailbox. */
  readonly moved: string[];
}

/** Which documents of a family are written. */
export type ExportPart = "all" | "messages" | "attachments";

/** Writes one family into the folder. */
export async function exportFamily(
  catalog: CatalogReader,
  root: StoredDocument,
  folder: ExportFolder,
  part: ExportPart,
  counts: ExportCounts,
): Promise<void> {
  const place = familyFolder(counts.families + counts.missed.length + 1, root);
  try {
    let number = 0;
    for await (const { document, bytes, refused, moved } of familyBytes(catalog, root)) {
      if (moved !== "") counts.moved.push(moved);
      const isRoot = document.parentId === null;
      const wanted = part === "all" || (part === "messages") === isRoot;
      const name = documentName(document, number++);
      if (!wanted) continue;
      if (bytes === null) counts.missed.push(`${name} of ${root.contentId}: ${refused}`);
      else {
        folder.write(`${place}/${name}`, bytes);
        counts.files++;
      }
    }
    counts.families++;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    counts.missed.push(`${root.contentId}: ${error.message}`);
  }
}

/** Writes the messages as one mbox (mboxrd). `path` must not exist. Roots that are no messages are told. Returns the bytes written; where there are none, no file is left. */
export async function exportMbox(
  catalog: CatalogReader,
  roots: readonly StoredDocument[],
  path: string,
  counts: ExportCounts,
): Promise<number> {
  let written = 0;
  const file = create(path);
  try {
    for (const root of roots) {
      if (root.type !== "message/rfc822") {
        counts.missed.push(
          `${root.contentId} is not a message, so it cannot be written to an mbox`,
        );
        continue;
      }
      try {
        const { bytes, moved } = await documentFile(catalog, root);
        if (moved !== undefined) counts.moved.push(moved);
        const record = mboxRecord(bytes, root.sentAt ?? root.receivedAt);
        for (let done = 0; done < record.length; ) done += writeSync(file, record, done);
        counts.families++;
        counts.files++;
        written += record.length;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        counts.missed.push(`${root.contentId}: ${error.message}`);
      }
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
    if (written === 0) rmSync(path); // nothing could be written: an empty mailbox would look like an answer
  }
  return written;
}

function create(path: string): number {
  try {
    return openSync(path, "wx", 0o600);
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new UserError(
      error.code === "EEXIST"
        ? `${path} is there already. Name a new file: nothing is ever overwritten.`
        : `${path} cannot be written (${error.code}).`,
      { cause: error },
    );
  }
}
