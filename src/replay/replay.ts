/**
 * A document's bytes again, from its source: the locator's steps are walked, not guessed. Containers are read by the same readers as while
 * indexing, and the child with the same steps is the one. Only reads.
 */
import type { CatalogReader, StoredDocument } from "../catalog/read-catalog.ts";
import { UserError } from "../errors.ts";
import { readFile } from "../extract/read-file.ts";
import { RecordReader, SourceChangedError } from "../ingest/read-record.ts";
import type { Locator, LocatorStep } from "../model/locator.ts";
import { parseMessage } from "../parse/parse-message.ts";
import { sniffType } from "../sources/sniff.ts";
import { messageBytes, type RecordVariant } from "../split/message-bytes.ts";

/** From the source file to the document. */
export function fullLocator(catalog: CatalogReader, document: StoredDocument): Locator {
  const steps: LocatorStep[] = [];
  for (let at: StoredDocument | null = document; at !== null; ) {
    steps.unshift(...at.steps);
    at = at.parentId === null ? null : catalog.document(at.parentId);
  }
  return [{ step: "file", path: catalog.sourcePath(document.sourceId) }, ...steps];
}

function variantOf(document: StoredDocument): RecordVariant {
  const decode = document.steps.find((step) => step.step === "decode");
  if (decode === undefined) return document.kind === "message" ? "eml" : "file";
  return decode.encoding as RecordVariant;
}

/** The record of a root as stored. Throws UserError when the source is gone or shorter. */
export function storedRecord(catalog: CatalogReader, document: StoredDocument): Buffer {
  if (document.record === null) throw new Error("only a root has a record");
  const path = catalog.sourcePath(document.sourceId);
  const reader = new RecordReader();
  try {
    return reader.read(path, document.record.offset, document.record.length);
  } catch (error) {
    if (!(error instanceof SourceChangedError)) throw error;
    throw new UserError(
      `The bytes are in ${path}, and ${error.message}. Connect the disk it was on, or tell leaksift where it is now: leaksift sources relocate OLD NEW`,
      { cause: error },
    );
  } finally {
    reader.close();
  }
}

const sameSteps = (a: readonly LocatorStep[], b: readonly LocatorStep[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** The document's bytes: message bytes for a mail, the file's bytes for others. */
export async function documentBytes(
  catalog: CatalogReader,
  document: StoredDocument,
): Promise<Uint8Array> {
  if (document.parentId === null)
    return messageBytes(storedRecord(catalog, document), variantOf(document));
  const parent = catalog.document(document.parentId);
  const bytes = await documentBytes(catalog, parent);
  const found =
    parent.type === "message/rfc822"
      ? (await parseMessage({ bytes, locator: [] })).attachments.find((a) =>
          sameSteps(a.steps, document.steps),
        )
      : (
          await readFile(bytes, {
            name: parent.name,
            declaredType: parent.declaredType,
            sniffedType: sniffType(bytes, parent.name),
          })
        ).children.find((child) => sameSteps(child.steps, document.steps));
  if (found === undefined) {
    throw new UserError(
      "The source no longer holds this file at the place where it was indexed. Run leaksift verify.",
    );
  }
  return found.bytes;
}
