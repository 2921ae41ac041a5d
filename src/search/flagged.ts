/** `flag:` as searches see it: documents a check fired on (`flag:re-save-burst`, `flag:date-*`), families with so many flags (`flags:>=2`). */
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { documentsOfChecks, rootsWithFlags } from "../catalog/read-flags.ts";
import { UserError } from "../errors.ts";
import { compileGlob } from "../query/glob.ts";
import { leastOf } from "./flag-count.ts";

/** docIds (ascending). `flag:*` and null ask for any flag above information. */
export function flaggedDocuments(catalog: CatalogReader, pattern: string | null): number[] {
  const { database } = catalog;
  if (pattern === null || pattern === "*") return rootsWithFlags(database, 1);
  const least = leastOf(pattern);
  if (least !== null) return rootsWithFlags(database, least);
  if (/^[<=]/.test(pattern))
    throw new UserError(
      "flags: takes a check id or a least number, e.g. flag:saved-after-sent or flags:>=2",
    );
  const { test } = compileGlob(pattern.toLowerCase());
  return documentsOfChecks(database, test);
}
