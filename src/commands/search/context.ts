/** What a list of hits is shown with besides the hits: paths of sources, locators, tags. */
import { flagsOf } from "../../catalog/document-marks.ts";
import { LEVELS } from "../../model/flag.ts";
import type { HitContext, HitFlag } from "../../render/hits.ts";
import type { OpenIndex } from "../../search/open-index.ts";
import type { HitView } from "../../search/shown/hit-view.ts";
import { readTags } from "../../search/tagged.ts";

/** Tags by content id, read when the first hit is shown; without a work file nothing is loaded. */
function tagReader(index: OpenIndex): (hit: HitView) => readonly string[] {
  const tags = readTags(index.catalog);
  return (hit) => tags.get(hit.root.contentId) ?? [];
}

/** Flags of the documents of a hit, read when it is printed in a form that has them. */
function flagReader({ catalog }: OpenIndex): (hit: HitView) => readonly HitFlag[] {
  return ({ root, files }) => {
    const family = new Map<number, string>(
      [root, ...files].map((each) => [each.docId, each.contentId]),
    );
    return [...flagsOf(catalog.database, [...family.keys()])]
      .flatMap(([docId, flags]) =>
        flags.map(({ check, level }) => ({ check, level, id: family.get(docId) ?? "" })),
      )
      .sort((a, b) => b.level - a.level || (a.check < b.check ? -1 : 1))
      .map((flag) => ({ ...flag, level: LEVELS[flag.level] ?? "information" }));
  };
}

/** What a list of hits is shown with. */
export function contextOf(index: OpenIndex, timeZone: string): HitContext {
  const paths = new Map<number, string>();
  const sourceOf = (hit: HitView): string => {
    let path = paths.get(hit.root.sourceId);
    if (path === undefined) {
      path = index.catalog.sourcePath(hit.root.sourceId);
      paths.set(hit.root.sourceId, path);
    }
    return path;
  };
  return {
    sourceOf,
    locatorOf: (hit) => [{ step: "file", path: sourceOf(hit) }, ...hit.root.steps],
    timeZone,
    tagsOf: tagReader(index),
    flagsOf: flagReader(index),
    metadataOf: (docId) => index.catalog.metadata(docId),
  };
}
