/** Whether what is stored of identifiers is about the documents that there are now. */
import { bytesOf, numberOf, type Sqlite } from "../sqlite.ts";
import type { IdentifierState } from "./identifier-store.ts";

/** Whether the stored identifiers are those of the documents there are now: `current`, `behind` (documents came since), `other` (documents went, or the index was made again). */
export function identifiersAre(
  catalog: Sqlite,
  state: IdentifierState | null,
): "current" | "behind" | "other" {
  if (state === null) return "behind";
  const row = catalog
    .prepare("SELECT count(*) AS n, max(docId) AS last FROM document WHERE docId <= ?")
    .get([state.lastDoc]);
  const last = catalog
    .prepare("SELECT contentId FROM document WHERE docId = ?")
    .get([state.lastDoc]);
  const same =
    numberOf(row?.["n"]) === state.documents &&
    bytesOf(last?.["contentId"]).toString("hex") === state.lastContent;
  if (!same && state.documents > 0) return "other";
  const more = catalog
    .prepare("SELECT docId FROM document WHERE docId > ? LIMIT 1")
    .get([state.lastDoc]);
  return more === undefined ? "current" : "behind";
}
