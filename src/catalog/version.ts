/** Whether this program may read a catalog. Apart from the writer, so that a search loads none of it. */
import { IndexStateError } from "../errors.ts";
import type { IndexPaths } from "./index-folder.ts";
import { CATALOG_VERSION } from "./schema.ts";
import { type Sqlite, textOf } from "./sqlite.ts";

/** Throws IndexStateError when the catalog is of another version or no catalog at all. */
export function checkVersion(database: Sqlite, paths: IndexPaths): void {
  let found: string;
  try {
    found = textOf(
      database.prepare("SELECT value FROM meta WHERE key = 'catalogVersion'").get([])?.["value"],
    );
  } catch (error) {
    throw new IndexStateError(
      `${paths.catalog} is damaged or not a leaksift catalog. Run "leaksift index --rebuild" to make it again from the sources.`,
      { cause: error },
    );
  }
  if (Number(found) > CATALOG_VERSION) {
    throw new IndexStateError(
      `The index ${paths.folder} was written by a newer leaksift (format ${found}, this one reads ${CATALOG_VERSION}). Update leaksift.`,
    );
  }
  if (Number(found) < CATALOG_VERSION) {
    throw new IndexStateError(
      `The index ${paths.folder} has the older format ${found}. Run "leaksift index --rebuild" to make it again from the sources; tags and notes are kept.`,
    );
  }
}
