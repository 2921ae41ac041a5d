/** Names that are the same on every machine: of a source, of a family in it, of a local index. Pushes of many machines meet under them. */
import { createHash } from "node:crypto";
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { StoredDocument } from "../catalog/stored-rows.ts";

/** A source as the server knows it. */
export interface PushedSource {
  /** Hash that stands for it on every machine. */
  readonly key: string;
  readonly path: string;
}

/** Sources by number. One with the same bytes as another is told from it by how many came before it. */
export function sourcesOf(catalog: CatalogReader): ReadonlyMap<number, PushedSource> {
  const seen = new Map<string, number>();
  const found = new Map<number, PushedSource>();
  const all = [...catalog.sources()].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { sourceId, path, sha256 } of all) {
    const bytes = sha256 === "" ? createHash("sha256").update(path).digest("hex") : sha256;
    const before = seen.get(bytes) ?? 0;
    seen.set(bytes, before + 1);
    found.set(sourceId, { key: before === 0 ? bytes : `${bytes}-${before}`, path });
  }
  return found;
}

/** What names a family: its content, where it came from, its place there. */
export const instanceOf = (document: StoredDocument, source: PushedSource): string =>
  createHash("sha256")
    .update(
      JSON.stringify([
        document.contentId,
        source.key,
        document.record?.offset ?? null,
        document.steps,
      ]),
    )
    .digest("hex");

/** What names a local index on a server: the hash of the first entry of its run log, which no later run changes. */
export function indexName(catalog: CatalogReader): string {
  const row = catalog.database.prepare("SELECT hash FROM runlog ORDER BY entryId LIMIT 1").get([]);
  const bytes = row?.["hash"];
  return createHash("sha256")
    .update(bytes instanceof Uint8Array ? bytes : catalog.paths.folder)
    .digest("hex")
    .slice(0, 24);
}
