/** The three lists of `leaksift flags` as programs get them: entries, checks, explanations. */
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import { labelOf, type StoredDocument } from "../../catalog/stored-rows.ts";
import { pooledRate } from "../../checks/engine/expected.ts";
import type { Ranked } from "../../checks/engine/rank.ts";
import type { ListShape } from "../../cli/listing.ts";
import type { Explanation } from "../../flags/explain.ts";
import { FLAG_COLUMNS, flagLines } from "../../flags/flags-csv.ts";
import { rankedJson } from "../../flags/flags-view.ts";
import type { Gathered } from "../../flags/gather.ts";
import { membersOf } from "../../flags/members.ts";
import type { CheckDescription } from "../../model/flag.ts";

/** An entry with the place it has in the list, from 1. */
export interface RankedEntry {
  readonly entry: Ranked;
  readonly rank: number;
}

/** What does not fit, strongest first; its ids are those of the documents it is about. */
export const entriesOf = (
  catalog: CatalogReader,
  chance: Gathered["chance"],
): ListShape<RankedEntry> => ({
  name: "entries",
  object: ({ entry }) => rankedJson(entry, membersOf(catalog, entry), chance),
  columns: FLAG_COLUMNS,
  lines: ({ entry, rank }) => flagLines(catalog, chance, entry, rank),
  ids: ({ entry }) => catalog.contentIds(entry.lead.members.map(({ docId }) => docId)),
});

/** `flags list`: the checks themselves; `rate` is how often one fires on genuine mail, null where that was not measured. */
export const checksOf = (muted: ReadonlySet<string>): ListShape<CheckDescription> => ({
  name: "checks",
  object: ({ id, level, line, cost, looksFor }) => ({
    check: id,
    level,
    line,
    costOfSettingByHand: cost,
    looksFor,
    rate: pooledRate(id),
    muted: muted.has(id),
  }),
  columns: ["check", "level", "line", "looksFor", "applies", "fired", "muted"],
  lines: ({ id, level, line, looksFor }) => {
    const rate = pooledRate(id);
    const isMuted = muted.has(id) ? "yes" : "no";
    return [[id, level, line, looksFor, rate?.applies ?? null, rate?.fired ?? null, isMuted]];
  },
});

/** A document with everything that was flagged on it. */
export interface Explained {
  readonly document: StoredDocument;
  readonly explanations: readonly Explanation[];
}

/** `flags explain ID`. */
export const EXPLAINED: ListShape<Explained> = {
  name: "documents",
  object: ({ document, explanations }) => ({
    id: document.contentId,
    kind: document.kind,
    label: labelOf(document),
    explanations: explanations.map(({ check, ...explanation }) => ({
      check: check.id,
      ...explanation,
      whyItMatters: check.whyItMatters,
      innocentCauses: check.innocentCauses,
    })),
  }),
  columns: ["id", "kind", "label", "level", "check", "sentence"],
  lines: ({ document, explanations }) =>
    explanations.map(({ level, check, sentence }) => [
      document.contentId,
      document.kind,
      labelOf(document),
      level,
      check.id,
      sentence,
    ]),
  ids: ({ document }) => [document.contentId],
};
