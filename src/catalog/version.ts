/** Whether this program may read a catalog. Apart from the writer, so that a search loads none of it. */
import { IndexStateError, isDiskError } from "../errors.ts";
import { TOKENIZER_VERSION } from "../tokenize.ts";
import type { IndexPaths } from "./index-folder.ts";
import { CATALOG_VERSION } from "./schema.ts";
import { numberOf, type Sqlite, textOf } from "./sqlite.ts";

/** True for a database without a table: what a crash before the first transaction leaves. False for a file that is not a database. Throws where the disk is full: then nothing can be said. */
export function isBlank(database: Sqlite): boolean {
  try {
    const row = database.prepare("SELECT count(*) AS n FROM sqlite_master").get([]);
    return numberOf(row?.["n"]) === 0;
  } catch (error) {
    if (isDiskError(error)) throw error;
    return false; // the next read says what is wrong with it
  }
}

/** Throws IndexStateError when the catalog is of another version or no catalog at all. */
export function checkVersion(database: Sqlite, paths: IndexPaths): void {
  let found: string;
  let words: string;
  try {
    const meta = database.prepare("SELECT value FROM meta WHERE key = ?");
    found = textOf(meta.get(["catalogVersion"])?.["value"]);
    words = textOf(meta.get(["tokenizerVersion"])?.["value"]);
  } catch (error) {
    if (isBlank(database)) {
      throw new IndexStateError(
        `Nothing is in the index ${paths.folder} yet: its first run was stopped before it committed anything. Run "leaksift index DUMP" again.`,
        { cause: error },
      );
    }
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
  if (Number(words) !== TOKENIZER_VERSION) {
    throw new IndexStateError(
      `The index ${paths.folder} was made with other rules for what a word is (version ${words}, this leaksift has ${TOKENIZER_VERSION}), so a search would miss words. Run "leaksift index --rebuild" to make it again from the sources; tags and notes are kept.`,
    );
  }
}
