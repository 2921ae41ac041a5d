/** A value of a facet -> the query clause that finds its families, for `refine N`. Pure. Values are of the corpus: they are quoted. */
import { writeQuoted } from "../query/lex.ts";

const TIMES = new Set(["year", "month", "day"]);
const PLACES = new Set(["source", "folder", "custodian"]);

/** `facetClause("sender", "anna@example.org")` is `from:"anna@example.org"`, of a month `date:2017-03`. */
export function facetClause(facet: string, value: string): string {
  if (TIMES.has(facet)) return `date:${value}`;
  const people: Readonly<Record<string, string>> = {
    sender: "from",
    recipient: "to",
    owner: "domain",
  };
  const field = people[facet] ?? (PLACES.has(facet) ? "in" : facet);
  return `${field}:"${writeQuoted(value)}"`;
}
