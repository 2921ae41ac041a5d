/**
 * Takes families out of the index for good: rows, stored text, postings, metadata, flags. What stays is a dated tombstone with the content id and the
 * reason, which also keeps a later run from indexing them again. The sources are not touched; docs/custody.md says what else remains.
 */
import { addForgotten } from "../catalog/forgotten.ts";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { blob } from "../catalog/sqlite.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";
import { removeFamilies } from "../catalog/write/remove-documents.ts";
import { liveSegments } from "../catalog/write/replace-segments.ts";
import type { CatalogWriter } from "../catalog/write/write-catalog.ts";
import { UserError } from "../errors.ts";
import { makeNames } from "../ingest/make-names.ts";
import { mergeRun } from "../ingest/merge-run.ts";
import { FORGOTTEN, wholeRecord } from "../ingest/record-range.ts";
import type { Locator, LocatorStep } from "../model/locator.ts";

/** One family to forget, as known before the writer opens the catalog. */
export interface ForgetTarget {
  readonly docId: number;
  readonly contentId: StoredDocument["contentId"];
  readonly sourceId: number;
  readonly locator: Locator;
}

/** All families with these contents, copies included, and what stands in the same record. Throws UserError for what is inside a message. */
export function forgetTargets(catalog: CatalogReader, contents: readonly string[]): ForgetTarget[] {
  const targets = new Map<number, ForgetTarget>();
  for (const content of contents) {
    const found = catalog.byContentId(content, 100_000);
    const roots = found.filter((document) => document.parentId === null);
    const [first] = found;
    if (roots.length === 0 && first !== undefined) {
      const root = catalog.document(first.rootId);
      throw new UserError(
        `${content.slice(0, 12)} is inside ${root.contentId.slice(0, 12)}, and a family is forgotten as a whole: name that id.`,
      );
    }
    for (const root of roots) {
      // Forgetting a loose container forgets the messages found in it: their bytes are its bytes.
      const all = root.record === null ? [root] : catalog.ofRecord(root.docId);
      for (const document of all) {
        if (document.parentId !== null) continue;
        const { docId, contentId, sourceId } = document;
        targets.set(docId, { docId, contentId, sourceId, locator: locatorOf(catalog, document) });
      }
    }
  }
  return [...targets.values()];
}

/** The record's place, or for a message in a loose container the way to it. */
function locatorOf(catalog: CatalogReader, root: StoredDocument): Locator {
  const path = catalog.sourcePath(root.sourceId);
  if (root.record !== null) return wholeRecord({ ...root.record, path });
  const container = catalog.containerOf(root.docId);
  const file: LocatorStep = { step: "file", path };
  return [file, ...container.steps, ...root.steps];
}

/** Forgets and rewrites the segments that held it. Returns how many documents went. */
export async function forget(
  catalog: CatalogWriter,
  targets: readonly ForgetTarget[],
  reason: string,
  nowMs: number,
): Promise<number> {
  const { database } = catalog;
  database.exec("PRAGMA secure_delete=ON"); // what is deleted is overwritten in the file
  const count = database.transaction(() => {
    const insert = database.prepare(
      "INSERT INTO problem (docId, sourceId, code, severity, reason, locator) VALUES (NULL, ?, ?, ?, ?, ?)",
    );
    for (const { contentId, sourceId, locator } of targets) {
      addForgotten(database, { contentId, atMs: nowMs, reason });
      const { code, severity } = FORGOTTEN;
      insert.run([sourceId, code, severity, blob(FORGOTTEN.reason), blob(JSON.stringify(locator))]);
    }
    return removeFamilies(
      database,
      targets.map((target) => target.docId),
    );
  });
  // Whoever asked to forget does not want to wait for a merge: each segment is written again at once, to its end.
  for (const segment of liveSegments(catalog)) {
    if (segment.tombstones.length > segment.dropped) await mergeRun(catalog, [segment], null);
  }
  await makeNames(database, true);
  catalog.checkpoint();
  return count;
}
