/** One clause of the tree -> lookups: in which fields which terms, places, values are looked for. Folds and splits words as the index does. */
import { FIELDS, type FieldSpec, findField } from "../fields.ts";
import { foldWord, termsOf } from "../tokenize.ts";
import { literalOf } from "./glob.ts";
import { garbledName, NAME_SLOP, namePhrases } from "./plan-name.ts";
import {
  exactSlots,
  idPattern,
  idTerms,
  otherSpacings,
  type SlotTerm,
  slotsOfFuzzy,
  slotsOfPattern,
  slotsOfText,
  type TermSet,
} from "./plan-terms.ts";
import { type Clock, resolveBound } from "./resolve-date.ts";
import type { HeaderValue, LeafNode, PhraseNode } from "./tree.ts";

export type Lookup =
  /** Documents with one of the terms in one of the fields. */
  | { readonly kind: "terms"; readonly fields: readonly string[]; readonly terms: TermSet }
  /** The slots beside each other in one value of one field; `slop` as in the tree. */
  | {
      readonly kind: "phrase";
      readonly fields: readonly string[];
      readonly slots: readonly TermSet[];
      readonly slop: number;
    }
  /** As phrase (of one slot or more), and the stored text has each word as typed. */
  | {
      readonly kind: "exact";
      readonly fields: readonly string[];
      readonly slots: readonly SlotTerm[];
      readonly slop: number;
    }
  /** A regular expression over the stored text of one field of one document. */
  | {
      readonly kind: "regex";
      readonly fields: readonly string[];
      readonly source: string;
      readonly flags: string;
    }
  /** The field holds anything. */
  | { readonly kind: "present"; readonly fields: readonly string[] }
  /** The field holds letters of the script. */
  | { readonly kind: "script"; readonly fields: readonly string[]; readonly script: string }
  /** A column has a value between the bounds; absent ones are infinite. */
  | { readonly kind: "range"; readonly field: string; readonly range: ValueRange }
  /** A column has any value. */
  | { readonly kind: "column"; readonly field: string }
  /** Answered from the catalog: `pattern` as in the tree, null for "has any". */
  | { readonly kind: "catalog"; readonly field: string; readonly pattern: string | null }
  | { readonly kind: "header"; readonly name: string; readonly value: HeaderValue }
  /** Documents of which another program read a text that the lookup would find (search/rereads.ts). */
  | { readonly kind: "reread"; readonly of: Lookup }
  /** Documents that both sides find. */
  | { readonly kind: "both"; readonly sides: readonly (readonly Lookup[])[] };

export interface ValueRange {
  readonly low: number;
  readonly lowInclusive: boolean;
  readonly high: number;
  readonly highInclusive: boolean;
}

export interface ClauseOptions {
  readonly clock: Clock;
}

const namesOf = (specs: readonly FieldSpec[]): readonly string[] => specs.map(({ name }) => name);

const DEFAULT_FIELDS = namesOf(FIELDS.filter((f) => f.inDefault && f.type === "text"));
const PERSON_FIELDS = namesOf(FIELDS.filter((f) => f.person));

/** A name without a field is looked for wherever words are and in all that names a person. */
const NAME_FIELDS = [...new Set([...DEFAULT_FIELDS, ...PERSON_FIELDS])];

/** The posting fields a field name reads: itself, or those it is the union of; the default text fields for null. */
function fieldsRead(field: string | null): readonly string[] {
  return field === null ? DEFAULT_FIELDS : (findField(field)?.unionOf ?? [field]);
}

type Kind = "text" | "token" | "catalog" | "column";

function kindOf(field: string | null): Kind {
  if (field === null) return "text";
  const type = findField(field)?.type;
  if (type === undefined) throw new Error(`no such field: ${field}`);
  return type === "time" || type === "number" ? "column" : type;
}

function placed(fields: readonly string[], slots: readonly TermSet[], slop: number): Lookup[] {
  const [only] = slots;
  if (only === undefined) return [];
  if (slots.length === 1) return [termsLookup(fields, only)];
  return [{ kind: "phrase", fields, slots, slop }];
}

const termsLookup = (fields: readonly string[], terms: TermSet): Lookup =>
  terms.kind === "any" ? { kind: "present", fields } : { kind: "terms", fields, terms };

const oneOf = (terms: readonly string[]): TermSet => ({ kind: "oneOf", terms });

/** Lookups of a word that may be part of a longer one typed in pieces, see {@link joinedWith}. */
export function lookupsOfJoined(words: readonly string[], ids: readonly string[]): Lookup[] {
  return [
    ...(words.length === 0 ? [] : [termsLookup(DEFAULT_FIELDS, oneOf(words))]),
    ...(ids.length === 0 ? [] : [termsLookup(["ids"], oneOf(ids))]),
  ];
}

function idsLookup(text: string): Lookup[] {
  const terms = idTerms(text);
  return terms.length === 0 ? [] : [{ kind: "terms", fields: ["ids"], terms: oneOf(terms) }];
}

/** Whole values of a token field: folded, not split. */
function tokenTerms(field: string, text: string): readonly string[] {
  const whole = foldWord(text.trim());
  if (field === "ids") return [...new Set([...idTerms(text), whole])];
  // Message-ids are typed as they stand in headers
  return field === "headers" ? [whole.replace(/^<|>$/g, "")] : [whole];
}

function lookupsOfTerm(field: string | null, text: string, exact: boolean): readonly Lookup[] {
  const kind = kindOf(field);
  const fields = fieldsRead(field);
  if (kind === "text" && exact) return exactLookups(fields, text, 0);
  if (kind === "text") {
    const words = [slotsOfText(text), ...otherSpacings(text)].flatMap((slots) =>
      placed(fields, slots, 0),
    );
    return field === null ? [...words, ...idsLookup(text)] : words;
  }
  if (field === null || kind === "column") return [];
  if (kind === "token") return [{ kind: "terms", fields, terms: oneOf(tokenTerms(field, text)) }];
  return [{ kind: "catalog", field, pattern: text.replace(/[\\*?]/g, "\\$&") }];
}

function exactLookups(fields: readonly string[], text: string, slop: number): readonly Lookup[] {
  const slots = exactSlots(text);
  return slots.length === 0 ? [] : [{ kind: "exact", fields, slots, slop }];
}

function lookupsOfPattern(field: string | null, pattern: string): readonly Lookup[] {
  const kind = kindOf(field);
  const fields = fieldsRead(field);
  if (kind === "text") {
    const words = placed(fields, slotsOfPattern(pattern), 0);
    const ids = field === null ? idPattern(pattern) : null;
    return ids === null ? words : [...words, { kind: "terms", fields: ["ids"], terms: ids }];
  }
  if (field === null || kind === "column") return [];
  if (kind === "catalog") return [{ kind: "catalog", field, pattern }];
  const literal = literalOf(pattern);
  if (literal !== null) return lookupsOfTerm(field, literal, false);
  const ids = field === "ids" ? idPattern(pattern) : null;
  const terms: TermSet = ids ?? { kind: "pattern", pattern: foldPattern(pattern) };
  return [{ kind: "terms", fields, terms }];
}

/** Folding keeps backslashes, stars and question marks, so a pattern can be folded as a whole. */
const foldPattern = (pattern: string): string => foldWord(pattern);

function lookupsOfPhrase({ field, slots, slop, exact }: PhraseNode): readonly Lookup[] {
  const fields = fieldsRead(field);
  const texts = slots.map((slot) => (slot.kind === "word" ? slot.text : slot.pattern));
  if (exact) return exactLookups(fields, texts.join(" "), slop);
  if (field !== null && kindOf(field) !== "text")
    return lookupsOfTerm(field, texts.join(" "), false);
  const terms = slots.flatMap((slot) =>
    slot.kind === "word" ? slotsOfText(slot.text) : slotsOfPattern(slot.pattern),
  );
  const words = placed(fields, terms, slop);
  const isText = slop === 0 && slots.every((slot) => slot.kind === "word");
  return field === null && isText ? [...words, ...idsLookup(texts.join(" "))] : words;
}

function lookupsOfName(field: string | null, text: string): readonly Lookup[] {
  const fields = field === null ? NAME_FIELDS : fieldsRead(field);
  if (kindOf(field) !== "text") return lookupsOfTerm(field, text, false);
  return [
    ...namePhrases(text).flatMap((slots) => placed(fields, slots, NAME_SLOP)),
    ...garbledName(text).map((slots): Lookup => ({ kind: "exact", fields, slots, slop: 0 })),
  ];
}

function lookupsOfRegex(field: string | null, source: string, flags: string): readonly Lookup[] {
  const fields = fieldsRead(field);
  const kind = kindOf(field);
  if (kind === "token") return [{ kind: "terms", fields, terms: { kind: "regex", source, flags } }];
  return kind === "text" ? [{ kind: "regex", fields, source, flags }] : [];
}

function lookupsOfPresence(field: string): readonly Lookup[] {
  const kind = kindOf(field);
  if (kind === "column") return [{ kind: "column", field }];
  if (kind === "catalog") return [{ kind: "catalog", field, pattern: null }];
  return [{ kind: "present", fields: fieldsRead(field) }];
}

const EVERYTHING: ValueRange = {
  low: Number.NEGATIVE_INFINITY,
  lowInclusive: true,
  high: Number.POSITIVE_INFINITY,
  highInclusive: true,
};

/** Field of the texts that other programs read. It has no postings. */
const REREAD_FIELD = "ocr";

/** What a clause looks for; nothing for a clause that cannot match (a word without a term). Saved queries must be expanded before. */
export function lookupsOf(node: LeafNode, options: ClauseOptions): readonly Lookup[] {
  const lookups = indexLookupsOf(node, options);
  return "field" in node && node.field !== null && findField(node.field)?.name === REREAD_FIELD
    ? lookups.map((of) => ({ kind: "reread", of }))
    : lookups;
}

function indexLookupsOf(node: LeafNode, options: ClauseOptions): readonly Lookup[] {
  switch (node.kind) {
    case "all":
    case "saved":
      throw new Error(`not a clause with lookups: ${node.kind}`);
    case "term":
      return lookupsOfTerm(node.field, node.text, node.exact);
    case "pattern":
      return lookupsOfPattern(node.field, node.pattern);
    case "fuzzy": {
      const fields = fieldsRead(node.field);
      const { text, distance } = node;
      if (kindOf(node.field) === "text") return placed(fields, slotsOfFuzzy(text, distance), 0);
      const terms: TermSet = { kind: "fuzzy", term: foldWord(text), distance };
      return [{ kind: "terms", fields, terms }];
    }
    case "name":
      return lookupsOfName(node.field, node.text);
    case "stem": {
      const { language } = node;
      const slots = termsOf(node.text).map((term): TermSet => ({ kind: "stem", term, language }));
      return placed(fieldsRead(node.field), slots, 0);
    }
    case "phrase":
      return lookupsOfPhrase(node);
    case "regex":
      return lookupsOfRegex(node.field, node.source, node.flags);
    case "timeRange": {
      const { clock } = options;
      const range: ValueRange = {
        low: node.low === null ? EVERYTHING.low : resolveBound(node.low, clock),
        lowInclusive: true,
        high: node.high === null ? EVERYTHING.high : resolveBound(node.high, clock),
        highInclusive: node.high === null,
      };
      return [{ kind: "range", field: node.field, range }];
    }
    case "numberRange": {
      const range: ValueRange = {
        low: node.low?.value ?? EVERYTHING.low,
        lowInclusive: node.low?.inclusive ?? true,
        high: node.high?.value ?? EVERYTHING.high,
        highInclusive: node.high?.inclusive ?? true,
      };
      return [{ kind: "range", field: node.field, range }];
    }
    case "presence":
      return lookupsOfPresence(node.field);
    case "script":
      return node.field === null
        ? [{ kind: "terms", fields: ["script"], terms: { kind: "term", term: node.script } }]
        : [{ kind: "script", fields: fieldsRead(node.field), script: node.script }];
    case "between": {
      // Both on the same message: in a family, a forwarded one could lend a correspondent
      const [a, b] = node.people;
      const at = (person: LeafNode, field: string): readonly Lookup[] =>
        lookupsOf({ ...person, field } as LeafNode, options);
      return [
        { kind: "both", sides: [at(a, "from"), at(b, "to")] },
        { kind: "both", sides: [at(b, "from"), at(a, "to")] },
      ];
    }
    case "header":
      return [{ kind: "header", name: node.name, value: node.value }];
  }
}
