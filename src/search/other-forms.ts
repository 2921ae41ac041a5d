/**
 * What a query would find if its words counted in all their forms ("invoice" also as "invoices", "invoiced"): said beside the answer, since words find
 * only themselves. Loaded after the answer is shown.
 */
import { findField } from "../fields.ts";
import { printQuery } from "../query/print-query.ts";
import type { LeafNode, QueryNode } from "../query/tree.ts";
import type { OpenIndex } from "./open-index.ts";
import { type SearchAnswer, type SearchOptions, searchIndex } from "./search.ts";

/** The wider query as it is typed, and how many families it finds. */
export interface OtherForms {
  readonly query: string;
  readonly total: number;
}

/** A word whose forms are worth a look: letters of one script, not the short ones. */
const WORD = /^[\p{L}\p{M}]{3,40}$/u;
/** Who finds so many does not miss the forms; common words are what most searches are made of, and must stay cheap. */
const MAX_FOUND = 1_000;
/** Each word is looked for in the whole dictionary. */
const MAX_WORDS = 4;

function isPlainWord(node: LeafNode): node is Extract<LeafNode, { kind: "term" }> {
  if (node.kind !== "term" || node.exact || !WORD.test(node.text)) return false;
  return node.field === null || findField(node.field)?.type === "text";
}

/** The tree with each plain word as all its forms; what is excluded stays as it is. `count` is told of each. */
function withForms(node: QueryNode, count: () => void): QueryNode {
  if (node.kind === "and" || node.kind === "or")
    return { ...node, operands: node.operands.map((operand) => withForms(operand, count)) };
  if (node.kind === "not" || !isPlainWord(node)) return node;
  count();
  return { kind: "stem", field: node.field, text: node.text, language: null };
}

/** The same query with other forms of its words, null when that finds no more. Another search: asked for when the answer's hits were read. */
export function otherForms(
  index: OpenIndex,
  { tree, total }: Pick<SearchAnswer, "tree" | "total">,
  { clock }: Pick<SearchOptions, "clock">,
): OtherForms | null {
  if (total >= MAX_FOUND) return null;
  let words = 0;
  const wider = withForms(tree, () => {
    words++;
  });
  if (words === 0 || words > MAX_WORDS) return null;
  const query = printQuery(wider);
  const options = { clock, sort: "relevance", limit: 0, offset: 0, strict: false } as const;
  const found = searchIndex(index, query, options).total;
  return found > total ? { query, total: found } : null;
}
