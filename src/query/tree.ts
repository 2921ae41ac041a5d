/**
 * The query tree: what a query says, free of any engine. Text is read into it by parse-query.ts, written back by print-query.ts,
 * turned into work by plan.ts.
 *
 * Field names are the canonical names of fields.ts; `null` means the default fields. Words are kept as typed: only the planner
 * folds and splits them, so that the same tree can be planned for another engine.
 */

/** Words with field `null` are looked for in every default field of the field table. */
export type FieldName = string | null;

/** Matches every family. Written `*`. */
export interface AllNode {
  readonly kind: "all";
}

/** All operands hold. Written `a b` or `a AND b`. An AND inside an AND is a group of its own: see plan.ts on file-level conditions. */
export interface AndNode {
  readonly kind: "and";
  readonly operands: readonly QueryNode[];
}

/** Any operand holds. Written `a OR b`. */
export interface OrNode {
  readonly kind: "or";
  readonly operands: readonly QueryNode[];
}

/** The operand does not hold. Written `-a` or `NOT a`. */
export interface NotNode {
  readonly kind: "not";
  readonly operand: QueryNode;
}

/**
 * One word, or a whole value in a token or catalog field: `{kind:"term", field:"from", text:"anna@example.org", exact:false}`.
 * `exact` asks for the same case and accents, written `=Anna`.
 */
export interface TermNode {
  readonly kind: "term";
  readonly field: FieldName;
  readonly text: string;
  readonly exact: boolean;
}

/** A word with wildcards: `*` any run of characters, `?` exactly one; a literal `*`, `?` or backslash has a backslash before it. */
export interface PatternNode {
  readonly kind: "pattern";
  readonly field: FieldName;
  readonly pattern: string;
}

/** A word and its misspellings up to `distance` edits. Written `invoce~1`. */
export interface FuzzyNode {
  readonly kind: "fuzzy";
  readonly field: FieldName;
  readonly text: string;
  readonly distance: 1 | 2;
}

/** Languages whose word forms are known, by their two letters. */
export const STEM_LANGUAGES = ["ar", "de", "en", "fr", "ru"] as const;

export type StemLanguage = (typeof STEM_LANGUAGES)[number];

/** A word in all its forms in one language, or in any of those known (null). Written `stem:fr:facture`, `stem:invoice`. */
export interface StemNode {
  readonly kind: "stem";
  readonly field: FieldName;
  readonly text: string;
  readonly language: StemLanguage | null;
}

/** A name in any spelling or script. Written `~Roshka` or `name:Roshka`. */
export interface NameNode {
  readonly kind: "name";
  readonly field: FieldName;
  readonly text: string;
}

/** One place of a phrase: `{kind:"word", text:"l'accord"}` or `{kind:"pattern", pattern:"joh*"}`. */
export type Slot =
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "pattern"; readonly pattern: string };

/**
 * Words beside each other. `slop` 0: in this order with nothing between, written `"a b"`. `slop` n: in any order with at most n
 * other words among them, written `"a b"~n`. Never across two fields or two documents.
 */
export interface PhraseNode {
  readonly kind: "phrase";
  readonly field: FieldName;
  readonly slots: readonly Slot[];
  readonly slop: number;
  readonly exact: boolean;
}

/** A regular expression over the text of one field: `/IBAN [A-Z]{2}\d+/`. Slashes in `source` are not escaped; `flags` is sorted, out of `ims`. */
export interface RegexNode {
  readonly kind: "regex";
  readonly field: FieldName;
  readonly source: string;
  readonly flags: string;
}

/** A moment as written, with its precision; a calendar date stops at the first null. `zoneMinutes` only with an hour, null means the zone of the search. */
export type DateExpression =
  | {
      readonly kind: "calendar";
      readonly year: number;
      readonly month: number | null;
      readonly day: number | null;
      readonly hour: number | null;
      readonly minute: number | null;
      readonly second: number | null;
      readonly zoneMinutes: number | null;
    }
  | { readonly kind: "ago"; readonly count: number; readonly unit: AgoUnit }
  | { readonly kind: "named"; readonly name: NamedDate };

export type AgoUnit = "h" | "d" | "w" | "m" | "y";

export type NamedDate =
  | "now"
  | "today"
  | "yesterday"
  | "this week"
  | "last week"
  | "this month"
  | "last month"
  | "this year"
  | "last year";

/** The start or the end of what a date covers: the end of `2017-03` is the start of April. */
export interface TimeBound {
  readonly date: DateExpression;
  readonly side: "start" | "end";
}

/** `low <= time < high`; an absent bound is open. `date:2017-03` has low start and high end of the same date. */
export interface TimeRangeNode {
  readonly kind: "timeRange";
  readonly field: string;
  readonly low: TimeBound | null;
  readonly high: TimeBound | null;
}

export interface NumberBound {
  readonly value: number;
  readonly inclusive: boolean;
}

/** `size:>5MB` is `{kind:"numberRange", field:"size", low:{value:5000000, inclusive:false}, high:null}`. */
export interface NumberRangeNode {
  readonly kind: "numberRange";
  readonly field: string;
  readonly low: NumberBound | null;
  readonly high: NumberBound | null;
}

/** The field holds anything at all. Written `company:*`. */
export interface PresenceNode {
  readonly kind: "presence";
  readonly field: string;
}

/** Text in a writing system: `script:cyrillic` anywhere, `lastsavedby:script:cyrillic` in one field. `script` is lower case. */
export interface ScriptNode {
  readonly kind: "script";
  readonly field: FieldName;
  readonly script: string;
}

/** One of the two ends of `between:(a b)`; its field is always null. */
export type Correspondent = TermNode | PatternNode | PhraseNode | NameNode;

/** One wrote, the other received. Written `between:(anna bob)`. */
export interface BetweenNode {
  readonly kind: "between";
  readonly people: readonly [Correspondent, Correspondent];
}

/** What a header must say: anything (null), a pattern as in {@link PatternNode}, or a regular expression. */
export type HeaderValue =
  | null
  | { readonly kind: "pattern"; readonly pattern: string }
  | { readonly kind: "regex"; readonly source: string; readonly flags: string };

/** Any header by name (lower case): `header:x-originating-ip=10.*`. */
export interface HeaderNode {
  readonly kind: "header";
  readonly name: string;
  readonly value: HeaderValue;
}

/** A saved query, written `@name`. */
export interface SavedNode {
  readonly kind: "saved";
  readonly name: string;
}

export type LeafNode =
  | AllNode
  | TermNode
  | PatternNode
  | FuzzyNode
  | NameNode
  | StemNode
  | PhraseNode
  | RegexNode
  | TimeRangeNode
  | NumberRangeNode
  | PresenceNode
  | ScriptNode
  | BetweenNode
  | HeaderNode
  | SavedNode;

export type QueryNode = AndNode | OrNode | NotNode | LeafNode;

/** What could not be read as written, at a place of the query text; offset and length count UTF-16 units. */
export interface QueryProblem {
  readonly code: QueryProblemCode;
  readonly offset: number;
  readonly length: number;
  /** A sentence in plain words. Quotes the query, never the corpus. */
  readonly message: string;
  /** Text that would have been read without this problem, to put in its place. */
  readonly suggestion?: string;
}

export type QueryProblemCode =
  | "unknown-field"
  | "empty-query"
  | "empty-clause"
  | "unbalanced-quote"
  | "unbalanced-parenthesis"
  | "too-deep"
  | "too-long"
  | "dangling-operator"
  | "no-word"
  | "space-after-colon"
  | "bad-date"
  | "ambiguous-date"
  | "bad-number"
  | "empty-range"
  | "bad-regex"
  | "bad-fuzzy"
  | "bad-slop"
  | "bad-script"
  | "bad-stem"
  | "bad-between"
  | "bad-header"
  | "field-inside-field"
  | "not-for-this-field";
