/** Flags as CSV lines: a line a document, with how many such flags there are beside how many to expect by chance. */
import type { CatalogReader } from "../catalog/read-catalog.ts";
import type { Ranked } from "../checks/engine/rank.ts";
import type { Gathered } from "./gather.ts";
import { membersOf } from "./members.ts";

/** Names of the columns of {@link flagLines}. */
export const FLAG_COLUMNS = [
  "rank",
  "level",
  "check",
  "lines",
  "score",
  "sentence",
  "found",
  "applies",
  "expectedByChance",
  "expectedAtMost",
  "id",
  "kind",
  "date",
  "from",
  "label",
];

/** One line for each document of the entry that stands at this rank. */
export function flagLines(
  catalog: CatalogReader,
  chance: Gathered["chance"],
  entry: Ranked,
  rank: number,
): (string | number | null)[][] {
  const counts = chance.get(entry.lead.check);
  const figure = (n: number | undefined): string => (n === undefined ? "" : n.toFixed(2));
  return membersOf(catalog, entry).map(({ id, kind, label, date, from }) => [
    rank,
    entry.level,
    entry.lead.check,
    entry.lines.join(" "),
    Number(entry.score.toFixed(3)),
    entry.lead.sentence,
    counts?.found ?? "",
    counts?.applies ?? "",
    figure(counts?.expected?.expected),
    figure(counts?.expected?.upper),
    id,
    kind,
    date,
    from,
    label,
  ]);
}
