/** The list of flags as CSV: a line a document, with how many such flags there are beside how many to expect by chance. */
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { csvLine } from "../render/escape.ts";
import type { Gathered } from "./gather.ts";
import { membersOf } from "./members.ts";

const CSV_COLUMNS = [
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

/** One line a document of the first `limit` entries, after a line of names. */
export function flagsCsv(
  catalog: CatalogReader,
  { ranked, chance }: Gathered,
  limit: number,
): string {
  let out = csvLine(CSV_COLUMNS);
  for (const [i, entry] of ranked.slice(0, limit).entries()) {
    const counts = chance.get(entry.lead.check);
    const figure = (n: number | undefined): string => (n === undefined ? "" : n.toFixed(2));
    for (const { id, kind, label, date, from } of membersOf(catalog, entry))
      out += csvLine([
        i + 1,
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
  return out;
}
