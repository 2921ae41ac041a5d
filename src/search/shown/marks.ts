/** Where in a text of one field the clauses of a plan match. Uses the index's tokenizer, so what is marked is what was matched. Pure. */
import type { Plan } from "../../query/plan.ts";
import type { Lookup } from "../../query/plan-clause.ts";
import type { TermSet } from "../../query/plan-terms.ts";
import { tokenize } from "../../tokenize.ts";
import { expressionRanges } from "../match/expression.ts";
import { termTest } from "../match/term-tests.ts";
import { isCutWithin, wordRangesFinder } from "../match/word-ranges.ts";
import { placesOf } from "../places.ts";

/** From `start` up to `end`, UTF-16 units of the text it is about. `clause` counts the clauses of the query. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly clause: number;
}

/** Longer texts are read up to here for a snippet: a 50 MB table costs seconds otherwise. */
const MAX_READ = 1 << 20;
/** Marks beyond these cannot make a passage better. */
export const MAX_MARKS = 5000;

/** A text with its terms, which are made when first asked for. */
interface ReadText {
  readonly text: string;
  readonly isAscii: boolean;
  readonly tokens: () => ReturnType<typeof tokenize>;
}

function readText(text: string): ReadText {
  let tokens: ReturnType<typeof tokenize> | undefined;
  return {
    text,
    isAscii: !/[^\0-\x7f]/.test(text),
    tokens: () => {
      tokens ??= tokenize(text);
      return tokens;
    },
  };
}

type Finder = (text: ReadText, clause: number) => Mark[];

type Test = (term: string) => boolean;

function testOf(set: TermSet): Test | null {
  const test = termTest(set);
  if (test.kind === "expression") return null;
  if (test.kind === "scan") return test.test;
  const words = new Set(test.terms);
  return (term) => words.has(term);
}

/** The terms that fill a slot, null when they cannot be listed. */
function wordsOf(set: TermSet): readonly string[] | null {
  const test = termTest(set);
  return test.kind === "terms" ? test.terms : null;
}

function tokenFinder(slots: readonly TermSet[], slop: number): Finder {
  const tests = slots.map((slot) => testOf(slot) ?? (() => false));
  return ({ tokens }, clause) => {
    const { terms, starts, ends } = tokens();
    const fills = (position: number, slot: number): boolean =>
      (tests[slot] as Test)(terms[position] as string);
    const sequence = { length: terms.length, fills, isGap: () => false };
    return placesOf(sequence, slots.length, slop, MAX_MARKS).flatMap((place) =>
      place.map((position) => ({
        start: starts[position] as number,
        end: ends[position] as number,
        clause,
      })),
    );
  };
}

/** Words in a row are found without cutting the text into terms, where they are a list. */
function phraseFinder(slots: readonly TermSet[], slop: number): Finder {
  const byTokens = tokenFinder(slots, slop);
  const find = slop === 0 ? wordRangesFinder(slots.map(wordsOf)) : null;
  if (find === null) return byTokens;
  return (read, clause) => {
    const found = find(read.text, read.isAscii, MAX_MARKS);
    // Of a run of more than a thousand letters the index has pieces, which are no words of the text
    if (found === null || (found.length === 0 && isCutWithin(read.text)))
      return byTokens(read, clause);
    return found.map((range) => ({ ...range, clause }));
  };
}

function expressionFinder(source: string, flags: string): Finder {
  const find = expressionRanges(source, flags, MAX_MARKS);
  return ({ text }, clause) => find(text).map((range) => ({ ...range, clause }));
}

function finderOf(lookup: Lookup): Finder[] {
  switch (lookup.kind) {
    case "terms": {
      // Whole tokens (addresses, numbers) are no words of the text; their words are looked for beside them
      const isText = !lookup.fields.includes("ids") && lookup.terms.kind !== "regex";
      return isText ? [phraseFinder([lookup.terms], 0)] : [];
    }
    case "phrase":
      return [phraseFinder(lookup.slots, lookup.slop)];
    case "exact":
      return [
        phraseFinder(
          lookup.slots.map(({ term }) => ({ kind: "term", term })),
          lookup.slop,
        ),
      ];
    case "regex":
      return [expressionFinder(lookup.source, lookup.flags)];
    case "reread":
      return finderOf(lookup.of);
    case "both":
      return lookup.sides.flat().flatMap(finderOf);
    default:
      return [];
  }
}

function collect(plan: Plan, field: string, clauses: Finder[][]): void {
  switch (plan.kind) {
    case "all":
    case "not":
      return;
    case "and":
    case "or":
      for (const operand of plan.operands) collect(operand, field, clauses);
      return;
    case "sameFile":
      collect(plan.operand, field, clauses);
      return;
    case "clause": {
      const about = plan.lookups.filter(
        (lookup) => !("fields" in lookup) || lookup.fields.includes(field),
      );
      clauses.push(about.flatMap(finderOf));
    }
  }
}

/** Finds what one lookup matches in texts, whatever its fields. */
export function lookupFinder(lookup: Lookup): (text: string) => Mark[] {
  const finders = finderOf(lookup);
  return (text) => {
    const read = readText(text);
    return finders.flatMap((find) => find(read, 0));
  };
}

/** Finds what a plan's clauses outside NOT match in texts of one field, e.g. "body" or "attachment". */
export function markFinder(plan: Plan, field: string): (text: string) => Mark[] {
  const clauses: Finder[][] = [];
  collect(plan, field, clauses);
  return (whole) => {
    const text = whole.length > MAX_READ ? whole.slice(0, MAX_READ) : whole;
    const read = readText(text);
    return clauses
      .flatMap((finders, clause) => finders.flatMap((find) => find(read, clause)))
      .sort((a, b) => a.start - b.start || a.end - b.end);
  };
}
