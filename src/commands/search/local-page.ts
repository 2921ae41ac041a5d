/** An answer of the local index as a page: where its ids, facets and times come from. */
import type { TagRows } from "../../search/facets.ts";
import type { OpenIndex } from "../../search/open-index.ts";
import type { SearchAnswer } from "../../search/search.ts";
import type { LocalPage } from "./output.ts";

/** What a page of the local index has, whatever hits stand on it. */
export function localPage(
  index: OpenIndex,
  query: string,
  answer: SearchAnswer,
): Pick<LocalPage, "query" | "index" | "answer" | "ids" | "facets" | "bars" | "hours"> {
  return {
    query,
    index,
    answer,
    ids: (hits) => index.catalog.contentIds(hits.map((hit) => hit.rootId)),
    facets: async (names) => {
      const [{ countFacets }, { tagRows }] = await Promise.all([
        import("../../search/facets.ts"),
        import("../../search/tagged.ts"),
      ]);
      const rows: TagRows = (docIds) => tagRows(index.catalog, docIds);
      return countFacets(index, answer.roots(), names, rows);
    },
    bars: async (step) => {
      const [{ familyTimes }, { timeline }] = await Promise.all([
        import("../../search/facets.ts"),
        import("../../search/times/timeline.ts"),
      ]);
      return timeline(familyTimes(index, answer.roots()), step);
    },
    hours: async () => {
      const { weekHours } = await import("../../search/times/clock-times.ts");
      return weekHours(index.catalog, answer.roots());
    },
  };
}
