/** What is known of a plan before it runs: what its clauses cost, and whether it excludes anything. Pure. */
import type { Plan } from "../../query/plan.ts";
import type { Lookup } from "../../query/plan-clause.ts";

/** True where some part of the plan stands under a NOT. */
export function hasNot(plan: Plan): boolean {
  switch (plan.kind) {
    case "not":
      return true;
    case "and":
    case "or":
      return plan.operands.some(hasNot);
    case "sameFile":
      return hasNot(plan.operand);
    default:
      return false;
  }
}

/** What a clause may cost, cheapest first. */
export function costOf(plan: Plan): number {
  switch (plan.kind) {
    case "all":
    case "not":
      return 3;
    case "and":
    case "or":
      return Math.max(0, ...plan.operands.map(costOf));
    case "sameFile":
      return costOf(plan.operand);
    case "clause":
      return Math.max(0, ...plan.lookups.map(lookupCost));
  }
}

function lookupCost(lookup: Lookup): number {
  switch (lookup.kind) {
    case "phrase":
      return 1;
    case "both":
      return Math.max(0, ...lookup.sides.flat().map(lookupCost));
    case "catalog":
      return 2;
    case "exact":
      return 4;
    case "header":
      return 5;
    case "regex":
      return 6;
    default:
      return 0;
  }
}
