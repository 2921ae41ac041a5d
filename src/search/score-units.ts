/** What of a plan counts for relevance: the terms of its clauses outside NOT, each with the fields it was looked for in. */
import type { Plan } from "../query/plan.ts";
import type { Lookup } from "../query/plan-clause.ts";
import type { TermSet } from "../query/plan-terms.ts";

/** One word of the query: its frequency in these fields is summed before it saturates (BM25F). */
export interface ScoreUnit {
  readonly terms: TermSet;
  readonly fields: readonly string[];
}

/** Words of a query that count; the hundredth word of a pasted page adds nothing to the order. */
const MAX_UNITS = 64;

function unitsOfLookup(lookup: Lookup): ScoreUnit[] {
  switch (lookup.kind) {
    case "terms":
      return [{ terms: lookup.terms, fields: lookup.fields }];
    case "phrase":
      return lookup.slots.flatMap((terms) =>
        terms.kind === "any" ? [] : [{ terms, fields: lookup.fields }],
      );
    case "exact":
      return lookup.slots.map(({ term }) => ({
        terms: { kind: "term", term },
        fields: lookup.fields,
      }));
    case "both":
      return lookup.sides.flat().flatMap(unitsOfLookup);
    default:
      return [];
  }
}

function collect(plan: Plan, units: Map<string, ScoreUnit>): void {
  switch (plan.kind) {
    case "all":
    case "not":
      return;
    case "and":
    case "or":
      for (const operand of plan.operands) collect(operand, units);
      return;
    case "sameFile":
      collect(plan.operand, units);
      return;
    case "clause":
      for (const unit of plan.lookups.flatMap(unitsOfLookup))
        if (units.size < MAX_UNITS) units.set(JSON.stringify(unit), unit);
  }
}

/** The units of a plan, each once; none for a plan of filters alone. */
export function scoreUnits(plan: Plan): readonly ScoreUnit[] {
  const units = new Map<string, ScoreUnit>();
  collect(plan, units);
  return [...units.values()];
}
