/** Puts the trees of saved queries in the place of `@name`. */
import type { QueryNode } from "./tree.ts";

/**
 * Gives the tree of a saved query, undefined when there is none of that name. With a field the name is that of a person ("p1a2b3c4d"), and the tree
 * finds all of the person's addresses in that field.
 */
export type SavedQueries = (name: string, field?: string) => QueryNode | undefined;

/** A person in a field: `from:@p1a2b3c4d`. */
const PERSON = /^@(p[0-9a-f]{8})$/i;

/** A saved query that cannot be used: there is none of that name, or it uses itself. */
export interface SavedProblem {
  readonly name: string;
  readonly reason: "unknown" | "circular";
}

export interface Expanded {
  readonly tree: QueryNode;
  readonly problems: readonly SavedProblem[];
}

/** More saved queries inside each other than this is a circle in all but name. */
const MAX_NESTING = 32;
/** Saved queries put in in all: ten that use each other twice would be a thousand. */
const MAX_EXPANSIONS = 1000;

const NOTHING: QueryNode = { kind: "not", operand: { kind: "all" } };

/** Replaces every `@name` by its tree, as if it stood in parentheses; one that cannot be used matches nothing and is named in `problems`. */
export function expandSaved(tree: QueryNode, saved: SavedQueries): Expanded {
  const problems: SavedProblem[] = [];
  let expansions = 0;
  const refuse = (name: string, reason: SavedProblem["reason"]): QueryNode => {
    if (!problems.some((problem) => problem.name === name)) problems.push({ name, reason });
    return NOTHING;
  };
  const expand = (node: QueryNode, open: readonly string[]): QueryNode => {
    switch (node.kind) {
      case "and":
      case "or":
        return { kind: node.kind, operands: node.operands.map((operand) => expand(operand, open)) };
      case "not":
        return { kind: "not", operand: expand(node.operand, open) };
      case "saved": {
        const found = saved(node.name);
        if (found === undefined) return refuse(node.name, "unknown");
        const tooMuch = open.length >= MAX_NESTING || ++expansions > MAX_EXPANSIONS;
        if (tooMuch || open.includes(node.name)) return refuse(node.name, "circular");
        return expand(found, [...open, node.name]);
      }
      case "term": {
        const handle = node.field === null ? undefined : PERSON.exec(node.text)?.[1];
        if (handle === undefined || node.field === null) return node;
        return saved(handle, node.field) ?? refuse(handle, "unknown");
      }
      default:
        return node;
    }
  };
  return { tree: expand(tree, []), problems };
}
