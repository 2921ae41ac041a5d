/**
 * Executes a plan on a room: the same families as src/search/match/match.ts finds among these documents. Sets are marks, one byte a document:
 * a room has at most 200,000. Words are looked up through FlexSearch; phrases, exact words, expressions and headers are read in the texts of the
 * documents that the cheaper clauses left over.
 */
import type { Plan } from "../../query/plan.ts";
import type { Lookup, ValueRange } from "../../query/plan-clause.ts";
import type { TermSet } from "../../query/plan-terms.ts";
import { expressionTester } from "../../search/match/expression.ts";
import { costOf } from "../../search/match/plan-traits.ts";
import { hasExactly, headerTest } from "../../search/match/text-tests.ts";
import { PRESENT, SCRIPT } from "../../segment/format.ts";
import { catalogMarks, QueryMistake } from "./catalog-marks.ts";
import {
  add,
  asksCopies,
  fits,
  holdsPhrase,
  keep,
  type Marks,
  StoppedError,
  type Watch,
} from "./marks.ts";
import type { TermSets } from "./term-sets.ts";

/** Families (marks on roots) and the documents that a clause outside NOT matched. */
export interface Matched {
  readonly families: Marks;
  readonly documents: Marks;
}

/** One run of one plan over a room. */
export class RoomMatcher {
  private readonly sets: TermSets;
  private readonly count: number;
  private readonly roots: Uint32Array;
  private readonly watch: Watch;
  /** How many texts an expression took too long on. */
  unanswered = 0;

  constructor(sets: TermSets, watch: Watch) {
    this.sets = sets;
    this.count = sets.data.core.count;
    this.roots = sets.data.roots;
    this.watch = watch;
  }

  /** Runs the plan. */
  async match(plan: Plan): Promise<Matched> {
    const documents = this.none();
    const families = await this.families(plan, null, documents);
    for (let i = 0; i < this.count; i++)
      if (families[this.roots[i] as number] !== 1) documents[i] = 0;
    return { families, documents };
  }

  private readonly none = (): Marks => new Uint8Array(this.count);
  private readonly every = (): Marks => this.none().fill(1);

  private allFamilies(): Marks {
    return this.none().map((_, i) => (this.roots[i] === i ? 1 : 0));
  }

  /** Families the plan matches among `within`; what matched is marked in `matched`. */
  private async families(plan: Plan, within: Marks | null, matched: Marks): Promise<Marks> {
    switch (plan.kind) {
      case "all":
        return within ?? this.allFamilies();
      case "and": {
        let left = within;
        for (const operand of [...plan.operands].sort((a, b) => costOf(a) - costOf(b)))
          left = await this.families(operand, left, matched);
        return left ?? this.none();
      }
      case "or": {
        const found = this.none();
        for (const operand of plan.operands)
          add(found, await this.families(operand, within, matched));
        return found;
      }
      case "not": {
        const universe = within ?? this.allFamilies();
        const found = await this.families(plan.operand, universe, this.none());
        return universe.map((mark, i) => (found[i] === 1 ? 0 : mark));
      }
      case "sameFile":
        return this.familiesOf(await this.documents(plan.operand, within), within, matched);
      case "clause":
        return this.familiesOf(await this.clause(plan.lookups, within), within, matched);
    }
  }

  private familiesOf(documents: Marks, within: Marks | null, matched: Marks): Marks {
    const families = this.none();
    for (let i = 0; i < this.count; i++) {
      const root = this.roots[i] as number;
      if (documents[i] !== 1 || (within !== null && within[root] !== 1)) continue;
      families[root] = 1;
      matched[i] = 1;
    }
    return families;
  }

  /** Documents that meet the plan each by itself: inside a same-file group. */
  private async documents(plan: Plan, within: Marks | null): Promise<Marks> {
    switch (plan.kind) {
      case "all":
        return this.every();
      case "and": {
        const found = this.every();
        for (const operand of plan.operands) keep(found, await this.documents(operand, within));
        return found;
      }
      case "or": {
        const found = this.none();
        for (const operand of plan.operands) add(found, await this.documents(operand, within));
        return found;
      }
      case "not":
        return (await this.documents(plan.operand, within)).map((mark) => 1 - mark);
      case "sameFile":
        return this.documents(plan.operand, within);
      case "clause":
        return this.clause(plan.lookups, within);
    }
  }

  private async clause(lookups: readonly Lookup[], within: Marks | null): Promise<Marks> {
    const found = this.none();
    for (const lookup of lookups) add(found, await this.lookup(lookup, within));
    return found;
  }

  private async lookup(lookup: Lookup, within: Marks | null): Promise<Marks> {
    const { data } = this.sets;
    switch (lookup.kind) {
      case "terms":
        if (asksCopies(lookup)) return this.marked(data.core.copies.map(([document]) => document));
        return this.withTerms(lookup.terms, lookup.fields);
      case "phrase":
        return this.phrase(lookup.fields, lookup.slots, lookup.slop, within);
      case "exact":
        return this.exact(lookup, within);
      case "regex": {
        const holding = await this.withTerms({ kind: "term", term: PRESENT }, lookup.fields);
        return this.expression(holding, within, lookup, (document) =>
          this.valuesOf(document, lookup.fields),
        );
      }
      case "present":
        return this.withTerms({ kind: "term", term: PRESENT }, lookup.fields);
      case "script":
        return this.withTerms({ kind: "term", term: SCRIPT + lookup.script }, lookup.fields);
      case "range":
        return this.inColumn(lookup.field, lookup.range);
      case "column":
        return this.inColumn(lookup.field, null);
      case "catalog":
        return this.marked(await catalogMarks(data, lookup.field, lookup.pattern));
      case "header":
        return this.header(lookup, within);
      case "reread":
        throw new QueryMistake(
          "ocr: is answered by the terminal alone: texts that other programs read are not in this folder.",
        );
      case "both": {
        const found = this.every();
        for (const side of lookup.sides) keep(found, await this.clause(side, within));
        return found;
      }
    }
  }

  private marked(documents: readonly number[]): Marks {
    const marks = this.none();
    for (const document of documents) marks[document] = 1;
    return marks;
  }

  private async withTerms(set: TermSet, fields: readonly string[]): Promise<Marks> {
    const marks = this.none();
    for (const term of await this.sets.terms(set))
      for (const field of fields)
        for (const documents of await this.sets.documents(this.sets.fieldNumber(field), term))
          for (const document of documents ?? []) marks[document] = 1;
    return marks;
  }

  private inColumn(field: string, range: ValueRange | null): Marks {
    const marks = this.none();
    const column = this.sets.data.core.columns[field];
    let document = 0;
    for (const [i, step] of (column?.steps ?? []).entries()) {
      document += step;
      const value = column?.values[i] as number;
      if (range === null || fits(value, range)) marks[document] = 1;
    }
    return marks;
  }

  /** Those of the candidates in question whose texts `holds`; reads them in order. */
  private async reading(
    candidates: Marks,
    within: Marks | null,
    holds: (document: number) => Promise<boolean>,
  ): Promise<Marks> {
    const asked: number[] = [];
    for (let i = 0; i < this.count; i++)
      if (candidates[i] === 1 && (within === null || within[this.roots[i] as number] === 1))
        asked.push(i);
    const marks = this.none();
    for (const [done, document] of asked.entries()) {
      if (this.watch.stopped()) throw new StoppedError();
      if ((done & 63) === 0) this.watch.onRead(done, asked.length);
      if (await holds(document)) marks[document] = 1;
    }
    return marks;
  }

  private async valuesOf(document: number, fields: readonly string[]): Promise<readonly string[]> {
    const values: string[] = [];
    for (const field of fields) values.push(...(await this.sets.data.values(document, field)));
    return values;
  }

  /** Documents whose field holds every slot somewhere. */
  private async candidates(slots: readonly TermSet[], field: string): Promise<Marks> {
    const found = await this.withTerms({ kind: "term", term: PRESENT }, [field]);
    for (const slot of slots)
      if (slot.kind !== "any") keep(found, await this.withTerms(slot, [field]));
    return found;
  }

  private async phrase(
    fields: readonly string[],
    slots: readonly TermSet[],
    slop: number,
    within: Marks | null,
  ): Promise<Marks> {
    const wanted = await Promise.all(
      slots.map(async (slot) =>
        slot.kind === "any" ? null : new Set(await this.sets.terms(slot)),
      ),
    );
    const found = this.none();
    for (const field of fields) {
      const holds = async (document: number): Promise<boolean> =>
        (await this.sets.data.values(document, field)).some((value) =>
          holdsPhrase(value, wanted, slop),
        );
      add(found, await this.reading(await this.candidates(slots, field), within, holds));
    }
    return found;
  }

  private async exact(
    { fields, slots, slop }: Extract<Lookup, { kind: "exact" }>,
    within: Marks | null,
  ): Promise<Marks> {
    const folded = slots.map(({ term }): TermSet => ({ kind: "term", term }));
    const found = this.none();
    for (const field of fields) {
      const holds = async (document: number): Promise<boolean> =>
        (await this.sets.data.values(document, field)).some((value) =>
          hasExactly(value, slots, slop),
        );
      add(found, await this.reading(await this.candidates(folded, field), within, holds));
    }
    return found;
  }

  private expression(
    candidates: Marks,
    within: Marks | null,
    { source, flags }: { readonly source: string; readonly flags: string },
    valuesOf: (document: number) => Promise<readonly string[]>,
  ): Promise<Marks> {
    const test = expressionTester(source, flags);
    return this.reading(candidates, within, async (document) => {
      const outcomes = test(await valuesOf(document));
      if (outcomes.includes("stopped")) this.unanswered++;
      return outcomes.includes("match");
    });
  }

  private async header(
    { name, value }: Extract<Lookup, { kind: "header" }>,
    within: Marks | null,
  ): Promise<Marks> {
    const { data } = this.sets;
    const messages = this.none().map((_, i) => (data.core.kinds[i] === "m" ? 1 : 0));
    const valuesOf = async (document: number): Promise<readonly string[]> =>
      (await data.detail(document)).headers.flatMap(([key, text]) => (key === name ? [text] : []));
    if (value?.kind === "regex") return this.expression(messages, within, value, valuesOf);
    const test = value === null ? () => true : headerTest(value.pattern);
    return this.reading(messages, within, async (document) =>
      (await valuesOf(document)).some(test),
    );
  }
}
