/**
 * What a query without hits may have meant: for each word or name of it that this index does not have where it was looked for, the nearest word it has, by
 * letters or by sound (names.ts); for whole values (`type:pfd`), the nearest value or the commonest there are. Answers hold words of the corpus: escape them.
 */
import { firedChecks } from "../catalog/suggestions/field-values.ts";
import { findField } from "../fields.ts";
import type { Plan } from "../query/plan.ts";
import type { Lookup } from "../query/plan-clause.ts";
import type { TermSet } from "../query/plan-terms.ts";
import { closest, suggestWord } from "../query/suggest.ts";
import { visitField } from "../segment/scan-dictionary.ts";
import { nearestNameWord } from "./names.ts";
import type { OpenIndex } from "./open-index.ts";
import { fieldNumber, SegmentTerms } from "./segment-terms.ts";
import { readTags } from "./tagged.ts";

/** A word nobody wrote, and what may have been meant: one word, or several values a field has. */
export interface Meant {
  /** As in the query: `facturee`, `type:pfd`. */
  readonly asked: string;
  readonly nearest: readonly string[];
}

/** Suggestions for one query. */
const MAX_MEANT = 3;
/** Values of a field named when none is near. */
const MAX_VALUES = 10;
/** Fields with more values than these are no closed lists; their values are not listed. */
const MAX_CLOSED = 60;

/** Clauses of words; the others name values that somebody chose, or say in full what they want. */
const WORDS: ReadonlySet<string> = new Set(["term", "phrase", "name", "fuzzy"]);

/** The word that a set was made of, and what it is as typed. */
function askedBy(set: TermSet): readonly [word: string, typed: (word: string) => string] | null {
  switch (set.kind) {
    case "term":
      return [set.term, (word) => word];
    case "oneOf":
      return set.terms[0] === undefined ? null : [set.terms[0], (word) => word];
    case "fuzzy":
      return [set.term, (word) => `${word}~${set.distance}`];
    case "name":
      return [set.word, (word) => `~${word}`];
    default:
      return null;
  }
}

function lookupsOf(plan: Plan): readonly Lookup[] {
  switch (plan.kind) {
    case "all":
    case "not":
      return [];
    case "and":
    case "or":
      return plan.operands.flatMap(lookupsOf);
    case "sameFile":
      return lookupsOf(plan.operand);
    case "clause":
      return WORDS.has(plan.node.kind) ? plan.lookups : [];
  }
}

/** Values of a field with how many documents hold each. */
function valuesOf(index: OpenIndex, field: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { reader } of index.segments)
    visitField(reader, fieldNumber(field), (term, documents) => {
      counts.set(term, (counts.get(term) ?? 0) + documents.length);
    });
  return counts;
}

/** Values of fields that the catalog answers: checks that fired, tags. Null for the others: sources and ids are no closed lists. */
function catalogValues({ catalog }: OpenIndex, field: string): Map<string, number> | null {
  if (field === "flag") return new Map(firedChecks(catalog.database).map((check) => [check, 0]));
  if (field !== "tag") return null;
  const counts = new Map<string, number>();
  for (const tags of readTags(catalog).values())
    for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return counts;
}

function nearestValues(counts: ReadonlyMap<string, number>, asked: string): readonly string[] {
  const near = closest(asked, [...counts.keys()].sort(), Math.min(2, Math.floor(asked.length / 2)));
  if (near !== undefined) return [near];
  if (counts.size > MAX_CLOSED) return [];
  return [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, MAX_VALUES)
    .map(([value]) => value);
}

/** The word of the fields fewest letters away, then the one most documents hold. */
function nearestWord(
  segments: readonly SegmentTerms[],
  fields: readonly string[],
  asked: string,
): string | undefined {
  const letters = Array.from(asked).length;
  if (letters < 4 || letters > 40 || /[0-9]/.test(asked)) return undefined;
  const counts = new Map<string, number>();
  const distance = letters < 6 ? 1 : 2;
  for (const terms of segments)
    for (const entry of terms.expansion({ kind: "fuzzy", term: asked, distance }).entries ?? [])
      for (const field of fields) {
        const found = entry.fields.find((each) => each.field === fieldNumber(field))?.count ?? 0;
        if (found > 0) counts.set(entry.term, (counts.get(entry.term) ?? 0) + found);
      }
  return suggestWord(
    asked,
    [...counts].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** At most three suggestions; none for words that the index has. */
export function didYouMean(index: OpenIndex, plan: Plan): readonly Meant[] {
  const segments = index.segments.map((segment) => new SegmentTerms(segment));
  const meant = new Map<string, Meant>();
  const has = (set: TermSet, fields: readonly string[]): boolean =>
    segments.some((terms) =>
      fields.some((field) => terms.documents(set, fieldNumber(field)).length > 0),
    );
  for (const lookup of lookupsOf(plan)) {
    if (meant.size >= MAX_MEANT) break;
    if (lookup.kind === "catalog" && lookup.pattern !== null && !/[*?\\]/.test(lookup.pattern)) {
      const { field, pattern } = lookup;
      const values = catalogValues(index, field);
      if (values === null || values.has(pattern.toLowerCase())) continue;
      const nearest = nearestValues(values, pattern).map((value) => `${field}:${value}`);
      const asked = `${field}:${pattern}`;
      if (nearest.length > 0) meant.set(asked, { asked, nearest });
    }
    if (lookup.kind !== "terms" && lookup.kind !== "phrase") continue;
    const sets = lookup.kind === "terms" ? [lookup.terms] : lookup.slots;
    const [field] = lookup.fields;
    const isToken = field !== undefined && findField(field)?.type === "token";
    for (const set of sets) {
      const [term, typed] = askedBy(set) ?? ["", String];
      if (term === "" || field === "ids" || has(set, lookup.fields)) continue;
      const asked = isToken ? `${field}:${term}` : typed(term);
      const near =
        nearestWord(segments, lookup.fields, term) ?? nearestNameWord(index, lookup.fields, term);
      const nearest = isToken
        ? nearestValues(valuesOf(index, field), term).map((value) => `${field}:${value}`)
        : near === undefined
          ? []
          : [set.kind === "name" ? typed(near) : near];
      if (nearest.length > 0) meant.set(asked, { asked, nearest });
    }
  }
  return [...meant.values()];
}
