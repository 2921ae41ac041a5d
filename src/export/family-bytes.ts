/** The bytes of every document of a family, from its source: each container is unpacked once, whatever it holds. Only reads. */
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { AlteredSourceError } from "../replay/record-bytes.ts";
import { type Bytes, documentFile, insideFiles, proved, stepsKey } from "../replay/replay.ts";

/** One document with its bytes; null when they are not at their place or not those that were indexed, and `refused` says which. */
export interface DocumentBytes {
  readonly document: StoredDocument;
  readonly bytes: Uint8Array | null;
  readonly refused: string;
  /** A sentence where the record of the family was found elsewhere in its mailbox; "" for all else. */
  readonly moved: string;
}

/** Root first, then in the order of the family. Throws UserError when the source is gone, AlteredSourceError when the root has other bytes. */
export async function* familyBytes(
  catalog: CatalogReader,
  root: StoredDocument,
): AsyncGenerator<DocumentBytes> {
  const family = catalog.family(root.docId);
  const children = new Map<number, StoredDocument[]>();
  for (const document of family) {
    if (document.parentId === null) continue;
    const siblings = children.get(document.parentId);
    if (siblings === undefined) children.set(document.parentId, [document]);
    else siblings.push(document);
  }
  const inside = new Map<number, ReadonlyMap<string, Bytes>>();
  for (const document of family) {
    const { docId, parentId } = document;
    const file =
      parentId === null
        ? await documentFile(catalog, document)
        : (inside.get(parentId)?.get(stepsKey(document.steps)) ?? null);
    const wanted = children.get(docId);
    if (file !== null && wanted !== undefined) inside.set(docId, await insideFiles(file, wanted));
    yield { document, moved: file?.moved ?? "", ...bytesOf(catalog, document, file) };
  }
}

function bytesOf(
  catalog: CatalogReader,
  document: StoredDocument,
  file: Bytes | null,
): Pick<DocumentBytes, "bytes" | "refused"> {
  if (file === null) return { bytes: null, refused: "it is no longer found at its place" };
  try {
    return { bytes: proved(catalog, document, file).bytes, refused: "" };
  } catch (error) {
    if (!(error instanceof AlteredSourceError)) throw error;
    return { bytes: null, refused: error.message };
  }
}
