/** Why a query of several conditions finds nothing: how much each finds by itself, and which of them empties the rest. */
import { printQuery } from "../query/print-query.ts";
import type { AndNode, QueryNode } from "../query/tree.ts";
import type { OpenIndex } from "./open-index.ts";
import { type SearchAnswer, type SearchOptions, searchIndex } from "./search.ts";

/** One condition of an AND, as it is typed. */
export interface Condition {
  readonly query: string;
  /** Families it finds by itself; of an excluded one, those that do not have it. */
  readonly alone: number;
  /** Families that all the others find. */
  readonly without: number;
}

/** Each condition costs two searches. */
const MAX_CONDITIONS = 12;

/** Conditions of an AND that finds nothing, in order; none for a query that is no AND or has very many. */
export function emptyAnd(
  index: OpenIndex,
  { tree }: Pick<SearchAnswer, "tree">,
  { clock }: Pick<SearchOptions, "clock">,
): readonly Condition[] {
  if (tree.kind !== "and" || tree.operands.length > MAX_CONDITIONS) return [];
  const options = { clock, sort: "relevance", limit: 0, offset: 0, strict: false } as const;
  const count = (node: QueryNode): number => searchIndex(index, printQuery(node), options).total;
  return tree.operands.map((operand, i) => ({
    query: printQuery(operand),
    alone: count(operand),
    without: count(without(tree, i)),
  }));
}

function without({ operands }: AndNode, index: number): QueryNode {
  const others = operands.filter((_, i) => i !== index);
  const [only] = others;
  return others.length === 1 && only !== undefined ? only : { kind: "and", operands: others };
}
