/**
 * Plan -> query of OpenSearch and Elasticsearch, exactly: the same families as a search of the local index. Defaults of the server that cut
 * expansions in silence are set aside here (fuzzy words, prefixes at the end of a phrase).
 *
 * A clause is a set of documents; a family has it when its root or one of its files has: each clause asks `x` and, nested, `f`.
 */
import { UserError } from "../errors.ts";
import { findField } from "../fields.ts";
import { patternPieces } from "../query/glob.ts";
import type { Plan } from "../query/plan.ts";
import type { Lookup } from "../query/plan-clause.ts";
import type { TermSet } from "../query/plan-terms.ts";
import {
  ALL,
  allOf,
  anyOf,
  type Dsl,
  flagDsl,
  idDsl,
  NONE,
  near,
  nested,
  notDsl,
  type Of,
  rangeDsl,
  termsDsl,
  wildcard,
} from "./dsl.ts";

/** A lookup that the stored texts decide. */
export type TextLookup = Extract<Lookup, { kind: "exact" | "regex" | "header" }>;

/** What the plan leaves open: answered before, from the small index and from stored texts. */
export interface Answers {
  /** Hashes of the sources that `in:` names. */
  readonly sources: (pattern: string) => readonly string[];
  /** All terms of the corpus that a set stands for; null when it needs no list. */
  readonly terms: (set: TermSet) => readonly string[];
  /** For a lookup that only stored texts can decide: a query for the documents it found. `excluded`: it is below a NOT. */
  readonly decided: (lookup: TextLookup, of: Of, excluded: boolean) => Dsl;
  /** Documents of the conversations that `thread:` names. */
  readonly thread: (pattern: string, of: Of) => Dsl;
}

/** What the server may list for one slot of a phrase. */
const MANY_SLOT_TERMS = 1000;

/** A pattern that is a prefix: "th*". */
function prefixOf(set: TermSet): string | null {
  if (set.kind !== "pattern") return null;
  const [text, any, ...rest] = patternPieces(set.pattern);
  return text?.kind === "text" && any?.kind === "any" && rest.length === 0 ? text.text : null;
}

/** Translates lookups and plans for one set of answers. */
export class Translator {
  private readonly answers: Answers;
  /** Whether what is translated stands below an odd number of NOTs. */
  private excluded = false;

  constructor(answers: Answers) {
    this.answers = answers;
  }

  /** Families the plan matches. */
  families(plan: Plan): Dsl {
    switch (plan.kind) {
      case "all":
        return ALL;
      case "and":
        return allOf(plan.operands.map((operand) => this.families(operand)));
      case "or":
        return anyOf(plan.operands.map((operand) => this.families(operand)));
      case "not":
        return this.excluding(() => this.families(plan.operand));
      case "sameFile":
        return this.either(plan.operand);
      case "clause":
        return this.either(plan);
    }
  }

  /** Families of which one document meets the plan. */
  private either(plan: Plan): Dsl {
    return anyOf([this.documents(plan, "x"), nested(this.documents(plan, "f"))]);
  }

  /** Documents that meet the plan each by itself. */
  documents(plan: Plan, of: Of): Dsl {
    switch (plan.kind) {
      case "all":
        return ALL;
      case "and":
        return allOf(plan.operands.map((operand) => this.documents(operand, of)));
      case "or":
        return anyOf(plan.operands.map((operand) => this.documents(operand, of)));
      case "not":
        return this.excluding(() => this.documents(plan.operand, of));
      case "sameFile":
        return this.documents(plan.operand, of);
      case "clause":
        return this.clause(plan.lookups, of);
    }
  }

  private excluding(translate: () => Dsl): Dsl {
    this.excluded = !this.excluded;
    const query = notDsl(translate());
    this.excluded = !this.excluded;
    return query;
  }

  /** Documents that a lookup can find at most, as far as postings tell. */
  most(lookup: TextLookup, of: Of): Dsl {
    switch (lookup.kind) {
      case "exact": {
        const slots = lookup.slots.map(({ term }): TermSet => ({ kind: "term", term }));
        const { fields, slop } = lookup;
        const [first] = slots;
        if (slots.length > 1 || first === undefined)
          return this.lookup({ kind: "phrase", fields, slots, slop }, of);
        return this.lookup({ kind: "terms", fields, terms: first }, of);
      }
      case "regex":
        return this.lookup({ kind: "present", fields: lookup.fields }, of);
      case "header":
        return termsDsl(`${of}.kind`, ["message"]);
    }
  }

  private clause(lookups: readonly Lookup[], of: Of): Dsl {
    return anyOf(lookups.map((lookup) => this.lookup(lookup, of)));
  }

  private lookup(lookup: Lookup, of: Of): Dsl {
    const inFields = (find: (field: string, boost: number) => Dsl): Dsl =>
      "fields" in lookup
        ? anyOf(lookup.fields.map((name) => find(`${of}.${name}`, findField(name)?.weight ?? 1)))
        : NONE;
    switch (lookup.kind) {
      case "terms":
        return inFields((field, boost) => this.terms(field, lookup.terms, boost));
      case "phrase":
        return inFields((field, boost) => this.phrase(field, lookup.slots, lookup.slop, boost));
      case "exact":
      case "regex":
      case "header":
        return this.answers.decided(lookup, of, this.excluded);
      case "present":
        return termsDsl(
          `${of}.m`,
          lookup.fields.map((field) => `p:${field}`),
        );
      case "script":
        return termsDsl(
          `${of}.m`,
          lookup.fields.map((field) => `s:${lookup.script}:${field}`),
        );
      case "range":
        return rangeDsl(`${of}.${lookup.field}`, lookup.range);
      case "column":
        return { exists: { field: `${of}.${lookup.field}` } };
      case "catalog":
        return this.catalog(lookup.field, lookup.pattern, of);
      case "reread":
        throw new UserError(
          "ocr: cannot be asked of a server: texts that other programs read are not sent there. Search the local index, or leave ocr: out.",
        );
      case "both":
        return allOf(lookup.sides.map((side) => this.clause(side, of)));
    }
  }

  private terms(field: string, set: TermSet, boost: number): Dsl {
    switch (set.kind) {
      case "term":
        return termsDsl(field, [set.term], boost);
      case "oneOf":
        return termsDsl(field, [...new Set(set.terms)], boost);
      case "pattern":
        return {
          wildcard: { [field]: { value: wildcard(set.pattern), rewrite: "constant_score", boost } },
        };
      case "fuzzy":
        return {
          fuzzy: {
            [field]: {
              value: set.term,
              fuzziness: set.distance,
              // Its default looks at the 50 nearest terms and is silent about the others
              rewrite: "constant_score",
              boost,
            },
          },
        };
      case "any":
        throw new Error("a word that may be any is asked for by its presence");
      default:
        return termsDsl(field, this.answers.terms(set), boost);
    }
  }

  private phrase(field: string, slots: readonly TermSet[], slop: number, boost: number): Dsl {
    const words = slots.map((slot) => (slot.kind === "term" ? slot.term : null));
    const isPlain = words.every((word) => word !== null);
    if (slop > 0)
      return isPlain
        ? near(field, words as string[], slop, boost)
        : this.nearSets(field, slots, slop, boost);
    if (isPlain)
      return {
        match_phrase: { [field]: { query: words.join(" "), analyzer: "whitespace", boost } },
      };
    const last = prefixOf(slots.at(-1) as TermSet);
    if (last !== null && words.slice(0, -1).every((word) => word !== null))
      return {
        match_phrase_prefix: {
          [field]: {
            query: [...words.slice(0, -1), last].join(" "),
            analyzer: "whitespace",
            // Its default looks at 50 terms and is silent about the others
            max_expansions: 2_147_483_647,
            boost,
          },
        },
      };
    return this.spans(field, slots, boost);
  }

  /** Terms of a slot as spans. A word that may be any is a gap in the middle, and all terms at an end: there must be one. */
  private spans(field: string, slots: readonly TermSet[], boost: number): Dsl {
    const clauses = slots.map((slot, i): Dsl => {
      if (slot.kind === "any" && i > 0 && i < slots.length - 1) return { span_gap: { [field]: 1 } };
      if (slot.kind === "term") return { span_term: { [field]: slot.term } };
      const terms = this.answers.terms(slot);
      if (terms.length === 0) return NONE;
      if (terms.length > MANY_SLOT_TERMS) throw tooMany(slot, terms.length);
      return { span_or: { clauses: terms.map((term) => ({ span_term: { [field]: term } })) } };
    });
    if (clauses.includes(NONE)) return NONE;
    return { span_near: { clauses, slop: 0, in_order: true, boost } };
  }

  private nearSets(field: string, slots: readonly TermSet[], slop: number, boost: number): Dsl {
    const lists = slots.map((slot) =>
      slot.kind === "term"
        ? [slot.term]
        : slot.kind === "oneOf"
          ? slot.terms
          : this.answers.terms(slot),
    );
    for (const [i, list] of lists.entries()) {
      if (list.length === 0) return NONE;
      if (list.length > MANY_SLOT_TERMS) throw tooMany(slots[i] as TermSet, list.length);
    }
    const all = lists.flat();
    if (new Set(all).size < all.length)
      throw new UserError(
        "On a server, words near each other must differ: two of these patterns can be the same word. Ask for one of them, or search the local index.",
      );
    const intervals = lists.map((list) => ({
      any_of: { intervals: list.map((query) => ({ match: { query, analyzer: "whitespace" } })) },
    }));
    return {
      intervals: { [field]: { all_of: { ordered: false, max_gaps: slop, intervals }, boost } },
    };
  }

  private catalog(field: string, pattern: string | null, of: Of): Dsl {
    switch (field) {
      case "tag":
        throw new UserError(
          "Tags stay in the local index: tag: cannot be asked of a server. Search the local index, or leave tag: out.",
        );
      case "in":
        return pattern === null ? ALL : termsDsl(`${of}.src`, this.answers.sources(pattern));
      case "thread":
        return pattern === null ? ALL : this.answers.thread(pattern, of);
      case "flag":
        return flagDsl(pattern, of);
      case "id":
      case "sha256":
        return pattern === null ? ALL : idDsl(field, pattern, of);
      default:
        throw new UserError(
          `On a server ${field}: cannot be asked: what it needs stays in the local index. Search there.`,
        );
    }
  }
}

const tooMany = (set: TermSet, count: number): UserError =>
  new UserError(
    `Inside a phrase a server takes ${MANY_SLOT_TERMS} words for one place; "${"pattern" in set ? set.pattern : "word" in set ? set.word : "term" in set ? set.term : "*"}" can be ${count} words. Give more letters, or search the local index.`,
  );
