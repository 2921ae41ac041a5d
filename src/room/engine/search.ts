/** A query in a room -> which families, in what order, and how many of each facet. Reads and plans with the query language of the terminal. */

import { FIELDS } from "../../fields.ts";
import { parseQuery } from "../../query/parse-query.ts";
import { type Plan, planQuery } from "../../query/plan.ts";
import type { LeafNode, QueryNode, QueryProblem } from "../../query/tree.ts";
import { scoreUnits } from "../../search/score-units.ts";
import { QueryMistake } from "./catalog-marks.ts";
import type { Watch } from "./marks.ts";
import { RoomMatcher } from "./match.ts";
import type { TermSets } from "./term-sets.ts";

export type RoomSort = "relevance" | "newest" | "oldest" | "largest";

/** The answer to a query. Documents are numbers of the room. */
export interface RoomAnswer {
  readonly plan: Plan;
  readonly problems: readonly QueryProblem[];
  /** Roots of the matching families in the order asked for, exact copies left out. */
  readonly hits: readonly number[];
  /** 1 for each document that a clause outside NOT matched. */
  readonly documents: Uint8Array;
  /** Exact copies beyond the first of each. */
  readonly copies: number;
  /** Texts that an expression took too long on; they count as no match. */
  readonly unanswered: number;
  /** How well each hit fits, in the order of `hits`; 0 for filters alone. */
  readonly scores: ReadonlyMap<number, number>;
}

const WEIGHTS: ReadonlyMap<string, number> = new Map(
  FIELDS.map(({ name, weight }) => [name, weight]),
);
/** What a slot is worth: FlexSearch's lists come best first. */
const SLOT_WORTH = [1, 0.62, 0.38, 0.18];
const K1 = 1.2;

function leaves(node: QueryNode): readonly LeafNode[] {
  if (node.kind === "and" || node.kind === "or") return node.operands.flatMap(leaves);
  return node.kind === "not" ? leaves(node.operand) : [node];
}

/** Throws QueryMistake for what a page cannot answer. */
function refuseUnanswerable(tree: QueryNode): void {
  for (const leaf of leaves(tree))
    if (leaf.kind === "saved")
      throw new QueryMistake(
        `@${leaf.name}: saved queries stay with the archive and are not in this room.`,
      );
}

/** Relevance of each root, as BM25 has it: rare words count more, and the better the slot the more. */
async function scoresOf(
  sets: TermSets,
  plan: Plan,
  families: Uint8Array,
): Promise<Map<number, number>> {
  const { roots, core } = sets.data;
  const total = new Map<number, number>();
  for (const { terms, fields } of scoreUnits(plan)) {
    const worth = new Map<number, number>();
    const seen = new Set<number>();
    for (const term of (await sets.terms(terms)).slice(0, 64))
      for (const field of fields) {
        const weight = WEIGHTS.get(field) ?? 0;
        if (weight === 0) continue;
        const slots = await sets.documents(sets.fieldNumber(field), term);
        for (const [slot, documents] of slots.entries())
          for (const document of documents ?? []) {
            const root = roots[document] as number;
            seen.add(root);
            if (families[root] === 1)
              worth.set(root, (worth.get(root) ?? 0) + weight * (SLOT_WORTH[slot] ?? 0));
          }
      }
    const idf = Math.log(1 + (core.count - seen.size + 0.5) / (seen.size + 0.5));
    for (const [root, value] of worth)
      total.set(root, (total.get(root) ?? 0) + (idf * value) / (K1 + value));
  }
  return total;
}

/** Of families with the same bytes the first that matches stands for all. */
function withoutCopies(sets: TermSets, families: Uint8Array): { hits: number[]; copies: number } {
  const content = new Map(sets.data.core.copies);
  const first = new Map<number, number>();
  const originals = new Set(content.values());
  const hits: number[] = [];
  let copies = 0;
  for (let root = 0; root < families.length; root++) {
    if (families[root] !== 1) continue;
    const group = content.get(root) ?? (originals.has(root) ? root : null);
    if (group !== null && first.has(group)) copies++;
    else {
      if (group !== null) first.set(group, root);
      hits.push(root);
    }
  }
  return { hits, copies };
}

/** Value of each root in a column; the first where it has several. */
export function valuesOfColumn(sets: TermSets, field: string): Float64Array {
  const values = new Float64Array(sets.data.core.count).fill(Number.NaN);
  const column = sets.data.core.columns[field];
  let document = 0;
  for (const [i, step] of (column?.steps ?? []).entries()) {
    document += step;
    if (Number.isNaN(values[document])) values[document] = column?.values[i] as number;
  }
  return values;
}

function sorted(
  sets: TermSets,
  hits: number[],
  sort: RoomSort,
  scores: ReadonlyMap<number, number>,
): number[] {
  const dates = valuesOfColumn(sets, "date");
  const sizes = valuesOfColumn(sets, "size");
  const missing = sort === "oldest" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const by = (values: Float64Array, root: number): number => {
    const value = values[root] as number;
    return Number.isNaN(value) ? missing : value;
  };
  const newest = (a: number, b: number): number => compare(by(dates, b), by(dates, a)) || a - b;
  const order: Readonly<Record<RoomSort, (a: number, b: number) => number>> = {
    relevance: (a, b) => compare(scores.get(b) ?? 0, scores.get(a) ?? 0) || newest(a, b),
    newest,
    oldest: (a, b) => compare(by(dates, a), by(dates, b)) || a - b,
    largest: (a, b) => compare(by(sizes, b), by(sizes, a)) || newest(a, b),
  };
  return hits.sort(order[sort]);
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

/** Runs a query text; "" asks for everything. Throws QueryMistake, and StoppedError when `watch` says so. */
export async function searchRoom(
  sets: TermSets,
  text: string,
  options: { readonly sort: RoomSort; readonly nowMs: number; readonly watch: Watch },
): Promise<RoomAnswer> {
  const { tree, problems } = parseQuery(text.trim() === "" ? "*" : text);
  refuseUnanswerable(tree);
  const plan = planQuery(tree, { clock: { nowMs: options.nowMs, timeZone: "UTC" } });
  const matcher = new RoomMatcher(sets, options.watch);
  const { families, documents } = await matcher.match(plan);
  const { hits, copies } = withoutCopies(sets, families);
  const scores = await scoresOf(sets, plan, families);
  const { unanswered } = matcher;
  return {
    plan,
    problems,
    hits: sorted(sets, hits, options.sort, scores),
    documents,
    copies,
    unanswered,
    scores,
  };
}
