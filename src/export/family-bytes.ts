/** The bytes of every document of a family, from its source: each container is unpacked once, whatever it holds. Only reads. */
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import type { LocatorStep } from "../model/locator.ts";
import { type Bytes, documentFile, insideFiles, stepsKey } from "../replay/replay.ts";

/** One document with its bytes; null when the readers no longer find it at its place. */
export interface DocumentBytes {
  readonly document: StoredDocument;
  readonly bytes: Uint8Array | null;
}

/** Root first, then in the order of the family. Throws UserError when the source is gone or shorter. */
export async function* familyBytes(
  catalog: CatalogReader,
  root: StoredDocument,
): AsyncGenerator<DocumentBytes> {
  const family = catalog.family(root.docId);
  const children = new Map<number, (readonly LocatorStep[])[]>();
  for (const { parentId, steps } of family) {
    if (parentId === null) continue;
    const siblings = children.get(parentId);
    if (siblings === undefined) children.set(parentId, [steps]);
    else siblings.push(steps);
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
    yield { document, bytes: file?.bytes ?? null };
  }
}
