/** Opens an index for searching: the catalog, and the segments it names in one read transaction. A segment file gone meanwhile means start over. */
import { join } from "node:path";
import type { IndexPaths } from "../catalog/index-folder.ts";
import { CatalogReader } from "../catalog/read-catalog.ts";
import { IndexStateError } from "../errors.ts";
import { SegmentReader } from "../segment/reader.ts";
import type { SearchSegment } from "./segment-terms.ts";

export interface OpenIndex {
  readonly catalog: CatalogReader;
  readonly segments: readonly SearchSegment[];
  readonly close: () => void;
}

/** A merge may replace segments between listing and opening, never more often than this in a row. */
const TRIES = 5;

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

/** Opens catalog and segments. Throws IndexStateError when they are damaged or of another version. */
export function openIndex(paths: IndexPaths): OpenIndex {
  const catalog = new CatalogReader(paths);
  for (let tries = 1; ; tries++) {
    const opened: SegmentReader[] = [];
    try {
      const segments = catalog.segments().map((row): SearchSegment => {
        const reader = new SegmentReader(join(paths.segments, row.fileName));
        opened.push(reader);
        return { reader, firstDoc: row.firstDoc, copies: row.copies, removed: row.tombstones };
      });
      const close = (): void => {
        for (const reader of opened) reader.close();
        catalog.close();
      };
      return { catalog, segments, close };
    } catch (error) {
      for (const reader of opened) reader.close();
      if (isMissing(error) && tries < TRIES) continue;
      catalog.close();
      if (!isMissing(error)) throw error;
      throw new IndexStateError(
        `A segment file of ${paths.folder} is not there. Run "leaksift index --rebuild" to make it again from the sources; tags and notes are kept.`,
        { cause: error },
      );
    }
  }
}
