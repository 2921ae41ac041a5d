/**
 * Tree -> plan: which fields each clause reads, what counts as a match there, and what must hold for one file. Names fields and
 * terms, never postings or segments: search/ executes it.
 *
 * A clause is a set of documents. Outside a same-file group it stands for their families, so words may be spread over a message and its
 * attachments. Conditions on file-level fields that stand directly side by side in one AND must hold for the same file:
 *
 * - a condition is file-level when it is a clause on a field of level "file", or a NOT or OR (and inside these an AND) of such;
 * - two or more of them, consecutive operands of one AND, at least one of them no NOT, form a same-file group: one document of
 *   the family must meet all, a NOT meaning that this document does not;
 * - an AND in parentheses inside an AND is a group of its own: `(filename:a creator:x) (filename:b creator:y)` asks for two files;
 * - everywhere else NOT is about the family: `-filename:logo.png` is "no file of that name", also beside words or other NOTs.
 */
import { findField } from "../fields.ts";
import { type ClauseOptions, type Lookup, lookupsOf, lookupsOfJoined } from "./plan-clause.ts";
import { joinedWith } from "./plan-terms.ts";
import { printQuery } from "./print-query.ts";
import type { AndNode, LeafNode, QueryNode } from "./tree.ts";

export type Plan =
  | { readonly kind: "all" }
  | { readonly kind: "and" | "or"; readonly operands: readonly Plan[] }
  | { readonly kind: "not"; readonly operand: Plan }
  /** The operand is evaluated for each document alone; families with one such document match. */
  | { readonly kind: "sameFile"; readonly operand: Plan }
  /** Documents that any of the lookups finds; none when there are none (a word that holds no term). */
  | { readonly kind: "clause"; readonly node: LeafNode; readonly lookups: readonly Lookup[] };

const isLeaf = (node: QueryNode): node is LeafNode =>
  node.kind !== "and" && node.kind !== "or" && node.kind !== "not";

function isFileClause(node: LeafNode): boolean {
  return "field" in node && node.field !== null && findField(node.field)?.level === "file";
}

/** Whether a node is about one file when it stands below an OR or NOT: all its clauses are. */
function isFileOnly(node: QueryNode): boolean {
  if (node.kind === "not") return isFileOnly(node.operand);
  if (isLeaf(node)) return isFileClause(node);
  return node.operands.every(isFileOnly);
}

/** Whether an operand of an AND may join a same-file group; an AND of its own never does. */
const isFileCondition = (node: QueryNode): boolean => node.kind !== "and" && isFileOnly(node);

/** Splits the operands of an AND into runs that must hold for one file and single operands, in order. Used by the plan and by explain. */
function fileGroups(node: AndNode): readonly (readonly QueryNode[])[] {
  const groups: QueryNode[][] = [];
  let run: QueryNode[] = [];
  const closeRun = (): void => {
    const joins = run.length > 1 && run.some((operand) => operand.kind !== "not");
    groups.push(...(joins ? [run] : run.map((operand) => [operand])));
    run = [];
  };
  for (const operand of node.operands) {
    if (isFileCondition(operand)) run.push(operand);
    else {
      closeRun();
      groups.push([operand]);
    }
  }
  closeRun();
  return groups;
}

/** Beyond so many operands a list was pasted. */
const MANY = 100;

/** Items of a long list, each once: a page pasted as a query repeats its words, and each would be looked up again. */
function distinct<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return items.length < MANY
    ? items
    : [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

/** Plans a node whose operands all speak of the same documents: AND, OR and NOT as they stand. */
function planAlike(
  node: QueryNode,
  options: ClauseOptions,
  planOperand: (operand: QueryNode) => Plan,
): Plan {
  if (node.kind === "not") return { kind: "not", operand: planOperand(node.operand) };
  if (node.kind === "and" || node.kind === "or")
    return { kind: node.kind, operands: distinct(node.operands, printQuery).map(planOperand) };
  if (node.kind === "all") return { kind: "all" };
  return { kind: "clause", node, lookups: lookupsOf(node, options) };
}

function planForFile(node: QueryNode, options: ClauseOptions): Plan {
  return planAlike(node, options, (operand) => planForFile(operand, options));
}

/**
 * Plans a tree without saved queries in it (expand-saved.ts puts their trees in their place). Dates are resolved here, against the clock given.
 */
export function planQuery(node: QueryNode, options: ClauseOptions): Plan {
  if (node.kind !== "and")
    return planAlike(node, options, (operand) => planQuery(operand, options));
  const groups = distinct(fileGroups(node), (group) => group.map(printQuery).join(" "));
  const operands = groups.map((group): Plan => {
    const [only] = group;
    if (group.length === 1 && only !== undefined) return planQuery(only, options);
    const together: QueryNode = { kind: "and", operands: group };
    return { kind: "sameFile", operand: planForFile(together, options) };
  });
  const [first] = operands;
  return operands.length === 1 && first !== undefined
    ? first
    : { kind: "and", operands: withJoined(operands) };
}

/** A word without a field that may stand beside others for one longer word. */
const plainWord = (plan: Plan): string | null =>
  plan.kind === "clause" &&
  plan.node.kind === "term" &&
  plan.node.field === null &&
  !plan.node.exact
    ? plan.node.text
    : null;

/** Gives each run of plain words what they may be together: `NL91 ABNA 0417 1643 00` typed in groups also finds NL91ABNA0417164300. */
function withJoined(operands: readonly Plan[]): readonly Plan[] {
  const joined: Plan[] = [];
  for (let from = 0; from < operands.length; ) {
    let to = from;
    const words: string[] = [];
    for (; to < operands.length; to++) {
      const word = plainWord(operands[to] as Plan);
      if (word === null) break;
      words.push(word);
    }
    const more = words.length > 1 && words.length <= MANY ? joinedWith(words) : [];
    for (const [i, plan] of operands.slice(from, Math.max(to, from + 1)).entries()) {
      const { words: also = [], ids = [] } = more[i] ?? {};
      const extra = lookupsOfJoined(also, ids);
      joined.push(
        plan.kind === "clause" && extra.length > 0
          ? { ...plan, lookups: [...plan.lookups, ...extra] }
          : plan,
      );
    }
    from = Math.max(to, from + 1);
  }
  return joined;
}

/** Whether a part of the plan is answered by a field of the catalog, e.g. "flag". */
export const asksCatalog = (plan: Plan, field: string): boolean =>
  someLookup(plan, (lookup) => lookup.kind === "catalog" && lookup.field === field);

/** Whether a part of the plan asks which side a message came from: `is:inbound`, `is:outbound`, `is:internal`. */
export const asksSide = (plan: Plan): boolean =>
  someLookup(
    plan,
    (lookup) =>
      lookup.kind === "terms" &&
      lookup.fields.includes("is") &&
      lookup.terms.kind === "oneOf" &&
      lookup.terms.terms.some((term) => /^(?:inbound|outbound|internal)$/.test(term)),
  );

function someLookup(plan: Plan, test: (lookup: Lookup) => boolean): boolean {
  switch (plan.kind) {
    case "all":
      return false;
    case "and":
    case "or":
      return plan.operands.some((operand) => someLookup(operand, test));
    case "not":
    case "sameFile":
      return someLookup(plan.operand, test);
    case "clause":
      return plan.lookups.some(test);
  }
}
