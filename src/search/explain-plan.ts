/**
 * What became of each clause of a query, for `--explain`: the terms it was cut into, the fields they were looked for in, what wildcards, misspellings, names
 * and stems turned out to be in this index, and how much each finds by itself. Lines hold words of the corpus: escape them.
 */
import { explainTree } from "../query/explain-tree.ts";
import type { Plan } from "../query/plan.ts";
import type { Lookup } from "../query/plan-clause.ts";
import type { TermSet } from "../query/plan-terms.ts";
import { catalogTexts } from "./catalog-texts.ts";
import { familiesOf } from "./match/doc-sets.ts";
import { matchSegments } from "./match/match.ts";
import type { OpenIndex } from "./open-index.ts";
import { fieldNumber, SegmentTerms } from "./segment-terms.ts";

type Clause = Extract<Plan, { kind: "clause" }>;

/** Terms listed of one expansion; the rest is counted. */
const MAX_LISTED = 40;

function clausesOf(plan: Plan): readonly Clause[] {
  switch (plan.kind) {
    case "all":
      return [];
    case "and":
    case "or":
      return plan.operands.flatMap(clausesOf);
    case "not":
    case "sameFile":
      return clausesOf(plan.operand);
    case "clause":
      return [plan];
  }
}

/** Terms of a set in this index with how many documents hold them in the fields. */
function expansion(
  segments: readonly SegmentTerms[],
  set: TermSet,
  fields: readonly string[],
): string {
  const counts = new Map<string, number>();
  let uncounted = 0;
  for (const terms of segments) {
    const { entries, ordinals } = terms.expansion(set);
    if (entries === null) uncounted += ordinals.length;
    for (const entry of entries ?? []) {
      const found = fields.map((field) => terms.postings(entry, fieldNumber(field)).documents);
      const documents = new Set(found.flatMap((each) => Array.from(each)));
      if (documents.size > 0)
        counts.set(entry.term, (counts.get(entry.term) ?? 0) + documents.size);
    }
  }
  const listed = [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .map(([term, count]) => `${term} (${count})`);
  const rest = listed.length - MAX_LISTED;
  const shown = rest > 0 ? [...listed.slice(0, MAX_LISTED), `${rest} more`] : listed;
  if (uncounted > 0) shown.push(`${uncounted} terms, too many to list`);
  return shown.length === 0 ? "nothing in this index" : shown.join(", ");
}

function setText(set: TermSet): string {
  switch (set.kind) {
    case "term":
      return set.term;
    case "oneOf":
      return set.terms.join(" or ");
    case "pattern":
      return set.pattern;
    case "fuzzy":
      return `${set.term}~${set.distance}`;
    case "regex":
      return `/${set.source}/${set.flags}`;
    case "name":
      return `${set.word} in any spelling${set.initial ? ", or its initial" : ""}`;
    case "stem":
      return `forms of ${set.term}`;
    case "any":
      return "any word";
  }
}

/** At most this many fields are named. */
const MAX_FIELDS = 8;

function fieldsText(fields: readonly string[]): string {
  const rest = fields.length - MAX_FIELDS;
  const named = fields.slice(0, MAX_FIELDS).join(", ");
  return rest > 0 ? `${named} and ${rest} more` : named;
}

function lookupLines(segments: readonly SegmentTerms[], lookup: Lookup): readonly string[] {
  switch (lookup.kind) {
    case "terms":
      return [
        `${setText(lookup.terms)} in ${fieldsText(lookup.fields)}: ${expansion(segments, lookup.terms, lookup.fields)}`,
      ];
    case "phrase": {
      const { slots, slop, fields } = lookup;
      const how = slop === 0 ? "side by side" : `in any order, at most ${slop} others among them`;
      return [
        `${slots.length} words ${how}, in ${fieldsText(fields)}:`,
        ...slots.map((set) => `  ${setText(set)}: ${expansion(segments, set, fields)}`),
      ];
    }
    case "reread":
      return ["the same in what other programs read (leaksift reread)"];
    case "exact":
      return [
        `exactly "${[...new Set(lookup.slots.map(({ written }) => written))].join(" ")}" in ${fieldsText(lookup.fields)}`,
      ];
    case "both":
      return lookup.sides.flatMap((side) => side.flatMap((each) => lookupLines(segments, each)));
    case "regex":
    case "present":
      return [
        `the ${lookup.kind === "regex" ? "stored text" : "presence"} of ${fieldsText(lookup.fields)}`,
      ];
    default:
      return [];
  }
}

/** Exact forms one of whose words this index lacks are many (wrong charsets of a name): counted, not listed. */
function isAbsent(segments: readonly SegmentTerms[], lookup: Lookup): boolean {
  if (lookup.kind !== "exact") return false;
  return !segments.some((terms) =>
    lookup.slots.every(({ term }) => terms.expansion({ kind: "term", term }).ordinals.length > 0),
  );
}

/** Lines for each clause of the plan, in the order of the query. Runs each clause by itself. */
export function explainPlan(index: OpenIndex, plan: Plan): readonly string[] {
  const segments = index.segments.map((segment) => new SegmentTerms(segment));
  const texts = catalogTexts(index.catalog, index.segments);
  return clausesOf(plan).flatMap((clause) => {
    const matches = matchSegments(clause, index.segments, { texts });
    const documents = matches.reduce((sum, match) => sum + match.documents.length, 0);
    const families = matches.reduce(
      (sum, match) => sum + familiesOf(match.documents, match.terms.roots).length,
      0,
    );
    const absent = clause.lookups.filter((lookup) => isAbsent(segments, lookup));
    const lines = clause.lookups
      .filter((lookup) => !absent.includes(lookup))
      .flatMap((lookup) => lookupLines(segments, lookup));
    if (absent.length > 0)
      lines.push(`${absent.length} exact forms that this index has no words of`);
    return [
      `${explainTree(clause.node).join(" ")}: ${documents} documents in ${families} families`,
      ...lines.map((line) => `  ${line}`),
    ];
  });
}
