/**
 * Which documents of a matching family count as matched: those a clause outside NOT found. A clause inside an AND below an OR counts only in families where that AND
 * holds, so the clauses of a plan fall into groups, each with the condition it stands under.
 */
import type { Plan } from "../query/plan.ts";

/** Documents that meet `documents` count where the family meets `condition`; null: wherever the whole plan holds. */
export interface Group {
  readonly condition: Plan | null;
  readonly documents: Plan;
}

/** The groups of a plan, those under the same condition together. */
export function groupsOf(plan: Plan): Group[] {
  const groups = new Map<Plan | null, Plan[]>();
  collect(plan, null, true, groups);
  return [...groups].map(([condition, operands]) => ({
    condition,
    documents: { kind: "or", operands },
  }));
}

function collect(
  plan: Plan,
  condition: Plan | null,
  implied: boolean,
  groups: Map<Plan | null, Plan[]>,
): void {
  switch (plan.kind) {
    case "all":
    case "not":
      return;
    case "and": {
      // What all of an AND must hold is held by each of its operands
      const both: Plan = condition === null ? plan : { kind: "and", operands: [condition, plan] };
      for (const operand of plan.operands)
        collect(operand, implied ? condition : both, true, groups);
      return;
    }
    case "or":
      for (const operand of plan.operands) collect(operand, condition, false, groups);
      return;
    case "sameFile":
    case "clause": {
      const held = groups.get(condition);
      const documents = plan.kind === "sameFile" ? plan.operand : plan;
      if (held === undefined) groups.set(condition, [documents]);
      else held.push(documents);
    }
  }
}
